/** The loss of imitation: pre-training and SFT. */
import * as tf from '../../tensors';
import type { Vector } from './vectors';

/**
 * Next-token cross-entropy, the loss of pre-training and SFT:
 *
 *     L = −(1/n) Σ log p(token_t | tokens before t)
 *
 * The mean is over all tokens of the batch, so long replies weigh more than short ones.
 * @param logprobs log-probabilities of the tokens to be imitated, in nats. `[tokens]`
 * @returns nats a token.
 */
export function crossEntropy(logprobs: Vector): tf.Scalar {
  return tf.neg(tf.mean<tf.Scalar>(logprobs));
}
