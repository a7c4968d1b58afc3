/**
 * Programs: lists of kernel operations in the shared memory, which all threads run through together (see
 * kernels/kernels.c). One method an operation, in the order of the codes there; arguments are byte offsets
 * unless they are named as counts.
 */
import type { SharedMemory } from './memory';
import {
  blockFloats,
  chainedRows,
  columnsPerTask,
  gemmBlocks,
  rowBlocks,
  operationCodes,
  rowsPerTask,
  scalarsPerTask,
  thinColumnsPerTask,
  tokensPerTask,
  type AdamWArrays,
  type AdamWScalars,
  type CacheLayer,
  type CachePlace,
  headWords,
  type HeadLayout,
  type Heads,
  type Operand,
  type Product,
  type ThinProduct,
} from './operations';

const words = 32;
/** Bytes of one operation. */
export const operationBytes = 4 * words;
const argumentsAt = 3;
const chainAt = 31;
const operationNames = Object.keys(operationCodes);

const floatBits = new Float32Array(1);
const intBits = new Uint32Array(floatBits.buffer);
/** The bits of a float, as an argument. */
function bits(value: number): number {
  floatBits[0] = value;
  return intBits[0];
}

/** A list of operations under construction. */
export class Program {
  #lastView: Uint32Array | undefined;
  #offset: number;
  #capacity = 64;
  #count = 0;
  /** Tasks of each operation of the chain under construction; 0 outside of one. */
  #chainTasks = 0;

  constructor(
    readonly memory: SharedMemory,
    readonly panelWidth: number,
  ) {
    this.#offset = memory.allocate(this.#capacity * words * 4);
  }

  /** The operations' words, in a view made anew once growth of an unshared memory has emptied the last. */
  get #view(): Uint32Array {
    if (!this.#lastView?.length)
      this.#lastView = new Uint32Array(this.memory.wasm.buffer, this.#offset, this.#capacity * words);
    return this.#lastView;
  }

  get offset(): number {
    return this.#offset;
  }

  get count(): number {
    return this.#count;
  }

  /** Name of operation `i`. */
  operation(i: number): string {
    return operationNames[this.#view[i * words]];
  }

  /** Empties the program, to be written anew. */
  clear(): this {
    this.#count = 0;
    return this;
  }

  /** Operations over the same T rows, each of which needs of the others its own rows alone, as a chain; few rows are none. */
  chainRows(T: number, write: () => void): void {
    if (T < chainedRows) write();
    else this.#chain(Math.ceil(T / rowsPerTask), write);
  }

  /** A thread takes task i of all these operations, without waiting for the rest. */
  #chain(tasks: number, write: () => void): void {
    const first = this.#count;
    this.#chainTasks = tasks;
    write();
    this.#view[first * words + chainAt] = this.#count - first;
    this.#chainTasks = 0;
  }

  /** Bytes that a packed operand takes: its columns are filled up to whole panels. */
  packedBytes(K: number, N: number): number {
    return Math.ceil(N / this.panelWidth) * this.panelWidth * K * 4;
  }

  packB(b: Operand, packed: number): void {
    const panels = Math.ceil(b.N / this.panelWidth);
    this.#add('packB', panels, b.source, b.rowStride, b.columnStride, b.K, b.N, packed);
  }

  gemm({ a, lda, transposed = false, packed, c, ldc, init = 0, M, N, K }: Product): void {
    const { mc, nc, tasks } = this.#chainTasks > 0 ? rowBlocks(M, N) : gemmBlocks(M, N, transposed);
    this.#add('gemm', tasks, a, lda, transposed ? 1 : 0, packed, c, ldc, init, M, N, K, mc, nc);
  }

  thinProduct({ a, weight, c, ldc, init = 0, M, N, K }: ThinProduct): void {
    this.#add('thinProduct', Math.ceil(N / thinColumnsPerTask), a, K, weight, c, ldc, init, M, N, K);
  }

  embed(tokens: number, table: number, x: number, T: number, d: number): void {
    this.#add('embed', Math.ceil(T / rowsPerTask), tokens, table, x, T, d);
  }

  embedGradient(tokens: number, tableGradient: number, dx: number, T: number, d: number): void {
    this.#add('embedGradient', d / columnsPerTask, tokens, tableGradient, dx, T, d);
  }

  /** @param size how many of a row's d floats are numbers; zeros fill it up. */
  rmsNorm(
    x: number,
    gain: number,
    y: number,
    rstd: number,
    T: number,
    d: number,
    eps: number,
    size = d,
  ): void {
    this.#add('rmsNorm', Math.ceil(T / rowsPerTask), x, gain, y, rstd, T, d, bits(eps), size);
  }

