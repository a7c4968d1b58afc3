/**
 * The vocabulary of programs: the kernels' codes, how much of the work one task takes, how a product is cut into
 * blocks, and what the operands of the larger operations look like. The numbers stand in the C source too.
 */

/** Tokens, rows or floats that one task of a kernel takes. */
export const rowsPerTask = 48;
export const tokensPerTask = 8;
export const scalarsPerTask = 64;
export const blockFloats = 8192;
export const columnsPerTask = 16;
export const thinColumnsPerTask = 64;
/** Rows up to which `thinProduct` is the faster one, for it packs nothing. */
export const thinRows = 4;
/** The operations by name; the same codes stand in kernels.c. */
export const operationCodes = {
  packB: 0,
  gemm: 1,
  embed: 2,
  embedGradient: 3,
  rmsNorm: 4,
  rmsNormGradient: 5,
  rmsNormGainGradient: 6,
  rotary: 7,
  swiglu: 8,
  swigluGradient: 9,
  gatherRows: 10,
  scatterRows: 11,
  fillZero: 12,
  attention: 13,
  attentionGradient: 14,
  cacheWrite: 15,
  cacheAttention: 16,
  tokenScores: 17,
  tokenScoresGradient: 18,
  scalarHead: 19,
  scalarHeadGradient: 20,
  scalarWeightGradient: 21,
  sample: 22,
  sumSquares: 23,
  clipFactor: 24,
  adamw: 25,
  thinProduct: 26,
  addToRows: 27,
  sumRows: 28,
  headNorm: 29,
  headNormGradient: 30,
  headNormGainGradient: 31,
} as const;

/** Rows from which operations are chained: fewer would leave threads without work. */
export const chainedRows = 16 * rowsPerTask;

/**
 * How a product is cut into blocks of C: enough blocks for the threads, large enough to reuse what is packed.
 * Columns are cut first, so that a panel of B comes from the outer caches once for all rows of a block; rows are
 * where A is transposed, for each block packs its rows of A.
 */
export function gemmBlocks(
  M: number,
  N: number,
  transposed: boolean,
): { mc: number; nc: number; tasks: number } {
  let mc = 96;
  let nc = 256;
  const count = () => Math.ceil(M / mc) * Math.ceil(N / nc);
  if (transposed) {
    while (count() < 8 && mc > 48) mc /= 2;
    while (count() < 8 && nc > 128) nc /= 2;
  }
  while (count() < (transposed ? 4 : 16) && nc > 32) nc /= 2;
  while (count() < 4 && mc > 24) mc /= 2;
  return { mc, nc, tasks: count() };
}

/** In a chain, whose tasks are rows: all columns at once. */
export function rowBlocks(M: number, N: number): { mc: number; nc: number; tasks: number } {
  return { mc: rowsPerTask, nc: Math.ceil(N / 32) * 32, tasks: Math.ceil(M / rowsPerTask) };
}

/** Floats of scratch that a thread needs for a product with A transposed (`mc` rows by KC steps of k). */
export const gemmScratchFloats = 96 * 256 + 1024;

/** Floats of scratch for attention over rows of that length: the backward pass needs twice (head + 48) a key. */
export function attentionScratchFloats(head: number, longest: number): number {
  return 2 * (head + 48) * Math.ceil(longest / 32) * 32;
}

/** B of a product as it lies in memory: B(k, j) = source[k rowStride + j columnStride]. */
export interface Operand {
  source: number;
  rowStride: number;
  columnStride: number;
  K: number;
  N: number;
}

/** C = init + A B. */
export interface Product {
  a: number;
  /** Floats from one row of A to the next (of A as stored, when transposed). */
  lda: number;
  /** True: A(i, k) = a[k lda + i]. */
  transposed?: boolean;
  /** Where `packB` wrote B. */
  packed: number;
  c: number;
  ldc: number;
  /** C's start value, laid out as C (and possibly C itself); zero when left out. */
  init?: number;
  M: number;
  N: number;
  K: number;
}

/** C = init + A W^T with W as it is stored, `[N, K]`, and A's rows K floats apart: for at most a few rows. */
export interface ThinProduct extends Pick<Product, 'a' | 'c' | 'ldc' | 'init' | 'M' | 'N' | 'K'> {
  weight: number;
}

/** How queries, keys and values lie in a row of `qkv`, and what their products are multiplied by. */
export interface HeadLayout {
  heads: number;
  kvHeads: number;
  head: number;
  scale: number;
}

/** Some of the heads in rows of `ld` floats: `count` from `first` on, of `all` that are normed. */
export interface Heads {
  first: number;
  count: number;
  all: number;
  /** Floats of a head, and how many of them are its numbers. */
  head: number;
  size: number;
  ld: number;
}

/** The same as arguments, in the kernels' order. */
export function headWords({ ld, head, size, all, first, count }: Heads): number[] {
  return [ld, head, size, all, first, count];
}

/** The slot and position of each token in a key-value cache. */
export interface CachePlace {
  slots: number;
  positions: number;
}

/** One layer's keys and values for all slots; `capacity` tokens a slot. */
export interface CacheLayer {
  keys: number;
  values: number;
  capacity: number;
}

/** The four arrays of AdamW, laid out alike. */
export interface AdamWArrays {
  parameters: number;
  gradient: number;
  first: number;
  second: number;
}

/** AdamW's numbers for one step; `root` is 1 / sqrt(1 - beta2^t), `decayed` the floats that decay applies to. */
export interface AdamWScalars {
  rate: number;
  beta1: number;
  beta2: number;
  root: number;
  epsilon: number;
  decay: number;
  decayed: number;
}
