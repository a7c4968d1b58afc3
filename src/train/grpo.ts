/**
 * Group-relative policy optimisation (Shao et al. 2024, DeepSeekMath, https://arxiv.org/abs/2402.03300): PPO's clipped
 * ratio, but the value network is replaced by the group. A reply's advantage is its reward less its group's mean, in
 * standard deviations of the group; the KL from the reference is in the loss, as k3, not in the reward.
 *
 * Two of its terms are options because they bias it (Liu et al. 2025, Dr. GRPO, https://arxiv.org/abs/2503.20783):
 * dividing by the group's standard deviation weighs prompts that are nearly always or hardly ever solved more, and
 * dividing by the reply's length makes long wrong replies cheap. Both are on by default: that is GRPO.
 */
import { mean } from '../eval/statistics';
import * as tf from '../tensors';
import { groupAdvantages } from './advantages';
import type { Checkpointing } from './checkpoint';
import { requireFinite } from './checks';
import { onOff, settle, type OptionsOf } from './declared';
import { accumulateTokenLoss } from './gradient';
import { groupOptions, improveByGroups, type GroupRecord } from './group-policy';
import { grpoLoss, rowOffsets } from './losses';
import { clippedOptions } from './policy-options';
import { minibatches } from './ppo-update';
import { replyBatch } from './replies';
import { joinRollouts, type PolicyTask } from './rollouts';

/** How the policy is trained; the starting values suit an SFT model of half a million parameters. */
export const grpoOptions = {
  ...groupOptions,
  ...clippedOptions,
  divideBySd: onOff(true, "divide advantages by their group's standard deviation; off, it is Dr. GRPO's", {
    trl: (value) => ({ scale_rewards: value === false ? 'none' : 'group' }),
  }),
  divideByLength: onOff(
    true,
    "divide a reply's loss by its own length; off, all are divided by the longest",
    { trl: (value) => ({ loss_type: value === false ? 'dr_grpo' : 'grpo' }) },
  ),
};

/** How the policy is trained. */
export type GrpoOptions = OptionsOf<typeof grpoOptions>;

/** What GRPO starts from where nothing else is said. */
export const grpoDefaults: Readonly<GrpoOptions> = settle('grpo', grpoOptions);

/** Means over the optimiser steps of one iteration. */
export interface GrpoUpdate {
  /** k3 from the reference within the update, in nats a token: what the loss pays for. */
  readonly tokenKl: number;
  /** Share of tokens whose ratio left the clip range. */
  readonly clipFraction: number;
  /** k3 of the move within this update, per token. Not the KL from the reference. */
  readonly updateKl: number;
}

/** What GRPO reports: one record an iteration. */
export type GrpoRecord = GroupRecord<'grpo', GrpoUpdate>;

/**
 * Trains a policy against a reward.
 * @param task networks, reward and prompts; `policy` is trained in place.
 * @throws UserError on a task or options that cannot work, a reward that is not finite, or a loss that is not.
 */
export async function* grpo(
  task: PolicyTask,
  options: Partial<GrpoOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<GrpoRecord, void, undefined> {
  const settings = settle('grpo', grpoOptions, options);
  const { samplesPerPrompt, epochs, clipRatio, klCoefficient, divideBySd } = settings;
  const divideBy = settings.divideByLength ? 'length' : settings.maxNewTokens;
  const { policy } = task;
  yield* improveByGroups(
    'grpo',
    task,
    settings,
    epochs,
    (rollouts, adamW, random, where) => {
      const rewards = rollouts.map(({ reward }) => reward);
      const advantages = groupAdvantages(rewards, samplesPerPrompt, divideBySd);
      const weighted = rollouts.map((rollout, i) => ({ rollout, advantage: advantages[i] }));
      const steps = minibatches(weighted, settings, random).map((group) => {
        const rows = group.map(({ rollout }) => rollout);
        const { batch, tokenMask } = replyBatch(rows);
        const offsets = rowOffsets(rows.map(({ logprobs }) => logprobs.length));
        const values = accumulateTokenLoss(policy, batch, tokenMask, (logprobs) =>
          grpoLoss(
            logprobs,
            tf.tensor1d(joinRollouts(rows, 'logprobs')),
            tf.tensor1d(joinRollouts(rows, 'referenceLogprobs')),
            offsets,
            tf.tensor1d(group.map(({ advantage }) => advantage)),
            { clipRatio, klCoefficient, divideBy },
          ),
        );
        requireFinite(where, { 'policy loss': values.loss }, { model: policy });
        const { gradNorm } = policy.step(adamW);
        requireFinite(where, { 'gradient norm of the policy': gradNorm }, { model: policy });
        return { values, gradNorm };
      });
      return {
        policyLoss: mean(steps.map(({ values }) => values.loss)),
        gradNorm: mean(steps.map(({ gradNorm }) => gradNorm)),
        tokenKl: mean(steps.map(({ values }) => values.kl)),
        clipFraction: mean(steps.map(({ values }) => values.clipFraction)),
        updateKl: mean(steps.map(({ values }) => values.updateKl)),
      };
    },
    checkpointing,
  );
}
