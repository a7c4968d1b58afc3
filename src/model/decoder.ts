/**
 * Generation on the engine: a key-value cache, many rows at once, and continuous refill: a finished row makes
 * room for the next prompt instead of idling. Prompts and new tokens go through one and the same program
 * ("tokens, each with a slot and a position in the cache"), and a row's numbers do not depend on which others
 * are in the batch, so batching never changes a reply.
 */
import { thinRows, type CacheLayer } from '../engine/operations';
import type { Program } from '../engine/program';
import type { Random } from '../random';
import { layerLengths, type LayerBuffers, type Pass } from './layer';
import type { Generation, SamplingOptions } from './model';
import { packAll, packedFloats, type Linear, type LinearOperands } from './modules';
import type { Transformer } from './transformer';

/** Rows that are decoded at the same time. */
const maximumSlots = 96;

interface Row {
  readonly prompt: ArrayLike<number>;
  readonly index: number;
  readonly slot: number;
  readonly random: Random;
  readonly tokens: number[];
  readonly logprobs: number[];
  readonly entropies: number[];
  stopped: boolean;
}

/**
 * Continues each prompt.
 * @param program is written anew.
 * @param head the output matrix.
 * @throws RangeError for an empty prompt or one that fills the context.
 */
export function generate(
  transformer: Transformer,
  program: Program,
  head: Linear,
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
        const drawn = { tokens: [], logprobs: [], entropies: [], stopped: false };
        fresh.push({ prompt, index: next, slot, random, ...drawn });
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
        entropies: Float32Array.from(row.entropies),
        stopped: row.stopped,
      };
      free.push(row.slot);
      active.splice(i, 1);
    }
  }
  return results;
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
  /** Where weights are packed, those that are. */
  readonly #packed: ((matrix: Linear) => number) | undefined;
  #rows = 0;

  constructor(
    private readonly transformer: Transformer,
    program: Program,
    private readonly head: Linear,
    private readonly slots: number,
    capacity: number,
    longestPrompt: number,
    private readonly options: SamplingOptions,
  ) {
    this.#program = program;
    this.#at = this.layOut(Math.ceil(capacity / 32) * 32, Math.max(slots, longestPrompt * slots));
    this.#plan = transformer.engine.arena.current;
    this.#packed = this.#thin ? undefined : this.#packWeights();
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
    const entropies = engine.memory.floats(this.#at.entropies, n);
    rows.forEach((row, r) => {
      row.tokens.push(tokens[r]);
      row.logprobs.push(logprobs[r]);
      row.entropies.push(entropies[r]);
      row.stopped = this.options.stopTokens.includes(tokens[r]);
    });
  }

  get #scratchFloats(): number {
    const { heads, kvHeads } = this.transformer.sizes;
    return Math.max((heads / kvHeads) * this.#at.capacity, 2 * this.transformer.config.vocab_size + 64);
  }

  get #linears(): readonly Linear[] {
    return [...this.transformer.layers.flatMap((layer) => layer.linears), this.head];
  }

  layOut(capacity: number, T: number) {
    const { layers, sizes } = this.transformer;
    const lengths = layerLengths(sizes, T);
    const { x, norm1: normed, rstd1: rstd, qkv, raw, rstdHeads, attended, gateUp, activated } = lengths;
    const cache = layers.length * this.slots * sizes.keys * capacity;
    const offsets = this.transformer.engine.arena.plan({
      ...{ tokens: T, slots: T, positions: T, last: this.slots },
      ...{ x, normed, rstd, qkv, raw, rstdHeads, attended, gateUp, activated },
      final: this.slots * sizes.d,
      logits: this.slots * this.head.stride,
      uniform: this.slots,
      drawn: this.slots,
      logprobs: this.slots,
      entropies: this.slots,
      keys: cache,
      values: cache,
      packed: this.#thin
        ? Math.max(...layers[0].linears.map((matrix) => matrix.packedFloats(this.#program)))
        : packedFloats(this.#program, this.#linears),
    });
    return { ...offsets, capacity };
  }

  /** Packs every weight once for the whole call. */
  #packWeights(): (matrix: Linear) => number {
    const packed = packAll(this.#program.clear(), this.#linears, this.#at.packed, 'pack');
    this.transformer.engine.run(this.#program, 0);
    return packed;
  }

  #linear(matrix: Linear, operands: LinearOperands, T: number): void {
    const p = this.#program;
    if (this.#packed) matrix.product(p, this.#packed(matrix), operands, T);
    else if (T <= thinRows) matrix.thinProduct(p, operands, T);
    else matrix.forward(p, this.#at.packed, operands, T);
  }

  /** The pass of T tokens, of which n have their next token drawn. */
  #write(T: number, n: number): void {
    const { config, layers, norm, sizes } = this.transformer;
    const at = this.#at;
    const p = this.#program.clear();
    // Nothing is kept: the layers read and write one stream, and what is normed lies in one place.
    const norms = { norm1: at.normed, rstd1: at.rstd, norm2: at.normed, rstd2: at.rstd };
    const buffers: LayerBuffers = { ...at, ...norms, middle: at.x };
    this.transformer.embed(p, at.tokens, at.x, T);
    layers.forEach((layer, l) => {
      const skip = 4 * l * this.slots * sizes.keys * at.capacity;
      const cache: CacheLayer = { keys: at.keys + skip, values: at.values + skip, capacity: at.capacity };
      const pass: Pass = {
        program: p,
        T,
        positions: at.positions,
        chain: (write) => {
          if (this.#packed) p.chainRows(T, write);
          else write(); // what is packed in passing is no chain's
        },
        linear: (matrix, operands) => {
          this.#linear(matrix, operands, T);
        },
        attention: (qkv, attended) => {
          if (T === n)
            p.cacheStep(qkv, attended, at, cache, sizes, T); // one token a slot
          else {
            p.cacheWrite(qkv, at, cache, sizes, T);
            p.cacheAttention(qkv, attended, at, cache, sizes, T);
          }
        },
      };
      layer.forward(pass, buffers, at.x);
    });
    if (T !== n) p.gatherRows(at.x, at.last, at.normed, n, sizes.d);
    norm.forward(p, { x: T === n ? at.x : at.normed, y: at.final, rstd: at.rstd }, n);
    this.#linear(this.head, { x: at.final, y: at.logits }, n);
    const { temperature, topK, topP } = this.options;
    const draw = { ...at, tokens: at.drawn };
    p.sample(at.logits, this.head.stride, draw, n, config.vocab_size, { temperature, topK, topP });
  }
}
