/**
 * The losses of the three steps, each a short pure function from per-token (or per-pair) vectors to a scalar,
 * with its equation and source. TensorFlow.js differentiates them.
 *
 * There is no padding, so there are no masks here: a loss is given the tokens that count and no others. Written
 * for one backward pass over a whole batch; nothing is summed over micro-batches.
 */
import * as tf from '../tensors';

/** A vector of any length. `[n]` float32. */
export type Vector = tf.Tensor;

/** What is minimised, and whatever else a loss wants to report. All scalars. */
export type Losses = { readonly loss: tf.Scalar } & Readonly<Record<string, tf.Scalar>>;

/**
 * Next-token cross-entropy, the loss of pre-training and SFT:
 *
 *     L = −(1/n) Σ log p(token_t | tokens before t)
 *
 * The mean is over all tokens of the batch, so long replies weigh more than short ones.
 * @param logprobs log-probabilities of the tokens to be imitated, in nats. `[tokens]`
 */
export function crossEntropy(logprobs: Vector): tf.Scalar {
  return tf.neg(tf.mean<tf.Scalar>(logprobs));
}

/**
 * Loss of a reward model on comparisons (Bradley and Terry 1952; Christiano et al. 2017; Stiennon et al. 2020):
 *
 *     L = −(1/n) Σ log σ(r_chosen − r_rejected)  +  c · (1/n) Σ (r_chosen + r_rejected)²
 *
 * The first term leaves one free offset for every prompt; the second, with a small c such as 0.01, holds the
 * scores near zero (Eisenstein et al. 2023, https://arxiv.org/abs/2312.09244).
 * @param chosen scores of the preferred replies. `[pairs]`
 * @param rejected scores of the others, in the same order. `[pairs]`
 * @param centring c above; 0 leaves the term out.
 */
export function bradleyTerry(chosen: Vector, rejected: Vector, centring = 0): tf.Scalar {
  // −log σ(x) = softplus(−x). tf.logSigmoid itself cannot be differentiated within a larger expression (4.22).
  const preference = tf.mean<tf.Scalar>(tf.softplus(tf.sub(rejected, chosen)));
  return tf.add(preference, tf.mul(centring, tf.mean(tf.square(tf.add(chosen, rejected)))));
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
  const logRatio = tf.sub(logprobs, oldLogprobs);
  const ratio = tf.exp(logRatio);
  const gain = tf.neg(advantages);
  const clipped = tf.clipByValue(ratio, 1 - clipRatio, 1 + clipRatio);
  return {
    loss: tf.mean(tf.maximum(tf.mul(gain, ratio), tf.mul(gain, clipped))),
    clipFraction: tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clipRatio), 'float32')),
    updateKl: tf.mean(tf.sub(tf.sub(ratio, 1), logRatio)),
  };
}

/**
 * Squared error of the value function, with the prediction kept near the old one (OpenAI baselines' PPO2, and
 * Ziegler et al. 2019 after it):
 *
 *     v′ = clip(v, old − ε, old + ε),   L = ½ (1/n) Σ max((v − R)², (v′ − R)²)
 *
 * `clipFraction` is the share of tokens at which the clipped error is the larger one, so no gradient flows.
 * @param values predictions. `[tokens]`
 * @param oldValues predictions when the replies were sampled. `[tokens]`
 * @param returns what they should have been. `[tokens]`
 * @param clipRange ε, in units of the reward.
 */
export function clippedValueLoss(
  values: Vector,
  oldValues: Vector,
  returns: Vector,
  clipRange: number,
): { loss: tf.Scalar; clipFraction: tf.Scalar } {
  const near = tf.minimum(tf.maximum(values, tf.sub(oldValues, clipRange)), tf.add(oldValues, clipRange));
  const error = tf.square(tf.sub(values, returns));
  const nearError = tf.square(tf.sub(near, returns));
  return {
    loss: tf.mul(0.5, tf.mean(tf.maximum(error, nearError))),
    clipFraction: tf.mean(tf.cast(tf.greater(nearError, error), 'float32')),
  };
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
