import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as tf from '../../../src/tensors';
import { lossAndGradient } from '../../../src/train/gradient';
import { meanRows, pointwise, rowOffsets, spreadRows, sumRows } from '../../../src/train/losses';

const lengthsOf = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });

/** Whole numbers, so that sums are exact in any order. */
const ragged = lengthsOf.chain((lengths) => {
  const tokens = lengths.reduce((a, b) => a + b, 0);
  return fc.record({
    lengths: fc.constant(lengths),
    x: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: tokens, maxLength: tokens }),
    y: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: lengths.length, maxLength: lengths.length }),
  });
});

/** Row sums by cutting the vector, one row after the other. */
function slowRowSums(x: readonly number[], lengths: readonly number[]): number[] {
  const rest = [...x];
  return lengths.map((length) => rest.splice(0, length).reduce((sum, value) => sum + value, 0));
}

describe('ragged vectors', () => {
  it('sum and average over rows as a slow loop does', () => {
    fc.assert(
      fc.property(ragged, ({ lengths, x }) => {
        const offsets = rowOffsets(lengths);
        const sums = slowRowSums(x, lengths);
        expect([...sumRows(tf.tensor1d(x), offsets).dataSync()]).toEqual(sums.map(Math.fround));
        const means = meanRows(tf.tensor1d(x), offsets).dataSync();
        sums.forEach((sum, r) => expect(means[r]).toBeCloseTo(sum / lengths[r], 5));
      }),
    );
  });

  it('spread rows by the transpose of the sum: y · sum(x) = spread(y) · x', () => {
    fc.assert(
      fc.property(ragged, ({ lengths, x, y }) => {
        const offsets = rowOffsets(lengths);
        const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
          Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
        const sums = sumRows(tf.tensor1d(x), offsets).dataSync();
        const spread = spreadRows(tf.tensor1d(y), offsets).dataSync();
        expect(dot(sums, y)).toBe(dot(spread, x));
      }),
    );
  });

  it('are differentiated by their transposes', () => {
    const offsets = rowOffsets([2, 1, 3]);
    const weights = tf.tensor1d([1, 10, 100]);
    const sum = lossAndGradient([Float32Array.of(1, 2, 3, 4, 5, 6)], (x) => ({
      loss: tf.sum<tf.Scalar>(tf.mul(weights, sumRows(x, offsets))),
    }));
    expect(sum.values.loss).toBe(3 + 30 + 1500);
    expect([...sum.gradients[0]]).toEqual([1, 1, 10, 100, 100, 100]);
    const spread = lossAndGradient([Float32Array.of(7, 8, 9)], (rows) => ({
      loss: tf.sum<tf.Scalar>(tf.mul(tf.tensor1d([1, 2, 3, 4, 5, 6]), spreadRows(rows, offsets))),
    }));
    expect(spread.values.loss).toBe(7 * 3 + 8 * 3 + 9 * 15);
    expect([...spread.gradients[0]]).toEqual([3, 3, 15]);
  });

  it('refuse no rows, an empty row, and offsets of another vector', () => {
    expect(() => rowOffsets([])).toThrow(new RangeError('ragged vector: no rows; expected at least one'));
    expect(() => rowOffsets([2, 0, 1])).toThrow(
      new RangeError('ragged vector: row 1 is empty; expected at least one token'),
    );
    expect(() => rowOffsets([NaN])).toThrow('row 0');
    expect(() => sumRows(tf.tensor1d([1, 2]), rowOffsets([3]))).toThrow(
      new RangeError('ragged vector: 2 tokens; expected 3, where the offsets end'),
    );
    expect(() => spreadRows(tf.tensor1d([1, 2]), rowOffsets([3]))).toThrow(
      new RangeError('ragged vector: 2 entries for 1 rows; expected as many'),
    );
  });
});

describe('pointwise', () => {
  it('applies a function in float64 and differentiates by the chain rule', () => {
    const { values, gradients } = lossAndGradient([Float32Array.of(3, -2)], (x) => ({
      loss: tf.sum<tf.Scalar>(
        tf.mul(
          5,
          pointwise(
            x,
            (v) => v ** 3,
            (v) => 3 * v * v,
          ),
        ),
      ),
    }));
    expect(values.loss).toBe(5 * (27 - 8));
    expect([...gradients[0]]).toEqual([135, 60]);
  });
});
