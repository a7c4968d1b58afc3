/**
 * Between a ragged batch and the vectors that losses see: choosing the tokens that count and putting gradients
 * back in their places. Each function stands beside its transpose.
 */
import type { Batch } from '../data/batch';

/** The entries where `mask` is 1, in order. `[tokens]` to `[chosen]` */
export function select(values: Float32Array, mask: Uint8Array): Float32Array {
  return values.filter((_, i) => mask[i] === 1);
}

/** The transpose of `select`: entries go back where `mask` is 1; the rest is 0. `[chosen]` to `[tokens]` */
export function spread(chosen: Float32Array, mask: Uint8Array): Float32Array {
  let next = 0;
  return Float32Array.from(mask, (counts) => (counts === 1 ? chosen[next++] : 0));
}

/** Mean of each row over the tokens where `mask` is 1; every row needs one. `[tokens]` to `[rows]` */
export function rowMeans(values: Float32Array, mask: Uint8Array, batch: Batch): Float32Array {
  const { offsets } = batch;
  return Float32Array.from({ length: offsets.length - 1 }, (_, r) => {
    let sum = 0;
    let count = 0;
    for (let t = offsets[r]; t < offsets[r + 1]; t++) {
      sum += mask[t] * values[t];
      count += mask[t];
    }
    return sum / count;
  });
}

/** The transpose of `rowMeans`: each row's entry shared out over its tokens. `[rows]` to `[tokens]` */
export function spreadRowMeans(means: Float32Array, mask: Uint8Array, batch: Batch): Float32Array {
  const { offsets } = batch;
  const result = new Float32Array(mask.length);
  means.forEach((value, r) => {
    let count = 0;
    for (let t = offsets[r]; t < offsets[r + 1]; t++) count += mask[t];
    for (let t = offsets[r]; t < offsets[r + 1]; t++) result[t] = (mask[t] * value) / count;
  });
  return result;
}

/** A mask with 1 at tokens `from[r] .. to[r]` (exclusive, counted from the row's start) of every row r. `[tokens]` */
export function spanMask(batch: Batch, from: readonly number[], to: readonly number[]): Uint8Array {
  const mask = new Uint8Array(batch.tokens.length);
  from.forEach((start, r) => mask.fill(1, batch.offsets[r] + start, batch.offsets[r] + to[r]));
  return mask;
}

/** The vectors one after the other. */
export function concatenate(vectors: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(vectors.reduce((length, vector) => length + vector.length, 0));
  let at = 0;
  for (const vector of vectors) {
    result.set(vector, at);
    at += vector.length;
  }
  return result;
}

/** Cuts a vector into pieces of the given lengths (copies): the inverse of `concatenate`. */
export function cut(vector: Float32Array, lengths: readonly number[]): Float32Array[] {
  let at = 0;
  return lengths.map((length) => vector.slice(at, (at += length)));
}

/** Consecutive groups of `size` items, the last one perhaps smaller. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
  return groups;
}
