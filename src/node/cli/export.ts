/** `posttrain export`: a run in the form of another library, to go on there with larger models and more machines. */
import { Argument, Command } from 'commander';
import { writeFolderAtomically } from '../files';
import { trlFiles } from '../../tools/trl/export';
import { examples, refuseExisting, withRunOptions, backendFor, type RunOptions } from './options';
import { readTrlRun } from './trl-run';

interface ExportOptions extends Pick<RunOptions, 'backend' | 'threads'> {
  from: string;
  out: string;
}

export function exportCommand(): Command {
  const command = new Command('export')
    .description(
      "Write a run as the Python library TRL takes it: model folders, data sets in TRL's columns, and configs for its " +
        "command line with the run's settings in TRL's words. What has no counterpart there is listed in README.md.",
    )
    .addArgument(new Argument('<format>', 'whose form').choices(['trl']))
    .requiredOption('--from <folder>', 'the output of lecture, sft, reward, dpo, grpo or ppo')
    .requiredOption('--out <folder>', 'where to write; a new folder');
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'export trl --from runs/lecture --out runs/lecture-trl',
        'export trl --from runs/my-sft --out for-the-cluster',
      ) + '\nThen, in Python: pip install trl; cd for-the-cluster; trl sft --config sft.yaml\n',
    )
    .action(exportRun);
}

async function exportRun(_: string, options: ExportOptions): Promise<void> {
  refuseExisting('--out', options.out);
  const run = await readTrlRun(options.from, () => backendFor(options));
  writeFolderAtomically(options.out, trlFiles(run));
  const configs = run.stages.map(({ name }) => `${name}.yaml`).join(', ');
  process.stdout.write(`Written to ${options.out}: ${configs}; what each means is in README.md there\n`);
}
