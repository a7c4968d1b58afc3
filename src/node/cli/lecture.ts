/**
 * `posttrain lecture`, the main job: runs it, shows its progress, writes models, metrics, figures and one page, and
 * prints the table. The work itself is in src/labs/lecture.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import { readLanguageModel, shippedBase, writeModel } from '../models';
import { writeAtomically, RunLog } from '../files';
import { version } from '../package';
import type { StageProgress } from '../progress';
import { writeFigures } from '../lab-files';
import { renderReport } from '../pictures/report';
import { checksOf } from '../../labs/lecture/checks';
import { lecture } from '../../labs/lecture/lecture';
import { lectureFigures, lectureReport } from '../../labs/lecture/report';
import type { LectureResult } from '../../labs/lecture/result';
import { presetNames, presets, type PresetName } from '../../labs/lecture/settings';
import { lectureTable } from './lecture-table';
import { choice, type OptionsOf } from '../../train/declared';
import { declareCommand, optionalText, text } from './command';
import { backendFor, jsonOption, progressFor, refuseExisting, runOptions } from './options';

const commandOptions = {
  preset: choice<PresetName>('lecture', presetNames, 'how much is run'),
  base: text('folder', 'the base model to start from', shippedBase),
  out: optionalText('folder', 'where to write (default: runs/lecture-<time>)'),
  ...jsonOption('print the result as JSON instead of a table'),
  ...runOptions,
};

export const lectureCommand = () =>
  declareCommand('lecture', {
    says:
      'The main job: SFT, reward model and PPO from the shipped base model, then gold and proxy reward against the ' +
      'distance from SFT, for best-of-n and PPO. Writes models, metrics, figures and report.html.',
    options: commandOptions,
    examples: ['lecture', 'lecture --preset quick --out runs/first', 'lecture --seed 2 --json > result.json'],
    run: (options, _, command) => run(options, command),
  });

async function run(options: OptionsOf<typeof commandOptions>, command: Command): Promise<void> {
  const out = options.out ?? join('runs', `lecture-${timestamp()}`);
  command.setOptionValue('out', out); // for run.json
  refuseExisting('--out', out);
  const settings = presets[options.preset];
  const base = readLanguageModel(options.base);
  const backend = await backendFor(options);
  const started = performance.now();
  const input = { backend, base, preset: options.preset, settings, seed: options.seed };
  const { result, timings } = await follow(lecture(input), out, settings.seeds > 1, options.quiet);

  const seconds = (performance.now() - started) / 1000;
  writeAtomically(join(out, 'result.json'), `${JSON.stringify(result, null, 1)}\n`);
  writeAtomically(join(out, 'timings.json'), `${JSON.stringify({ seconds, stages: timings }, null, 1)}\n`);
  await writeFigures(join(out, 'figures'), lectureFigures(result));
  const identity = {
    preset: options.preset,
    seed: options.seed,
    version,
    minutes: (seconds / 60).toFixed(1),
  };
  const page = join(out, 'report.html');
  writeAtomically(page, await renderReport(lectureReport(result, settings, identity)));

  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(`${lectureTable(result, checksOf(result))}\nWritten to ${out}; open ${page}\n`);
}

/** Runs the stream to its end: the log, the models and the progress bar follow it. */
async function follow(events: ReturnType<typeof lecture>, out: string, manySeeds: boolean, quiet: boolean) {
  const progress = progressFor({ quiet });
  const log = new RunLog(join(out, 'metrics.jsonl'));
  const timings: { seed: number; title: string; seconds: number }[] = [];
  let stage: StageProgress | undefined;
  let result: LectureResult | undefined;
  let begun = performance.now();
  const end = () => {
    stage?.finish();
    const last = timings[timings.length - 1];
    if (last) last.seconds = (performance.now() - begun) / 1000;
    begun = performance.now();
  };
  try {
    for await (const event of events) {
      if (event.type === 'stage') {
        end();
        timings.push({ seed: event.seed, title: event.title, seconds: 0 });
        const title = manySeeds ? `seed ${event.seed}: ${event.title}` : event.title;
        stage = progress.stage(title, event.steps);
      } else if (event.type === 'step') {
        stage?.update(event.done, event.live);
        log.write({ seed: event.seed, ...event.record });
      } else if (event.type === 'model') {
        const name = manySeeds ? `seed-${event.seed}/${event.name}` : event.name;
        writeModel(join(out, name), event.checkpoint);
      } else result = event.result;
    }
  } finally {
    end();
    log.close();
  }
  if (!result) throw new Error('the lecture ended without a result');
  return { result, timings };
}

/** Local time as a folder's name can hold it: 2025-01-31-14-05-09. */
function timestamp(): string {
  const now = new Date();
  const parts = [
    now.getFullYear(),
    now.getMonth() + 1,
    now.getDate(),
    now.getHours(),
    now.getMinutes(),
    now.getSeconds(),
  ];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
