/** Direct preference optimisation: a policy from comparisons, without a reward model and without sampling. */
import * as tf from '../../tensors';
import { meanRows, sumRows, type RowOffsets, type Vector } from './vectors';

/** What DPO is tuned by. */
export interface DpoLossOptions {
  /** β: how much a nat away from the reference is worth; larger stays nearer. Usually 0.1. */
  beta: number;
  /** s, the share of labels taken to be wrong; 0 is plain DPO, above it is conservative DPO. Default 0. */
  labelSmoothing?: number;
  /** Takes log-ratios per token, not per reply, as Tülu 3 does (with β = 5). Default false. */
  lengthNormalised?: boolean;
}

/**
 * DPO (Rafailov et al. 2023, https://arxiv.org/abs/2305.18290, equation 7). The policy's implicit reward of a reply is
 * β times its log-ratio to the reference; the loss is Bradley-Terry's on it:
 *
 *     h = Σ_t (log π − log π_ref),     Δ = β (h_chosen − h_rejected)
 *     L = (1/pairs) Σ [ −(1 − s) log σ(Δ) − s log σ(−Δ) ]
 *
 * Label smoothing s makes it cDPO (Mitchell 2023, https://ericmitchell.ai/cdpo.pdf). Length-normalised, h is divided by
 * the reply's tokens (Lambert et al. 2024, Tülu 3, https://arxiv.org/abs/2411.15124, section 5).
 * @param logprobs of the replies' tokens under the policy: all chosen rows, then all rejected ones. `[tokens]`
 * @param referenceLogprobs of the same tokens under the reference. `[tokens]`
 * @param offsets of the rows, 2 × pairs of them. `[2 pairs + 1]`
 * @returns the loss; `margin`, the mean of Δ; `accuracy`, the share of pairs with Δ > 0; and the mean implicit rewards.
 * @throws RangeError on an odd number of rows.
 */
export function dpoLoss(
  logprobs: Vector,
  referenceLogprobs: Vector,
  offsets: RowOffsets,
  { beta, labelSmoothing = 0, lengthNormalised = false }: DpoLossOptions,
): {
  loss: tf.Scalar;
  margin: tf.Scalar;
  accuracy: tf.Scalar;
  chosenReward: tf.Scalar;
  rejectedReward: tf.Scalar;
} {
  const rows = offsets.length - 1;
  if (rows % 2 !== 0)
    throw new RangeError(`DPO: ${rows} rows; expected as many rejected ones as chosen ones`);
  const perRow = lengthNormalised ? meanRows : sumRows;
  const rewards = tf.mul(beta, perRow(tf.sub(logprobs, referenceLogprobs), offsets));
  const chosen = tf.slice(rewards, 0, rows / 2);
  const rejected = tf.slice(rewards, rows / 2, rows / 2);
  const margins = tf.sub(chosen, rejected);
  const right = tf.mul(1 - labelSmoothing, tf.softplus(tf.neg(margins)));
  const wrong = tf.mul(labelSmoothing, tf.softplus(margins));
  return {
    loss: tf.mean(tf.add(right, wrong)),
    margin: tf.mean(margins),
    accuracy: tf.mean(tf.cast(tf.greater(margins, 0), 'float32')),
    chosenReward: tf.mean(chosen),
    rejectedReward: tf.mean(rejected),
  };
}
