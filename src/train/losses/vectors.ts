/**
 * What losses work on: vectors over the tokens that count, and no others, so there are no masks. Tokens of several
 * replies stand in one vector, row after row, with offsets as in a `Batch`; sums over rows go through the three
 * functions here, each one pass over the vector in both directions.
 */
import * as tf from '../../tensors';

/** A vector of any length. `[n]` float32. */
export type Vector = tf.Tensor;

/** What is minimised, and whatever else a loss wants to report. All scalars. */
export type Losses = { readonly loss: tf.Scalar } & Readonly<Record<string, tf.Scalar>>;

/** Row r of a ragged vector is its entries `offsets[r] .. offsets[r + 1])`; `offsets[0] = 0`. `[rows + 1]` */
export type RowOffsets = Int32Array;

/**
 * Offsets of rows with these lengths.
 * @param lengths tokens that count, row by row. `[rows]`
 * @throws RangeError on no rows or an empty one: its mean would be 0 / 0.
 */
export function rowOffsets(lengths: readonly number[]): RowOffsets {
  if (lengths.length === 0) throw new RangeError('ragged vector: no rows; expected at least one');
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, r) => {
    if (!(length > 0)) throw new RangeError(`ragged vector: row ${r} is empty; expected at least one token`);
    offsets[r + 1] = offsets[r] + length;
  });
  return offsets;
}

/** Sum of each row: log π(reply) from log π(token). `[tokens]` to `[rows]` */
export function sumRows(tokens: Vector, offsets: RowOffsets): Vector {
  requireTokens(tokens, offsets);
  return operation(
    tokens,
    (x) => summed(x, offsets),
    (dy) => repeated(dy, offsets),
  );
}

/** The transpose of `sumRows`: each row's entry at every one of its tokens. `[rows]` to `[tokens]` */
export function spreadRows(rows: Vector, offsets: RowOffsets): Vector {
  if (rows.size !== offsets.length - 1) {
    throw new RangeError(
      `ragged vector: ${rows.size} entries for ${offsets.length - 1} rows; expected as many`,
    );
  }
  return operation(
    rows,
    (x) => repeated(x, offsets),
    (dy) => summed(dy, offsets),
  );
}

/** Mean of each row. `[tokens]` to `[rows]` */
export function meanRows(tokens: Vector, offsets: RowOffsets): Vector {
  return tf.div(sumRows(tokens, offsets), tf.tensor1d(rowLengths(offsets), 'float32'));
}

/** Tokens of each row. `[rows]` */
export function rowLengths(offsets: RowOffsets): number[] {
  return Array.from(offsets.subarray(1), (end, r) => end - offsets[r]);
}

/** f at every entry in float64, where TensorFlow.js has no operation that is accurate enough. `[n]` to `[n]` */
export function pointwise(x: Vector, f: (x: number) => number, derivative: (x: number) => number): Vector {
  return operation(
    x,
    (values) => Float32Array.from(values, f),
    (dy, values) => Float32Array.from(dy, (d, i) => d * derivative(values[i])),
  );
}

/** One operation on a vector with its own gradient, in plain loops. */
function operation(
  x: Vector,
  value: (x: ArrayLike<number>) => Float32Array,
  gradient: (dy: ArrayLike<number>, x: ArrayLike<number>) => Float32Array,
): Vector {
  const values = x.dataSync();
  return tf.customGrad(() => ({
    value: tf.tensor1d(value(values)),
    gradFunc: (dy: tf.Tensor) => tf.tensor1d(gradient(dy.dataSync(), values)),
  }))(x);
}

/** Sums in float64, in the order of the tokens. */
function summed(tokens: ArrayLike<number>, offsets: RowOffsets): Float32Array {
  return Float32Array.from({ length: offsets.length - 1 }, (_, r) => {
    let sum = 0;
    for (let t = offsets[r]; t < offsets[r + 1]; t++) sum += tokens[t];
    return sum;
  });
}

function repeated(rows: ArrayLike<number>, offsets: RowOffsets): Float32Array {
  const tokens = new Float32Array(offsets[offsets.length - 1]);
  for (let r = 0; r + 1 < offsets.length; r++) tokens.fill(rows[r], offsets[r], offsets[r + 1]);
  return tokens;
}

function requireTokens(tokens: Vector, offsets: RowOffsets): void {
  const expected = offsets[offsets.length - 1];
  if (tokens.size === expected) return;
  throw new RangeError(`ragged vector: ${tokens.size} tokens; expected ${expected}, where the offsets end`);
}
