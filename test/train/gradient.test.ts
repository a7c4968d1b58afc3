import { describe, expect, it } from 'vitest';
import { lossAndGradient } from '../../src/train/gradient';
import * as tf from '../../src/tensors';

describe('lossAndGradient', () => {
  const weighted = (a: tf.Tensor, b: tf.Tensor) => ({
    loss: tf.sum<tf.Scalar>(tf.mul(tf.square(a), b)),
    largest: tf.max<tf.Scalar>(a),
  });

  it('differentiates by every vector and reports extras by name', () => {
    const { values, gradients } = lossAndGradient([Float32Array.of(1, 2), Float32Array.of(3, 5)], weighted);
    expect(values).toEqual({ loss: 23, largest: 2 });
    expect([...gradients[0]]).toEqual([6, 20]);
    expect([...gradients[1]]).toEqual([1, 4]);
  });

  it('gives zeros for a vector that the loss does not use', () => {
    const { gradients } = lossAndGradient([Float32Array.of(1, 2), Float32Array.of(3)], (a) => ({
      loss: tf.sum<tf.Scalar>(a),
    }));
    expect([...gradients[0]]).toEqual([1, 1]);
    expect([...gradients[1]]).toEqual([0]);
  });

  it('leaves no tensor behind, neither on success nor on failure', () => {
    const before = tf.memory().numTensors;
    lossAndGradient([Float32Array.of(1), Float32Array.of(2)], weighted);
    const failing = () =>
      lossAndGradient([Float32Array.of(1)], () => {
        throw new Error('a loss with a bug');
      });
    expect(failing).toThrow('a loss with a bug');
    expect(tf.memory().numTensors).toBe(before);
  });
});
