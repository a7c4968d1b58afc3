/**
 * `posttrain lecture`, the main job: the lab of that name, with its seed and its base model as options, and the slides' replies
 * on the terminal.
 */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { labPresets, type LabPreset, type LabText } from '../../study/lab';
import { lecture } from '../../labs/lecture';
import { shippedBase } from '../models';
import { labReport, runToEnd, secondsLine } from './lab-run';
import { backendFor, examples, withRunOptions, type RunOptions } from './options';

interface LectureOptions extends RunOptions {
  preset: LabPreset;
  base: string;
  out: string;
  store: string;
  json: boolean;
}

export function lectureCommand(): Command {
  const command = new Command('lecture')
    .description(
      'The main job: SFT, reward model and PPO from the shipped base model, then gold and proxy reward against the ' +
        'distance from SFT, for best-of-n and PPO. Writes models, result.json, rows.csv, courses.csv, figures and ' +
        'report.html. Started again it goes on where it was stopped.',
    )
    .addOption(new Option('--preset <name>', 'how much is run').choices([...labPresets]).default('lecture'))
    .option('--base <folder>', 'the base model to start from', shippedBase)
    .option('--out <folder>', 'where to write', join('runs', 'lecture'))
    .option('--store <folder>', 'models and samples that labs share', join('runs', 'store'))
    .option('--json', 'print the result as JSON instead of a table', false);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples('lecture', 'lecture --preset quick --out runs/first', 'lecture --seed 2 --json > result.json'),
    )
    .action(run);
}

async function run(options: LectureOptions): Promise<void> {
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
  const text = [
    ...result.texts.map(sideBySide),
    labReport(lecture, result),
    secondsLine(timings),
    `Written to ${folder}; open ${join(folder, 'report.html')}`,
    '',
  ];
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : text.join('\n'));
}

/** A prompt with every model's reply. */
function sideBySide({ prompt, replies }: LabText): string {
  const lines = replies.map(({ by, text }) => `  ${by}:\n    ${text.split('\n').join('\n    ')}\n`);
  return [`"${prompt}"`, '', ...lines].join('\n');
}
