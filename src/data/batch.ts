/**
 * A ragged batch: the rows' tokens concatenated, with row offsets. There is no padding anywhere, hence no
 * padding masks and no work on padding.
 */

/** Rows of different length, concatenated. */
export interface Batch {
  /** Token ids, row after row. `[tokens]` */
  readonly tokens: Int32Array;
  /** Row r is `tokens[offsets[r] .. offsets[r + 1])`; `offsets[0] = 0`. `[rows + 1]` */
  readonly offsets: Int32Array;
}

/** Concatenates rows of token ids. @throws RangeError on an empty row or on no rows. */
export function toBatch(rows: readonly ArrayLike<number>[]): Batch {
  if (rows.length === 0) throw new RangeError('batch: no rows; expected at least one');
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    if (row.length === 0) throw new RangeError(`batch: row ${r} is empty; expected at least one token`);
    offsets[r + 1] = offsets[r] + row.length;
  });
  const tokens = new Int32Array(offsets[rows.length]);
  rows.forEach((row, r) => tokens.set(row, offsets[r]));
  return { tokens, offsets };
}

/** The tokens of row `r` (a view, not a copy). `[row's tokens]` */
export function rowOf(batch: Batch, r: number): Int32Array {
  return batch.tokens.subarray(batch.offsets[r], batch.offsets[r + 1]);
}
