/** `posttrain lab`: lists the labs, or runs one or all of them. */
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UserError } from '../../errors';
import { writeLabResult } from '../lab-files';
import { folderStore } from '../lab-store';
import { writeAtomically } from '../files';
import type { StageProgress } from '../progress';
import { openWorkbench } from '../workbench';
import { threeDigits } from '../../study/effects';
import type { Changes } from '../../study/knobs';
import { labPresets, verdictOf, type Check, type Lab, type LabPreset, type LabResult } from '../../study/lab';
import type { LabEvent } from '../../study/workbench';
import { labById, labs } from '../../labs/registry';
import { choice, type OptionsOf } from '../../train/declared';
import { declareCommand, parsed, text } from './command';
import { backendFor, computeOptions, jsonOption, progressFor } from './options';

const commandOptions = {
  preset: choice<LabPreset>('lecture', labPresets, 'how much is run'),
  out: text('folder', 'results, one folder a lab', join('runs', 'labs')),
  store: text('folder', 'models and samples that labs share', join('runs', 'store')),
  set: parsed<Changes>(
    {},
    'one setting of the preset anew, e.g. ppo.clipRatio=0.1; may be given again, and an unknown name lists all',
    { value: 'name=value', parse: changed },
  ),
  ...jsonOption('print the results as JSON'),
  ...computeOptions,
};

type LabOptions = OptionsOf<typeof commandOptions>;

export const labCommand = () =>
  declareCommand('lab', {
    says:
      'Run a lab: one claim of the lecture, its treatment and its control, measured. `lab list` names them all, ' +
      '`lab all` runs them all. Writes result.json, figures and an interactive report.html. What a killed run had ' +
      'made is found again.',
    options: commandOptions,
    examples: [
      'lab list',
      'lab B5 --preset quick',
      'lab B4 --set ppo.clipRatio=0.1',
      'lab all --preset full --out figures',
    ],
    run: (options, [id]) => run(id, options),
  }).argument('<id>', 'list, all, or a lab, e.g. B5');

async function run(id: string, options: LabOptions): Promise<void> {
  if (id === 'list') {
    for (const lab of labs) process.stdout.write(`${lab.id.padEnd(4)}${lab.title}\n`);
    return;
  }
  const changes = Object.entries(options.set).map(([name, value]) => `,${name}=${JSON.stringify(value)}`);
  if (id === 'all' && changes.length > 0)
    throw new UserError('--set: not with all labs, whose settings differ; name one');
  const chosen = id === 'all' ? labs : [labById(id)];
  const backend = await backendFor(options);
  for (const lab of chosen) {
    // A changed run lies beside the preset's own.
    const folder = join(options.out, lab.id + changes.join(''));
    const bench = openWorkbench(backend, folderStore(options.store));
    const result = await follow(lab, lab.run(bench, options.preset, options.set), options);
    const timings = bench.timings();
    writeAtomically(join(folder, 'timings.json'), `${JSON.stringify(timings, null, 1)}\n`);
    await writeLabResult(folder, lab, result);
    process.stdout.write(
      options.json
        ? `${JSON.stringify(result)}\n`
        : `${labReport(result)}${secondsLine(timings)}\nWritten to ${folder}\n`,
    );
  }
}

/** The changes so far with one more, from `name=value`, where the value is JSON. */
function changed(given: string, before: Changes | undefined): Changes {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(given) ?? [];
  if (name === undefined) throw new InvalidArgumentError('expected name=value, e.g. ppo.clipRatio=0.1');
  try {
    return { ...before, [name]: JSON.parse(value) };
  } catch {
    return { ...before, [name]: value };
  }
}

/** Runs a lab to its end, with a progress bar for each piece of work. */
async function follow(lab: Lab, events: AsyncGenerator<LabEvent, LabResult>, options: LabOptions) {
  const progress = progressFor(options);
  let stage: StageProgress | undefined;
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      if (next.value.type === 'stage') {
        stage?.finish();
        stage = progress.stage(`${lab.id} ${next.value.title}`, next.value.steps);
      } else if (next.value.type === 'step') stage?.update(next.value.done, next.value.live);
    }
  } finally {
    stage?.finish();
  }
}

/** The checks of a result, one a line. */
function labReport({ lab, title, checks }: LabResult): string {
  return [`${lab}: ${title}`, ...checks.map(checkLine), ''].join('\n');
}

/** Seconds by stage, of pieces that were found those that they once took (claim A2). */
export function secondsLine(
  timings: readonly { readonly stage: string; readonly seconds: number }[],
): string {
  const sums = new Map<string, number>();
  for (const { stage, seconds } of timings) sums.set(stage, (sums.get(stage) ?? 0) + seconds);
  return `Seconds by stage: ${[...sums].map(([stage, sum]) => `${stage} ${sum.toFixed(1)}`).join(', ')}`;
}

function checkLine(check: Check): string {
  const { claim, statement, effect, bound, unit, over } = check;
  const { value, low, high } = effect;
  const interval =
    low === null || high === null ? 'no interval' : `[${threeDigits(low)}, ${threeDigits(high)}]`;
  const found = `${threeDigits(value)} ${interval} ${unit} over ${over}`;
  const verdict = check.holds ? 'holds' : verdictOf(check).toUpperCase();
  return `  ${verdict.padEnd(11)}  ${claim}: ${statement}: ${found}, expected above ${threeDigits(bound)}`;
}
