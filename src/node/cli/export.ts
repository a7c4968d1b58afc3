/** `posttrain export`: a run in the form of another library, to go on there with larger models and more machines. */
import { Argument, Command } from 'commander';
import { writeFolderAtomically } from '../files';
import { trlFiles } from '../../tools/trl/export';
import { examples, refuseExisting } from './options';
import { readTrlRun } from './trl-run';

interface ExportOptions {
  from: string;
  out: string;
}

export function exportCommand(): Command {
  return new Command('export')
    .description(
      "Write a run as the Python library TRL takes it: model folders, data sets in TRL's columns, and configs for its " +
        "command line with the run's settings in TRL's words. What has no counterpart there is listed in README.md.",
    )
    .addArgument(new Argument('<format>', 'whose form').choices(['trl']))
    .requiredOption('--from <folder>', 'the output of sft, reward, dpo, grpo or ppo')
    .requiredOption('--out <folder>', 'where to write; a new folder')
    .addHelpText(
      'after',
      examples(
        'export trl --from runs/my-sft --out for-the-cluster',
        'export trl --from runs/my-ppo --out runs/my-ppo-trl',
      ) + '\nThen, in Python: pip install trl; cd for-the-cluster; trl sft --config sft.yaml\n',
    )
    .action(exportRun);
}

function exportRun(_: string, options: ExportOptions): void {
  refuseExisting('--out', options.out);
  const run = readTrlRun(options.from);
  writeFolderAtomically(options.out, trlFiles(run));
  const configs = run.stages.map(({ name }) => `${name}.yaml`).join(', ');
  process.stdout.write(`Written to ${options.out}: ${configs}; what each means is in README.md there\n`);
}
