/** `posttrain rejection-sampling`: sample, keep the best, fine-tune on it, and again. */
import { rejectionOptions, rejectionSampling } from '../../train/rejection-sampling';
import { declareCommand } from './command';
import { runOptions } from './options';
import { finishPolicy, followIterations, openPolicy, rewardedOptions } from './policy';
import { Session } from './session';

const commandOptions = { ...rewardedOptions(1), ...rejectionOptions, ...runOptions };

export const rejectionSamplingCommand = () =>
  declareCommand('rejection-sampling', {
    says:
      'Put best-of-n into the weights: sample several replies to each prompt, keep the one that the reward likes best, ' +
      'fine-tune on those, and again from the new policy. No policy gradient, hard to break, and a good first thing ' +
      'to compare with PPO. `--keep random` is the control that does everything but choose.',
    options: commandOptions,
    examples: [
      'rejection-sampling --model runs/sft --reward runs/reward --prompts my-prompts.jsonl --out runs/rs',
      'rejection-sampling --model runs/sft --reward sums --least-reward 1 --prompts my-sums.jsonl --out runs/rs',
    ],
    async run(options) {
      const session = new Session('rejection-sampling', commandOptions, options);
      const open = await openPolicy(options, session);
      const run = rejectionSampling(open.policyTask, options, session.checkpointing);
      await followIterations(session, 'rejection sampling', run);
      finishPolicy(session, open);
    },
  });
