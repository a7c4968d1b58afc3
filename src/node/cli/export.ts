/** `posttrain export`: a run in the form of another library, to go on there with larger models and more machines. */
import { Argument } from 'commander';
import { writeFolderAtomically } from '../files';
import { trlFiles } from '../../tools/trl/export';
import { declareCommand, requiredText } from './command';
import { backendFor, refuseExisting, runOptions } from './options';
import { readTrlRun } from './trl-run';

export const exportCommand = () =>
  declareCommand('export', {
    says:
      "Write a run as the Python library TRL takes it: model folders, data sets in TRL's columns, and configs for its " +
      "command line with the run's settings in TRL's words. What has no counterpart there is listed in README.md.",
    options: {
      from: requiredText('folder', 'the output of lecture, sft, reward, dpo, grpo or ppo'),
      out: requiredText('folder', 'where to write; a new folder'),
      ...runOptions,
    },
    examples: [
      'export trl --from runs/lecture --out runs/lecture-trl',
      'export trl --from runs/my-sft --out for-the-cluster',
    ],
    async run({ from, out, ...compute }) {
      refuseExisting('--out', out);
      const run = await readTrlRun(from, () => backendFor(compute));
      writeFolderAtomically(out, trlFiles(run));
      const configs = run.stages.map(({ name }) => `${name}.yaml`).join(', ');
      process.stdout.write(`Written to ${out}: ${configs}; what each means is in README.md there\n`);
    },
  })
    .addArgument(new Argument('<format>', 'whose form').choices(['trl']))
    .addHelpText(
      'after',
      'Then, in Python: pip install trl; cd for-the-cluster; trl sft --config sft.yaml\n',
    );
