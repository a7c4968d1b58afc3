/**
 * The narrow bridge between a network and a loss. Forward gives one number per token; the loss, written in
 * TensorFlow.js, maps those numbers to a scalar; its gradient per token goes back through the network. So any
 * loss on such vectors trains any network, at the network's own speed.
 *
 *     network.forward → loss → network.backward      (here)      → network.step   (the trainer)
 */
import type { Batch } from '../data/batch';
import type { LanguageModel, ScalarModel } from '../model/model';
import * as tf from '../tensors';
import type { Losses, Vector } from './losses';
import { select, spread } from './ragged';

/** A loss as numbers: `loss` itself and whatever else the loss function reported, by name. */
export type LossValues = { readonly loss: number } & Readonly<Record<string, number>>;

/**
 * Evaluates a loss on vectors and differentiates it by each of them. Leaves no tensor behind.
 * @param outputs what the network gave, each `[n]`.
 * @param loss maps the same vectors as tensors to scalars; only `loss` is differentiated.
 * @returns the scalars, and the gradient by each vector (zeros where the loss does not use it), each `[n]`.
 */
export function lossAndGradient(
  outputs: readonly Float32Array[],
  loss: (...vectors: Vector[]) => Losses,
): { values: LossValues; gradients: Float32Array[] } {
  const variables = tf.tidy(() => outputs.map((output) => tf.variable(tf.tensor1d(output))));
  try {
    return tf.tidy(() => {
      const extras: Record<string, number> = {};
      const { value, grads } = tf.variableGrads(() => {
        const losses = loss(...variables);
        for (const [name, scalar] of Object.entries(losses)) extras[name] = scalar.dataSync()[0];
        return losses.loss;
      }, variables);
      const gradients = variables.map((variable, i) => {
        const gradient = grads[variable.name];
        return gradient ? Float32Array.from(gradient.dataSync()) : new Float32Array(outputs[i].length);
      });
      return { values: { ...extras, loss: value.dataSync()[0] }, gradients };
    });
  } finally {
    tf.dispose(variables);
  }
}

/**
 * Runs a language model on the tokens where `mask` is 1 and adds the gradient of `loss` to the model's.
 * @param loss given `(logprobs, entropies)` of those tokens only.
 */
export function accumulateTokenLoss(
  model: LanguageModel,
  batch: Batch,
  mask: Uint8Array,
  loss: (logprobs: Vector, entropies: Vector) => Losses,
): LossValues {
  const scores = model.forward(batch, mask);
  const outputs = [select(scores.logprobs, mask), select(scores.entropies, mask)];
  const { values, gradients } = lossAndGradient(outputs, loss);
  model.backward({ logprobs: spread(gradients[0], mask), entropies: spread(gradients[1], mask) });
  return values;
}

/** The same for a scalar model. @param loss given the values of the tokens where `mask` is 1. */
export function accumulateValueLoss(
  model: ScalarModel,
  batch: Batch,
  mask: Uint8Array,
  loss: (values: Vector) => Losses,
): LossValues {
  const { values, gradients } = lossAndGradient([select(model.forward(batch), mask)], loss);
  model.backward(spread(gradients[0], mask));
  return values;
}