  rmsNormGradient(
    x: number,
    gain: number,
    rstd: number,
    dy: number,
    dx: number,
    T: number,
    d: number,
    size = d,
  ) {
    this.#add('rmsNormGradient', Math.ceil(T / rowsPerTask), x, gain, rstd, dy, dx, T, d, size);
  }

  rmsNormGainGradient(x: number, rstd: number, dy: number, dGain: number, T: number, d: number): void {
    this.#add('rmsNormGainGradient', d / columnsPerTask, x, rstd, dy, dGain, T, d);
  }

  /** y = x + b for each row; x is zero when left out. */
  addToRows(x: number | undefined, b: number, y: number, T: number, d: number): void {
    this.#add('addToRows', Math.ceil(T / rowsPerTask), x ?? 0, b, y, T, d);
  }

  sumRows(dy: number, db: number, T: number, d: number): void {
    this.#add('sumRows', d / columnsPerTask, dy, db, T, d);
  }

  headNorm(x: number, gain: number, raw: number, rstd: number, T: number, h: Heads, epsilon: number): void {
    const tasks = Math.ceil(T / rowsPerTask);
    this.#add('headNorm', tasks, x, gain, raw, rstd, T, ...headWords(h), bits(epsilon));
  }

  headNormGradient(raw: number, gain: number, rstd: number, dy: number, T: number, h: Heads): void {
    this.#add('headNormGradient', Math.ceil(T / rowsPerTask), raw, gain, rstd, dy, T, ...headWords(h));
  }

  headNormGainGradient(raw: number, dGain: number, rstd: number, dy: number, T: number, h: Heads): void {
    this.#add('headNormGainGradient', h.head / columnsPerTask, raw, dGain, rstd, dy, T, ...headWords(h));
  }

  /** @param ld floats of a row of `x`; its first `heads` heads are turned. */
  rotary(
    x: number,
    ld: number,
    heads: number,
    head: number,
    positions: number,
    table: { cos: number; sin: number },
    backward: boolean,
    T: number,
  ): void {
    const tasks = Math.ceil(T / rowsPerTask);
    this.#add('rotary', tasks, x, ld, heads, head, positions, table.cos, table.sin, backward ? 1 : 0, T);
  }

  swiglu(gateUp: number, y: number, T: number, ff: number): void {
    this.#add('swiglu', Math.ceil(T / rowsPerTask), gateUp, y, T, ff);
  }

  swigluGradient(gateUp: number, dy: number, T: number, ff: number): void {
    this.#add('swigluGradient', Math.ceil(T / rowsPerTask), gateUp, dy, T, ff);
  }

  gatherRows(x: number, index: number, y: number, n: number, d: number): void {
    this.#add('gatherRows', Math.ceil(n / rowsPerTask), x, index, y, n, d);
  }

  scatterRows(x: number, index: number, y: number, n: number, d: number): void {
    this.#add('scatterRows', Math.ceil(n / rowsPerTask), x, index, y, n, d);
  }

  fillZero(at: number, n: number): void {
    this.#add('fillZero', Math.ceil(n / blockFloats), at, n);
  }

  attention(qkv: number, out: number, offsets: number, rows: number, l: HeadLayout): void {
    const scale = bits(l.scale);
    this.#add('attention', rows * l.kvHeads, qkv, out, offsets, l.heads, l.kvHeads, l.head, scale);
  }

  attentionGradient(
    tensors: { qkv: number; out: number; dout: number; dqkv: number },
    offsets: number,
    rows: number,
    l: HeadLayout,
  ): void {
    const { qkv, out, dout, dqkv } = tensors;
    const layout = [l.heads, l.kvHeads, l.head, bits(l.scale)];
    this.#add('attentionGradient', rows * l.kvHeads, qkv, out, dout, dqkv, offsets, ...layout);
  }

