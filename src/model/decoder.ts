/**
 * Generation on the engine: a key-value cache, many rows at once, and continuous refill: a finished row makes
 * room for the next prompt instead of idling. Prompts and new tokens go through one and the same program
 * ("tokens, each with a slot and a position in the cache"), and a row's numbers do not depend on which others
 * are in the batch, so batching never changes a reply.
 */
import { thinRows, type CacheLayer } from '../engine/operations';
import type { Program } from '../engine/program';
import type { Random } from '../random';
import type { Generation, SamplingOptions } from './model';
import type { Transformer } from './transformer';
import { largest } from '../extremes';

/** Rows that are decoded at the same time. */
const maximumSlots = 96;

interface Row {
  readonly prompt: ArrayLike<number>;
  readonly index: number;
  readonly slot: number;
  readonly random: Random;
  readonly tokens: number[];
  readonly logprobs: number[];
  stopped: boolean;
}

/**
 * Continues each prompt.
 * @param program is written anew.
 * @param head name of the output matrix.
 * @throws RangeError for an empty prompt or one that fills the context.
 */
export function generate(
  transformer: Transformer,
  program: Program,
  head: string,
  prompts: readonly ArrayLike<number>[],
  options: SamplingOptions,
): Generation[] {
  const context = transformer.config.max_position_embeddings;
  const longest = prompts.reduce((most, prompt) => Math.max(most, prompt.length), 0);
  prompts.forEach((prompt, i) => {
    if (prompt.length === 0) throw new RangeError(`prompt ${i} is empty; expected at least one token`);
    if (prompt.length >= context)
      throw new RangeError(
        `prompt ${i} has ${prompt.length} tokens; expected fewer than ${context}, the model's context`,
      );
  });
  const slots = Math.min(maximumSlots, prompts.length);
  const capacity = Math.min(context, longest + options.maxNewTokens);
  const decoder = new Decoder(transformer, program, head, slots, capacity, longest, options);
  const results: Generation[] = [];
  const free = Array.from({ length: slots }, (_, i) => i);
  const active: Row[] = [];
  for (let next = 0; next < prompts.length || active.length > 0;) {
    // Refill in gulps: a prompt's pass costs as much as several steps of decoding.
    const waiting = Math.min(free.length, prompts.length - next);
    const gulp = Math.min(Math.ceil(slots / 8), prompts.length - next);
    if (waiting > 0 && (waiting >= gulp || active.length === 0)) {
      const fresh: Row[] = [];
      for (let i = 0; i < waiting; i++, next++) {
        const slot = free.pop() ?? 0;
        const random = options.random.split(next);
        const prompt = prompts[next];
        fresh.push({ prompt, index: next, slot, random, tokens: [], logprobs: [], stopped: false });
      }
      decoder.readPrompts(fresh);
      for (const row of fresh) active.push(row);
    } else {
      decoder.continueRows(active);
    }
    for (let i = active.length - 1; i >= 0; i--) {
      const row = active[i];
      const length = row.prompt.length + row.tokens.length;
      if (!row.stopped && row.tokens.length < options.maxNewTokens && length < capacity) continue;
      results[row.index] = {
        tokens: Int32Array.from(row.tokens),
        logprobs: Float32Array.from(row.logprobs),
        stopped: row.stopped,
      };
      free.push(row.slot);
      active.splice(i, 1);
    }
  }
  return results;
}

/** A weight matrix, `[outputs, inputs]`, and where it is packed when it is. */
interface Matrix {
  readonly weight: number;
  readonly inputs: number;
  readonly outputs: number;
  packed?: number;
}

/**
 * Weights, the cache and the program of one call of `generate`. For many rows every weight is packed once for the
 * whole call. For a few, each step is bound by reading the weights, and packed ones would be a second copy of the
 * model: they are read as they lie, and packed in passing for the prompts' pass alone.
 */
class Decoder {
  readonly #program: Program;
  readonly #plan: number;
  readonly #at: ReturnType<Decoder['layOut']>;
  readonly #layers: Record<'qkv' | 'output' | 'gateUp' | 'down', Matrix>[] = [];
  readonly #head: Matrix;
  #rows = 0;

