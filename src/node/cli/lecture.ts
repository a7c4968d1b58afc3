/**
 * `posttrain lecture`, the main job: the lab of that name, with its seed and its base model as options, and the slides' replies
 * on the terminal.
 */
import { join } from 'node:path';
import { lecture } from '../../labs/lecture';
import { slidePrompts } from '../../steps/prompts';
import { labPresets, type LabPreset, type LabText } from '../../study/lab';
import { choice, type OptionsOf } from '../../train/declared';
import { shippedBase } from '../models';
import { declareCommand, text } from './command';
import { labReport, runToEnd, secondsLine } from './lab-run';
import { backendFor, jsonOption, runOptions } from './options';

const commandOptions = {
  preset: choice<LabPreset>('lecture', labPresets, 'how much is run'),
  base: text('folder', 'the base model to start from', shippedBase),
  out: text('folder', 'where to write', join('runs', 'lecture')),
  store: text('folder', 'models and samples that labs share', join('runs', 'store')),
  ...jsonOption('print the result as JSON instead of a table'),
  ...runOptions,
};

export const lectureCommand = () =>
  declareCommand('lecture', {
    says:
      'The main job: SFT, reward model and PPO from the shipped base model, then gold and proxy reward against the ' +
      'distance from SFT, for best-of-n and PPO. Writes models, result.json, rows.csv, courses.csv, figures and ' +
      'report.html. Started again it goes on where it was stopped.',
    options: commandOptions,
    examples: ['lecture', 'lecture --preset quick --out runs/first', 'lecture --seed 2 --json > result.json'],
    run,
  });

async function run(options: OptionsOf<typeof commandOptions>): Promise<void> {
  const { preset, seed, base, out: folder, store, quiet } = options;
  const backend = await backendFor(options);
  // The preset's own seeds begin with 1.
  const changes = seed === 1 ? {} : { seeds: [seed] };
  const { result, timings } = await runToEnd(backend, {
    lab: lecture,
    preset,
    changes,
    folder,
    store,
    base,
    quiet,
  });
  const told = [
    // The slides' own prompts come first; the page has all.
    ...result.texts.slice(0, slidePrompts.length).map(sideBySide),
    labReport(lecture, result),
    secondsLine(timings),
    `Written to ${folder}; open ${join(folder, 'report.html')}`,
    '',
  ];
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : told.join('\n'));
}

/** A prompt with every model's reply. */
function sideBySide({ prompt, replies }: LabText): string {
  const lines = replies.map(({ by, text: reply }) => `  ${by}:\n    ${reply.split('\n').join('\n    ')}\n`);
  return [`"${prompt}"`, '', ...lines].join('\n');
}
