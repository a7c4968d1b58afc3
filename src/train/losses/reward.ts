/** The losses of reward models, one for each kind of label: which is better, by how much, how good. */
import * as tf from '../../tensors';
import type { Vector } from './vectors';

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
 * The same for comparisons that say by how much (Touvron et al. 2023, Llama 2, https://arxiv.org/abs/2307.09288,
 * equation 2): the scores have to differ by a margin before the pair counts as learnt.
 *
 *     L = −(1/n) Σ log σ(r_chosen − r_rejected − m)  +  c · (1/n) Σ (r_chosen + r_rejected)²
 *
 * @param margins m ≥ 0 of each pair, such as `ratingMargin` gives. `[pairs]`
 */
export function marginBradleyTerry(
  chosen: Vector,
  rejected: Vector,
  margins: Vector,
  centring = 0,
): tf.Scalar {
  const preference = tf.mean<tf.Scalar>(tf.softplus(tf.add(tf.sub(rejected, chosen), margins)));
  return tf.add(preference, tf.mul(centring, tf.mean(tf.square(tf.add(chosen, rejected)))));
}

/**
 * The margin of a comparison on the scale from 1 (the first reply is much better) over 4 (alike) to 7 (the second
 * is much better):
 *
 *     m = scale · |rating − 4|
 *
 * Its degrees 0, 1, 2, 3 stand for Llama 2's "negligibly better / unsure", "slightly better", "better" and
 * "significantly better"; a scale of 1/3 gives that report's small margins (0, 1/3, 2/3, 1), 1 its large ones.
 * @param rating 1 to 7, or a mean of several.
 * @throws RangeError on a rating outside the scale.
 */
export function ratingMargin(rating: number, scale = 1 / 3): number {
  if (!(rating >= 1 && rating <= 7)) throw new RangeError(`rating is ${rating}; expected 1 to 7`);
  return scale * Math.abs(rating - 4);
}

/**
 * Regression on ratings of single replies, one attribute or several (Wang et al. 2024, HelpSteer2,
 * https://arxiv.org/abs/2406.08673):
 *
 *     L = (1/n) Σ (s − y)²
 *
 * over all ratings there are, attribute by attribute; an attribute that was not rated is left out of both vectors.
 * @param scores what the model gives. `[ratings]`
 * @param ratings what the annotators gave, in the same order. `[ratings]`
 */
export function attributeRegression(scores: Vector, ratings: Vector): tf.Scalar {
  return tf.mean<tf.Scalar>(tf.square(tf.sub(scores, ratings)));
}