  constructor(
    private readonly transformer: Transformer,
    program: Program,
    head: string,
    private readonly slots: number,
    capacity: number,
    longestPrompt: number,
    private readonly options: SamplingOptions,
  ) {
    this.#program = program;
    this.#at = this.layOut(Math.ceil(capacity / 32) * 32, Math.max(slots, longestPrompt * slots));
    this.#plan = transformer.engine.arena.current;
    const { config, parameters, qkvWidth } = transformer;
    const { hidden_size: d, intermediate_size: ff, vocab_size: vocab } = config;
    for (let l = 0; l < config.num_hidden_layers; l++) {
      const w = transformer.layerOffsets(l);
      this.#layers.push({
        qkv: { weight: w.qkv, inputs: d, outputs: qkvWidth },
        output: { weight: w.output, inputs: d, outputs: d },
        gateUp: { weight: w.gateUp, inputs: d, outputs: 2 * ff },
        down: { weight: w.down, inputs: ff, outputs: d },
      });
    }
    this.#head = { weight: parameters.offset(head), inputs: d, outputs: vocab };
    if (!this.#thin) this.#packWeights();
  }

  /** Whether weights are read as they lie. */
  get #thin(): boolean {
    return this.slots <= thinRows;
  }

  /** The prompts' pass: fills the rows' caches and draws their first tokens. */
  readPrompts(rows: readonly Row[]): void {
    const { memory } = this.transformer.engine;
    const T = rows.reduce((sum, row) => sum + row.prompt.length, 0);
    const tokens = memory.ints(this.#at.tokens, T);
    const slots = memory.ints(this.#at.slots, T);
    const positions = memory.ints(this.#at.positions, T);
    const last = memory.ints(this.#at.last, rows.length);
    let t = 0;
    rows.forEach((row, r) => {
      for (let i = 0; i < row.prompt.length; i++, t++) {
        tokens[t] = row.prompt[i];
        slots[t] = row.slot;
        positions[t] = i;
      }
      last[r] = t - 1;
    });
    this.#rows = 0; // the program is written anew for this shape
    this.#write(T, rows.length);
    this.#draw(rows);
    this.#rows = 0;
  }

  /** One more token for each row. */
  continueRows(rows: readonly Row[]): void {
    const { memory } = this.transformer.engine;
    const n = rows.length;
    const tokens = memory.ints(this.#at.tokens, n);
    const slots = memory.ints(this.#at.slots, n);
    const positions = memory.ints(this.#at.positions, n);
    rows.forEach((row, r) => {
      tokens[r] = row.tokens[row.tokens.length - 1];
      slots[r] = row.slot;
      positions[r] = row.prompt.length + row.tokens.length - 1;
    });
    if (this.#rows !== n) this.#write(n, n);
    this.#rows = n;
    this.#draw(rows);
  }

  #draw(rows: readonly Row[]): void {
    const { engine } = this.transformer;
    const n = rows.length;
    const uniform = engine.memory.floats(this.#at.uniform, n);
    rows.forEach((row, r) => (uniform[r] = row.random.uniform()));
    if (engine.arena.current !== this.#plan)
      throw new Error('generate: another network ran meanwhile; expected none until the replies are done');
    engine.run(this.#program, this.#scratchFloats);
    const tokens = engine.memory.ints(this.#at.drawn, n);
    const logprobs = engine.memory.floats(this.#at.logprobs, n);
    rows.forEach((row, r) => {
      row.tokens.push(tokens[r]);
      row.logprobs.push(logprobs[r]);
      row.stopped = this.options.stopTokens.includes(tokens[r]);
    });
  }

  get #scratchFloats(): number {
    const { heads, kvHeads } = this.transformer.layout;
    return Math.max((heads / kvHeads) * this.#at.capacity, 2 * this.transformer.config.vocab_size + 64);
  }

  get #vocabPadded(): number {
    return Math.ceil(this.transformer.config.vocab_size / 16) * 16;
  }

  layOut(capacity: number, T: number) {
    const { config, layout, qkvWidth } = this.transformer;
    const { hidden_size: d, intermediate_size: ff, vocab_size: vocab, num_hidden_layers: layers } = config;
    const cache = this.slots * layout.kvHeads * layout.head * capacity;
    const packed = (inputs: number, outputs: number) => this.#program.packedBytes(inputs, outputs) / 4;
    const matrices = [packed(d, qkvWidth), packed(d, d), packed(d, 2 * ff), packed(ff, d)];
    const offsets = this.transformer.engine.arena.plan({
      tokens: T,
      slots: T,
      positions: T,
      last: this.slots,
      x: T * d,
      normed: T * d,
      rstd: T,
      qkv: T * qkvWidth,
      attended: T * d,
      gateUp: T * 2 * ff,
      activated: T * ff,
      final: this.slots * d,
      logits: this.slots * this.#vocabPadded,
      uniform: this.slots,
      drawn: this.slots,
      logprobs: this.slots,
      keys: layers * cache,
      values: layers * cache,
      packed: this.#thin
        ? largest(matrices)
        : layers * matrices.reduce((sum, floats) => sum + floats) + packed(d, vocab),
    });
    return { ...offsets, capacity };
  }

  /** Packs every weight once for the whole call. */
  #packWeights(): void {
    const p = this.#program.clear();
    let free = this.#at.packed;
    for (const matrix of [...this.#layers.flatMap((layer) => Object.values(layer)), this.#head]) {
      matrix.packed = free;
      this.#pack(matrix, free);
      free += p.packedBytes(matrix.inputs, matrix.outputs);
    }
    this.transformer.engine.run(p, 0);
  }

  #pack({ weight, inputs, outputs }: Matrix, to: number): void {
    const b = { source: weight, rowStride: 1, columnStride: inputs, K: inputs, N: outputs };
    this.#program.packB(b, to);
  }

  /** c = init + a W^T for M rows, `ldc` floats apart in c. */
  #linear(a: number, matrix: Matrix, c: number, M: number, init?: number, ldc = matrix.outputs): void {
    const { weight, inputs: K, outputs: N } = matrix;
    if (this.#thin && M <= thinRows) return this.#program.thinProduct({ a, weight, c, ldc, init, M, N, K });
    if (this.#thin) this.#pack(matrix, this.#at.packed);
    const packed = matrix.packed ?? this.#at.packed;
    this.#program.gemm({ a, lda: K, packed, c, ldc, init, M, N, K });
  }

  /** The pass of T tokens, of which n have their next token drawn. */
  #write(T: number, n: number): void {
    const { config, layout, parameters, qkvWidth, rotary } = this.transformer;
    const { hidden_size: d, intermediate_size: ff, rms_norm_eps: epsilon, vocab_size: vocab } = config;
    const at = this.#at;
    const p = this.#program.clear();
    p.embed(at.tokens, parameters.offset('model.embed_tokens.weight'), at.x, T, d);
    this.#layers.forEach((matrices, l) => {
      const w = this.transformer.layerOffsets(l);
      const skip = 4 * l * this.slots * layout.kvHeads * layout.head * at.capacity;
      const cache: CacheLayer = { keys: at.keys + skip, values: at.values + skip, capacity: at.capacity };
      p.rmsNorm(at.x, w.gain1, at.normed, at.rstd, T, d, epsilon);
      this.#linear(at.normed, matrices.qkv, at.qkv, T);
      p.rotary(at.qkv, qkvWidth, layout.heads + layout.kvHeads, layout.head, at.positions, rotary, false, T);
      p.cacheWrite(at.qkv, at, cache, layout, T);
      p.cacheAttention(at.qkv, at.attended, at, cache, layout, T);
      this.#linear(at.attended, matrices.output, at.x, T, at.x);
      p.rmsNorm(at.x, w.gain2, at.normed, at.rstd, T, d, epsilon);
      this.#linear(at.normed, matrices.gateUp, at.gateUp, T);
      p.swiglu(at.gateUp, at.activated, T, ff);
      this.#linear(at.activated, matrices.down, at.x, T, at.x);
    });
    const last = T === n ? at.x : at.normed;
    if (T !== n) p.gatherRows(at.x, at.last, at.normed, n, d);
    p.rmsNorm(last, parameters.offset('model.norm.weight'), at.final, at.rstd, n, d, epsilon);
    this.#linear(at.final, this.#head, at.logits, n, undefined, this.#vocabPadded);
    const { temperature, topK, topP } = this.options;
    const draw = { uniform: at.uniform, tokens: at.drawn, logprobs: at.logprobs };
    p.sample(at.logits, this.#vocabPadded, draw, n, vocab, { temperature, topK, topP });
  }
}
