/** `posttrain lab`: lists the labs, or runs one or all of them. */
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UserError } from '../../errors';
import { labById, labs } from '../../labs/registry';
import type { Changes } from '../../study/knobs';
import { labPresets, type LabPreset } from '../../study/lab';
import { choice, type OptionsOf } from '../../train/declared';
import { declareCommand, parsed, text } from './command';
import { labReport, runToEnd, secondsLine } from './lab-run';
import { backendFor, computeOptions, jsonOption } from './options';

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
    for (const lab of labs) process.stdout.write(`${lab.id.padEnd(9)}${lab.title}\n`);
    return;
  }
  const { preset, store, quiet, set } = options;
  const changes = Object.entries(set).map(([name, value]) => `,${name}=${JSON.stringify(value)}`);
  if (id === 'all' && changes.length > 0)
    throw new UserError('--set: not with all labs, whose settings differ; name one');
  const chosen = id === 'all' ? labs : [labById(id)];
  const backend = await backendFor(options);
  for (const lab of chosen) {
    // A changed run lies beside the preset's own.
    const folder = join(options.out, lab.id + changes.join(''));
    const { result, timings } = await runToEnd(backend, { lab, preset, changes: set, folder, store, quiet });
    const told = `${labReport(lab, result)}${secondsLine(timings)}\nWritten to ${folder}\n`;
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : told);
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
