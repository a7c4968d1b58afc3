/** `posttrain reinforce`: REINFORCE leave-one-out on a reward. */
import { reinforce, reinforceOptions } from '../../train/reinforce';
import { declareCommand } from './command';
import { runOptions } from './options';
import { finishPolicy, followIterations, openPolicy, rewardedOptions } from './policy';
import { Session } from './session';

const commandOptions = { ...rewardedOptions(10), ...reinforceOptions, ...runOptions };

export const reinforceCommand = () =>
  declareCommand('reinforce', {
    says:
      'Train a policy against a reward without a value model: several replies to each prompt, and each is measured ' +
      'against the mean of the others (REINFORCE leave-one-out, RLOO). One optimiser step an iteration; the simplest of ' +
      'the policy gradients, and on short replies as good as PPO.',
    options: commandOptions,
    examples: [
      'reinforce --model runs/sft --reward runs/reward --prompts my-prompts.jsonl --out runs/rloo',
      'reinforce --model runs/sft --reward runs/rm-1 runs/rm-2 --ensemble worst --prompts my-prompts.jsonl --out runs/safe',
    ],
    async run(options) {
      const session = new Session('reinforce', commandOptions, options);
      const open = await openPolicy(options, session);
      await followIterations(
        session,
        'REINFORCE',
        reinforce(open.policyTask, options, session.checkpointing),
      );
      finishPolicy(session, open);
    },
  });
