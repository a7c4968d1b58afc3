/** `posttrain grpo`: group-relative policy optimisation, as for reasoning models (claim F1). */
import { Command } from 'commander';
import { grpo, grpoDefaults, type GrpoOptions } from '../../train/grpo';
import { decimal, examples, wholeNumber, withRunOptions } from './options';
import {
  finishPolicy,
  followIterations,
  groupOptionsOf,
  openPolicy,
  withGroups,
  type GroupCommandOptions,
} from './policy';
import { Session, withCheckpoints } from './session';

type GrpoCommandOptions = GroupCommandOptions &
  Pick<GrpoOptions, 'minibatchRows' | 'epochs' | 'clipRatio' | 'divideBySd' | 'divideByLength'>;

export function grpoCommand(): Command {
  const d = grpoDefaults;
  const command = new Command('grpo').description(
    "Train a policy against a reward: several replies to each prompt, and each is measured in its group's standard " +
      'deviations (GRPO, the method of R1). Meant for rewards that a program can verify. A prompt whose replies all ' +
      'earn the same teaches nothing: the column mixedGroups of metrics.jsonl says how many do. With ' +
      '--no-divide-by-sd --no-divide-by-length it is Dr. GRPO.',
  );
  withGroups(command, d)
    .option('--minibatch-rows <n>', 'replies in an optimiser step', wholeNumber(1), d.minibatchRows)
    .option('--epochs <n>', "passes over an iteration's replies", wholeNumber(1), d.epochs)
    .option('--clip-ratio <x>', "ε of the policy's ratio", decimal(0), d.clipRatio)
    .option('--no-divide-by-sd', 'do not divide advantages by the standard deviation of their group')
    .option('--no-divide-by-length', "do not divide a reply's loss by its length");
  withCheckpoints(command, 10, 'iterations');
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'grpo --model runs/sft --reward sums --prompts my-sums.jsonl --out runs/grpo',
        'grpo --model runs/sft --reward runs/reward sums=2 --prompts my-prompts.jsonl --out runs/mixed',
      ),
    )
    .action(trainPolicy);
}

async function trainPolicy(options: GrpoCommandOptions): Promise<void> {
  const session = new Session('grpo', options);
  const open = await openPolicy(options, session);
  const { minibatchRows, epochs, clipRatio, divideBySd, divideByLength } = options;
  const own = { minibatchRows, epochs, clipRatio, divideBySd, divideByLength };
  const run = grpo(open.policyTask, { ...groupOptionsOf(options), ...own }, session.checkpointing);
  await followIterations(session, 'GRPO', run);
  finishPolicy(session, open, options);
}
