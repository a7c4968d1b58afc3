/** `posttrain reinforce`: REINFORCE leave-one-out on a reward. */
import { Command } from 'commander';
import { reinforce, reinforceDefaults } from '../../train/reinforce';
import { examples, withRunOptions } from './options';
import {
  finishPolicy,
  followIterations,
  groupOptionsOf,
  openPolicy,
  withGroups,
  type GroupCommandOptions,
} from './policy';
import { Session, withCheckpoints } from './session';

export function reinforceCommand(): Command {
  const command = new Command('reinforce').description(
    'Train a policy against a reward without a value model: several replies to each prompt, and each is measured ' +
      'against the mean of the others (REINFORCE leave-one-out, RLOO). One optimiser step an iteration; the simplest of ' +
      'the policy gradients, and on short replies as good as PPO.',
  );
  withCheckpoints(withGroups(command, reinforceDefaults), 10, 'iterations');
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'reinforce --model runs/sft --reward runs/reward --prompts my-prompts.jsonl --out runs/rloo',
        'reinforce --model runs/sft --reward runs/rm-1 runs/rm-2 --ensemble worst --prompts my-prompts.jsonl --out runs/safe',
      ),
    )
    .action(trainPolicy);
}

async function trainPolicy(options: GroupCommandOptions): Promise<void> {
  const session = new Session('reinforce', options);
  const open = await openPolicy(options, session);
  const run = reinforce(open.policyTask, groupOptionsOf(options), session.checkpointing);
  await followIterations(session, 'REINFORCE', run);
  finishPolicy(session, open, options);
}
