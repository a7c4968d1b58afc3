/** The second half of a PPO round: several passes over its replies in minibatches, for policy and value network. */
import type { AdamWOptions, LanguageModel, ScalarModel } from '../model/model';
import * as tf from '../tensors';
import type { Random } from '../random';
import { mean } from '../eval/statistics';
import { requireFinite } from './checks';
import { accumulateTokenLoss, accumulateValueLoss } from './gradient';
import { clippedPolicyLoss, clippedValueLoss, entropyBonus } from './losses';
import type { PolicyUpdate, PpoOptions } from './ppo-options';
import type { Experience } from './ppo-rollouts';
import { chunks, concatenate } from './ragged';
import { replyBatch } from './replies';

/** Means over one update's optimiser steps on the value network. */
export interface ValueUpdate {
  readonly valueLoss: number;
  readonly valueClipFraction: number;
  readonly valueGradNorm: number;
}

/** A minibatch's vector of one per-token quantity, all replies' tokens in a row. `[reply tokens]` */
function joined(
  rows: readonly Experience[],
  name: 'logprobs' | 'advantages' | 'values' | 'returns',
): tf.Tensor {
  return tf.tensor1d(concatenate(rows.map((row) => row[name])));
}

/** The minibatches of all passes: every pass takes the replies in another order. */
export function minibatches(
  experience: readonly Experience[],
  options: Pick<PpoOptions, 'epochs' | 'minibatchRows'>,
  random: Random,
): Experience[][] {
  return Array.from({ length: options.epochs }, (_, epoch) =>
    chunks(random.split('epoch', epoch).shuffle(experience), options.minibatchRows),
  ).flat();
}

/**
 * Trains the policy on the minibatches, one optimiser step each.
 * @throws UserError when a loss or a gradient is not finite.
 */
export function updatePolicy(
  policy: LanguageModel,
  batches: readonly (readonly Experience[])[],
  options: Pick<PpoOptions, 'clipRatio' | 'entropyCoefficient'>,
  adamW: AdamWOptions,
  where: string,
): PolicyUpdate {
  const steps = batches.map((rows) => {
    const { batch, tokenMask } = replyBatch(rows);
    const values = accumulateTokenLoss(policy, batch, tokenMask, (logprobs, entropies) => {
      const clipped = clippedPolicyLoss(
        logprobs,
        joined(rows, 'logprobs'),
        joined(rows, 'advantages'),
        options.clipRatio,
      );
      return { ...clipped, loss: tf.sub(clipped.loss, entropyBonus(entropies, options.entropyCoefficient)) };
    });
    requireFinite(where, { 'policy loss': values.loss });
    const { gradNorm } = policy.step(adamW);
    requireFinite(where, { 'gradient norm of the policy': gradNorm });
    return { values, gradNorm };
  });
  return {
    policyLoss: mean(steps.map(({ values }) => values.loss)),
    clipFraction: mean(steps.map(({ values }) => values.clipFraction)),
    updateKl: mean(steps.map(({ values }) => values.updateKl)),
    gradNorm: mean(steps.map(({ gradNorm }) => gradNorm)),
  };
}

/** Trains the value network on the minibatches, one optimiser step each. @throws as `updatePolicy` does. */
export function updateValue(
  value: ScalarModel,
  batches: readonly (readonly Experience[])[],
  options: Pick<PpoOptions, 'clipValue'>,
  adamW: AdamWOptions,
  where: string,
): ValueUpdate {
  const steps = batches.map((rows) => {
    const { batch, stateMask } = replyBatch(rows);
    const values = accumulateValueLoss(value, batch, stateMask, (predictions) =>
      clippedValueLoss(predictions, joined(rows, 'values'), joined(rows, 'returns'), options.clipValue),
    );
    requireFinite(where, { 'value loss': values.loss });
    const { gradNorm } = value.step(adamW);
    requireFinite(where, { 'gradient norm of the value network': gradNorm });
    return { values, gradNorm };
  });
  return {
    valueLoss: mean(steps.map(({ values }) => values.loss)),
    valueClipFraction: mean(steps.map(({ values }) => values.clipFraction)),
    valueGradNorm: mean(steps.map(({ gradNorm }) => gradNorm)),
  };
}
