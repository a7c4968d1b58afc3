/** The loss of PPO's value function. */
import * as tf from '../../tensors';
import type { Vector } from './vectors';

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
