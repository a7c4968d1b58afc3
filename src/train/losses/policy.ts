/** Policy gradients: PPO's clipped loss, its entropy bonus, REINFORCE and GRPO. */
import * as tf from '../../tensors';
import { expm1Minus, expOf, klEstimate } from './kl';
import { meanRows, spreadRows, sumRows, type RowOffsets, type Vector } from './vectors';

/** PPO's surrogate at each token, as a loss, and how far the policy has moved. */
function clippedSurrogate(
  logprobs: Vector,
  oldLogprobs: Vector,
  advantages: Vector,
  clipRatio: number,
): { perToken: Vector; clipFraction: tf.Scalar; updateKl: tf.Scalar } {
  const logRatio = tf.sub(logprobs, oldLogprobs);
  const ratio = expOf(logRatio);
  const gain = tf.neg(advantages);
  const clipped = tf.clipByValue(ratio, 1 - clipRatio, 1 + clipRatio);
  return {
    perToken: tf.maximum(tf.mul(gain, ratio), tf.mul(gain, clipped)),
    clipFraction: tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clipRatio), 'float32')),
    updateKl: tf.mean(expm1Minus(logRatio)),
  };
}

/**
 * PPO's clipped surrogate (Schulman et al. 2017, https://arxiv.org/abs/1707.06347, equation 7), as a loss:
 *
 *     ρ = exp(logprob − oldLogprob),   L = (1/n) Σ max(−ρ A, −clip(ρ, 1 − ε, 1 + ε) A)
 *
 * `clipFraction` is the share of tokens whose ratio lies outside the clip range; `updateKl` is the mean over
 * tokens of k3, (ρ − 1) − log ρ, an estimate of KL(old policy ‖ policy) that cannot be negative.
 * @param logprobs under the policy being trained. `[tokens]`
 * @param oldLogprobs under the policy that sampled the tokens. `[tokens]`
 * @param advantages whitened, as a rule. `[tokens]`
 * @param clipRatio ε, usually 0.2.
 */
export function clippedPolicyLoss(
  logprobs: Vector,
  oldLogprobs: Vector,
  advantages: Vector,
  clipRatio: number,
): { loss: tf.Scalar; clipFraction: tf.Scalar; updateKl: tf.Scalar } {
  const { perToken, clipFraction, updateKl } = clippedSurrogate(logprobs, oldLogprobs, advantages, clipRatio);
  return { loss: tf.mean(perToken), clipFraction, updateKl };
}

/**
 * The entropy bonus of policy gradients (Williams and Peng 1991; Mnih et al. 2016), to be subtracted from the
 * policy's loss: c · (1/n) Σ H(π(· | tokens before t)), in nats.
 * @param entropies of the distributions that the tokens were drawn from. `[tokens]`
 * @param coefficient c; 0 switches the bonus off.
 */
export function entropyBonus(entropies: Vector, coefficient: number): tf.Scalar {
  return tf.mul(coefficient, tf.mean(entropies));
}

/**
 * REINFORCE (Williams 1992) with the whole reply as one action (Ahmadian et al. 2024,
 * https://arxiv.org/abs/2402.14740):
 *
 *     L = −(1/rows) Σ_i A_i Σ_t log π(token_t of reply i)
 *
 * With A from `leaveOneOutAdvantages` this is RLOO. The replies must come from the policy as it is: one step a sample.
 * @param logprobs of all replies, row after row. `[tokens]`
 * @param offsets of the replies. `[rows + 1]`
 * @param advantages of whole replies. `[rows]`
 */
export function reinforceLoss(logprobs: Vector, offsets: RowOffsets, advantages: Vector): tf.Scalar {
  return tf.neg(tf.mean<tf.Scalar>(tf.mul(advantages, sumRows(logprobs, offsets))));
}

/** What GRPO is tuned by. */
export interface GrpoLossOptions {
  /** ε of the ratio. */
  clipRatio: number;
  /** β, the weight of k3 from the reference. */
  klCoefficient: number;
  /**
   * What a reply's sum over tokens is divided by: its own `length`, which makes a token of a long reply count less,
   * or the same number for all, such as the longest reply allowed, which does not (Dr. GRPO).
   */
  divideBy: 'length' | number;
}

/**
 * Group-relative policy optimisation (Shao et al. 2024, DeepSeekMath, https://arxiv.org/abs/2402.03300, equation 3):
 * PPO's clipped surrogate with one advantage a reply and k3 in the loss, not in the reward:
 *
 *     L = (1/rows) Σ_i (1/|y_i|) Σ_t [ max(−ρ A_i, −clip(ρ, 1 − ε, 1 + ε) A_i)  +  β k3 ]
 *
 * With `divideBy` a constant and advantages that are not divided by their standard deviation it is Dr. GRPO (Liu et
 * al. 2025, https://arxiv.org/abs/2503.20783), whose gradient is free of the two biases, towards long wrong replies
 * and towards questions that are nearly always or hardly ever answered.
 * @param logprobs under the policy being trained, row after row. `[tokens]`
 * @param oldLogprobs under the policy that sampled the replies. `[tokens]`
 * @param referenceLogprobs under the frozen reference. `[tokens]`
 * @param offsets of the replies. `[rows + 1]`
 * @param advantages of whole replies, from `groupAdvantages`. `[rows]`
 * @returns `kl`, the mean of k3 over all tokens (nats a token), and the diagnostics of `clippedPolicyLoss`.
 */
export function grpoLoss(
  logprobs: Vector,
  oldLogprobs: Vector,
  referenceLogprobs: Vector,
  offsets: RowOffsets,
  advantages: Vector,
  { clipRatio, klCoefficient, divideBy }: GrpoLossOptions,
): { loss: tf.Scalar; kl: tf.Scalar; clipFraction: tf.Scalar; updateKl: tf.Scalar } {
  const spread = spreadRows(advantages, offsets);
  const { perToken, clipFraction, updateKl } = clippedSurrogate(logprobs, oldLogprobs, spread, clipRatio);
  const kl = klEstimate(logprobs, referenceLogprobs, 'k3');
  const total = tf.add(perToken, tf.mul(klCoefficient, kl));
  const perRow = divideBy === 'length' ? meanRows(total, offsets) : tf.div(sumRows(total, offsets), divideBy);
  return { loss: tf.mean(perRow), kl: tf.mean(kl), clipFraction, updateKl };
}
