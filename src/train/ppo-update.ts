/** The second half of a PPO iteration: several passes over its replies in minibatches, for policy and value network. */
import type { AdamWOptions, LanguageModel, ScalarModel, Trainable } from '../model/model';
import * as tf from '../tensors';
import type { Random } from '../random';
import { mean } from '../eval/statistics';

import { accumulateTokenLoss, accumulateValueLoss } from './gradient';
import type { MaskedBatch } from './imitation';
import { clippedPolicyLoss, clippedValueLoss, crossEntropy, entropyBonus } from './losses';
import type { PpoOptions } from './ppo-options';
import type { PolicyUpdate } from './ppo-records';
import type { Experience } from './ppo-rollouts';
import { chunks, concatenate } from './ragged';
import { replyBatch } from './replies';

/** Stops the run when a quantity of a network's step is not finite: `requireFinite`, which knows step and checkpoint. */
export type Guard = (quantities: Readonly<Record<string, number>>, model: Trainable) => void;

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
export function minibatches<Row>(
  rows: readonly Row[],
  options: Pick<PpoOptions, 'epochs' | 'minibatchRows'>,
  random: Random,
): Row[][] {
  return Array.from({ length: options.epochs }, (_, epoch) =>
    chunks(random.split('epoch', epoch).shuffle(rows), options.minibatchRows),
  ).flat();
}

/**
 * Trains the policy on the minibatches, one optimiser step each.
 * @param pretrainingRows those of each step, mixed in with their coefficient; where there are none, nothing is.
 * @throws UserError when a loss or a gradient is not finite.
 */
export function updatePolicy(
  policy: LanguageModel,
  batches: readonly (readonly Experience[])[],
  options: Pick<PpoOptions, 'clipRatio' | 'entropyCoefficient' | 'pretrainingCoefficient'>,
  adamW: AdamWOptions,
  guard: Guard,
  pretrainingRows: (step: number) => MaskedBatch | undefined = () => undefined,
): PolicyUpdate {
  const steps = batches.map((rows, step) => {
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
    guard({ 'policy loss': values.loss }, policy);
    const mixedIn = pretrainingRows(step);
    const pretrainingLoss = mixedIn && accumulatePretraining(policy, mixedIn, options.pretrainingCoefficient);
    guard({ 'pre-training loss': pretrainingLoss ?? 0 }, policy);
    const { gradNorm } = policy.step(adamW);
    guard({ 'gradient norm of the policy': gradNorm }, policy);
    return { values, pretrainingLoss, gradNorm };
  });
  const pretrainingLosses = steps.flatMap(({ pretrainingLoss }) => pretrainingLoss ?? []);
  return {
    policyLoss: mean(steps.map(({ values }) => values.loss)),
    pretrainingLoss: pretrainingLosses.length > 0 ? mean(pretrainingLosses) : null,
    clipFraction: mean(steps.map(({ values }) => values.clipFraction)),
    updateKl: mean(steps.map(({ values }) => values.updateKl)),
    gradNorm: mean(steps.map(({ gradNorm }) => gradNorm)),
  };
}

/** Adds the gradient of γ times the cross-entropy; both gradients make one step, as in Ouyang et al. 2022. */
function accumulatePretraining(
  policy: LanguageModel,
  { batch, mask }: MaskedBatch,
  coefficient: number,
): number {
  const { crossEntropy: loss } = accumulateTokenLoss(policy, batch, mask, (logprobs) => {
    const loss = crossEntropy(logprobs);
    return { loss: tf.mul(coefficient, loss), crossEntropy: loss };
  });
  return loss;
}

/** Trains the value network on the minibatches, one optimiser step each. @throws as `updatePolicy` does. */
export function updateValue(
  value: ScalarModel,
  batches: readonly (readonly Experience[])[],
  options: Pick<PpoOptions, 'clipValue'>,
  adamW: AdamWOptions,
  guard: Guard,
): ValueUpdate {
  const steps = batches.map((rows) => {
    const { batch, stateMask } = replyBatch(rows);
    const values = accumulateValueLoss(value, batch, stateMask, (predictions) =>
      clippedValueLoss(predictions, joined(rows, 'values'), joined(rows, 'returns'), options.clipValue),
    );
    guard({ 'value loss': values.loss }, value);
    const { gradNorm } = value.step(adamW);
    guard({ 'gradient norm of the value network': gradNorm }, value);
    return { values, gradNorm };
  });
  return {
    valueLoss: mean(steps.map(({ values }) => values.loss)),
    valueClipFraction: mean(steps.map(({ values }) => values.clipFraction)),
    valueGradNorm: mean(steps.map(({ gradNorm }) => gradNorm)),
  };
}
