/**
 * REINFORCE leave-one-out (Ahmadian et al. 2024, "Back to Basics", https://arxiv.org/abs/2402.14740): PPO without the
 * value network, without clipping, without several passes over an iteration. The whole reply is one action; its baseline is
 * the mean reward of the other replies to its prompt. One optimiser step an iteration, so every sample is on-policy.
 *
 * The price of KL is in the reward, as in PPO: each reply pays β times its sequence's k1.
 */
import { sequenceKl } from '../eval/kl';
import * as tf from '../tensors';
import { leaveOneOutAdvantages } from './advantages';
import type { Checkpointing } from './checkpoint';
import { requireFinite } from './checks';
import { settle } from './declared';
import { accumulateTokenLoss } from './gradient';
import {
  groupDefaults,
  groupOptions,
  improveByGroups,
  type GroupOptions,
  type GroupRecord,
} from './group-policy';
import { reinforceLoss, rowOffsets } from './losses';
import { replyBatch } from './replies';
import type { PolicyTask } from './rollouts';

/** How the policy is trained. */
export const reinforceOptions = groupOptions;

/** How the policy is trained. */
export type ReinforceOptions = GroupOptions;

/** What REINFORCE starts from where nothing else is said. */
export const reinforceDefaults: Readonly<ReinforceOptions> = groupDefaults;

/** What REINFORCE reports: one record an iteration. */
export type ReinforceRecord = GroupRecord<'reinforce', object>;

/**
 * Trains a policy against a reward.
 * @param task networks, reward and prompts; `policy` is trained in place.
 * @throws UserError on a task or options that cannot work, a reward that is not finite, or a loss that is not.
 */
export async function* reinforce(
  task: PolicyTask,
  options: Partial<ReinforceOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<ReinforceRecord, void, undefined> {
  const settings = settle('reinforce', reinforceOptions, options);
  const { klCoefficient, samplesPerPrompt } = settings;
  const { policy } = task;
  yield* improveByGroups(
    'reinforce',
    task,
    settings,
    1,
    (rollouts, adamW, _, where) => {
      const rewards = rollouts.map(
        ({ reward, logprobs, referenceLogprobs }) =>
          reward - klCoefficient * sequenceKl(logprobs, referenceLogprobs),
      );
      const advantages = leaveOneOutAdvantages(rewards, samplesPerPrompt);
      const { batch, tokenMask } = replyBatch(rollouts);
      const offsets = rowOffsets(rollouts.map(({ logprobs }) => logprobs.length));
      const { loss: policyLoss } = accumulateTokenLoss(policy, batch, tokenMask, (logprobs) => ({
        loss: reinforceLoss(logprobs, offsets, tf.tensor1d(advantages)),
      }));
      requireFinite(where, { 'policy loss': policyLoss }, { model: policy });
      const { gradNorm } = policy.step(adamW);
      requireFinite(where, { 'gradient norm of the policy': gradNorm }, { model: policy });
      return { policyLoss, gradNorm };
    },
    checkpointing,
  );
}
