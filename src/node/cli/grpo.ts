/** `posttrain grpo`: group-relative policy optimisation, as for reasoning models (claim F1). */
import { grpo, grpoOptions } from '../../train/grpo';
import { declareCommand } from './command';
import { runOptions } from './options';
import { finishPolicy, followIterations, openPolicy, rewardedOptions } from './policy';
import { Session } from './session';

/** Options of `posttrain grpo`. */
export const grpoCommandOptions = { ...rewardedOptions(10), ...grpoOptions, ...runOptions };

export const grpoCommand = () =>
  declareCommand('grpo', {
    says:
      "Train a policy against a reward: several replies to each prompt, and each is measured in its group's standard " +
      'deviations (GRPO, the method of R1). Meant for rewards that a program can verify. A prompt whose replies all ' +
      'earn the same teaches nothing: the column mixedGroups of metrics.jsonl says how many do. With ' +
      '--no-divide-by-sd --no-divide-by-length it is Dr. GRPO.',
    options: grpoCommandOptions,
    examples: [
      'grpo --model runs/sft --reward sums --prompts my-sums.jsonl --out runs/grpo',
      'grpo --model runs/sft --reward runs/reward sums=2 --prompts my-prompts.jsonl --out runs/mixed',
    ],
    async run(options) {
      const session = new Session('grpo', grpoCommandOptions, options);
      const open = await openPolicy(options, session);
      await followIterations(session, 'GRPO', grpo(open.policyTask, options, session.checkpointing));
      finishPolicy(session, open);
    },
  });
