/**
 * KL(policy ‖ reference) as tensors: Schulman's three estimators on sampled tokens, and the exact value over the
 * vocabulary. The same on plain numbers, for reports, is in `eval/kl.ts`.
 *
 * Minimising an estimate is not the same as estimating: the samples depend on the policy as well. Over tokens that
 * the policy itself sampled, the gradient of mean(k1) is 0 in expectation and holds nothing back, that of mean(k2) is
 * the KL's own, and that of mean(k3), which GRPO uses, is the gradient of KL(reference ‖ policy), which is least at the
 * same place (Tang and Munos 2025, https://arxiv.org/abs/2506.09477).
 */
import { k3, type KlEstimator } from '../../eval/kl';
import * as tf from '../../tensors';
import { pointwise, type Vector } from './vectors';

/**
 * The estimate at each token, with x = log reference − log policy:
 *
 *     k1 = −x,    k2 = x² / 2,    k3 = (eˣ − 1) − x
 *
 * (Schulman 2020, http://joschu.net/blog/kl-approx.html). Not averaged: the caller knows over what.
 * @param logprobs under the policy. `[tokens]`
 * @param referenceLogprobs of the same tokens. `[tokens]`
 * @returns nats. `[tokens]`
 */
export function klEstimate(
  logprobs: Vector,
  referenceLogprobs: Vector,
  estimator: KlEstimator = 'k3',
): Vector {
  const x = tf.sub(referenceLogprobs, logprobs);
  if (estimator === 'k1') return tf.neg(x);
  if (estimator === 'k2') return tf.mul(0.5, tf.square(x));
  return expm1Minus(x);
}

/**
 * The largest log-ratio that is raised to a power of e as it is; larger ones count as this one. e⁶⁰ is 10²⁶ and leaves
 * float32 room for sums; e¹⁰⁰ is infinite in it, and 0 times that, the gradient of a clipped ratio, no number.
 */
const largestExponent = 60;

/** eˣ, which stays finite and so does its derivative. `[n]` */
export function expOf(x: Vector): Vector {
  const held = (value: number) => Math.min(value, largestExponent);
  return tf.exp(pointwise(x, held, () => 1));
}

/**
 * (eˣ − 1) − x, whose derivative is eˣ − 1. Near 0 the difference loses its digits, and in float32 even its sign, so it
 * is taken in float64 by the series that `k3` knows. Finite as `expOf`. `[n]`
 */
export function expm1Minus(x: Vector): Vector {
  const held = (logRatio: number) => Math.min(logRatio, largestExponent);
  return pointwise(
    x,
    (logRatio) => k3(0, held(logRatio)),
    (logRatio) => Math.expm1(held(logRatio)),
  );
}

/**
 * The KL divergence at each position, summed over the whole vocabulary:
 *
 *     KL = Σ_v π(v) (log π(v) − log π_ref(v))
 *
 * No sampling noise, and never negative but for rounding; the price is both models' logits.
 * @param logits of the policy. `[positions, vocab]`
 * @param referenceLogits of the reference. `[positions, vocab]`
 * @returns nats. `[positions]`
 */
export function exactKl(logits: tf.Tensor, referenceLogits: tf.Tensor): Vector {
  const logp = tf.logSoftmax(logits);
  const difference = tf.sub(logp, tf.logSoftmax(referenceLogits));
  return tf.sum(tf.mul(tf.exp(logp), difference), -1);
}