  /** Both of the next two, for tokens of different slots. */
  cacheStep(qkv: number, out: number, where: CachePlace, cache: CacheLayer, l: HeadLayout, T: number): void {
    this.#chain(Math.ceil(T / tokensPerTask), () => {
      this.cacheWrite(qkv, where, cache, l, T);
      this.cacheAttention(qkv, out, where, cache, l, T);
    });
  }

  cacheWrite(qkv: number, where: CachePlace, cache: CacheLayer, l: HeadLayout, T: number): void {
    const layout = [l.heads, l.kvHeads, l.head, cache.capacity, T];
    const tasks = Math.ceil(T / tokensPerTask);
    this.#add('cacheWrite', tasks, qkv, where.slots, where.positions, cache.keys, cache.values, ...layout);
  }

  cacheAttention(
    qkv: number,
    out: number,
    where: CachePlace,
    cache: CacheLayer,
    l: HeadLayout,
    T: number,
  ): void {
    const layout = [l.heads, l.kvHeads, l.head, cache.capacity, bits(l.scale), T];
    const tasks = Math.ceil(T / tokensPerTask);
    const cached = [where.slots, where.positions, cache.keys, cache.values];
    this.#add('cacheAttention', tasks, qkv, out, ...cached, ...layout);
  }

  /** `sums` keeps two floats a token for `tokenScoresGradient`. */
  tokenScores(
    logits: number,
    ld: number,
    targets: number,
    out: { logprobs: number; entropies: number; sums: number },
    n: number,
    vocab: number,
  ): void {
    const tasks = Math.ceil(n / tokensPerTask);
    this.#add('tokenScores', tasks, logits, ld, targets, out.logprobs, out.entropies, out.sums, n, vocab);
  }

  tokenScoresGradient(
    logits: number,
    ld: number,
    targets: number,
    gradient: { logprobs: number; entropies: number },
    scores: { entropies: number; sums: number },
    n: number,
    vocab: number,
  ): void {
    const tasks = Math.ceil(n / tokensPerTask);
    const operands = [gradient.logprobs, gradient.entropies, scores.entropies, scores.sums];
    this.#add('tokenScoresGradient', tasks, logits, ld, targets, ...operands, n, vocab);
  }

  scalarHead(h: number, w: number, values: number, T: number, d: number): void {
    this.#add('scalarHead', Math.ceil(T / scalarsPerTask), h, w, values, T, d);
  }

  scalarHeadGradient(gradient: number, w: number, dh: number, T: number, d: number): void {
    this.#add('scalarHeadGradient', Math.ceil(T / scalarsPerTask), gradient, w, dh, T, d);
  }

  scalarWeightGradient(gradient: number, h: number, dw: number, T: number, d: number): void {
    this.#add('scalarWeightGradient', d / columnsPerTask, gradient, h, dw, T, d);
  }

  sample(
    logits: number,
    ld: number,
    draw: { uniform: number; tokens: number; logprobs: number; entropies: number },
    n: number,
    vocab: number,
    how: { temperature: number; topK: number; topP: number },
  ): void {
    const rules = [bits(how.temperature), how.topK, bits(how.topP)];
    const drawn = [draw.tokens, draw.logprobs, draw.entropies];
    this.#add('sample', n, logits, ld, draw.uniform, ...drawn, n, vocab, ...rules);
  }

  /** `result` gets the norm and the factor; `partial` has room for a float a block of 8192. */
  clipByNorm(gradient: number, n: number, partial: number, result: number, maxNorm: number): void {
    const blocks = Math.ceil(n / blockFloats);
    this.#add('sumSquares', blocks, gradient, partial, n);
    this.#add('clipFactor', 1, partial, blocks, result, bits(maxNorm));
  }

  adamw(arrays: AdamWArrays, n: number, clip: number, s: AdamWScalars): void {
    const places = [arrays.parameters, arrays.gradient, arrays.first, arrays.second];
    const scalars = [s.rate, s.beta1, s.beta2, s.root, s.epsilon, s.decay].map(bits);
    this.#add('adamw', Math.ceil(n / blockFloats), ...places, n, clip, ...scalars, s.decayed);
  }

  #add(name: keyof typeof operationCodes, tasks: number, ...args: number[]): void {
    if (this.#count === this.#capacity) this.#grow();
    if (this.#chainTasks > 0 && tasks !== this.#chainTasks)
      throw new Error(`chain: ${name} has ${tasks} tasks; expected ${this.#chainTasks}, as the others`);
    const at = this.#count++ * words;
    const view = this.#view;
    view[at] = operationCodes[name];
    view[at + 1] = tasks;
    view[at + 2] = 0;
    view[at + chainAt] = 1;
    for (let i = 0; i < args.length; i++) view[at + argumentsAt + i] = args[i];
  }

  #grow(): void {
    const offset = this.memory.allocate(2 * this.#capacity * words * 4);
    const view = new Uint32Array(this.memory.wasm.buffer, offset, 2 * this.#capacity * words);
    view.set(this.#view);
    this.memory.free(this.#offset, this.#capacity * words * 4);
    this.#capacity *= 2;
    this.#offset = offset;
    this.#lastView = view;
  }
}
