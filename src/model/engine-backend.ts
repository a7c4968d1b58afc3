/**
 * The engine's networks behind the interfaces of model.ts: a language model with the fused output head (token
 * log-probabilities and entropies, a block of tokens' logits at a time) and a scalar model.
 */
import type { Engine } from '../engine/engine';
import type { Program } from '../engine/program';
import { rowOf, toBatch, type Batch } from '../data/batch';
import type { ModelConfig } from './config';
import { generate } from './decoder';
import type {
  AdamWOptions,
  Backend,
  Generation,
  LanguageModel,
  OptimizerState,
  SamplingOptions,
  ScalarModel,
  TokenScores,
  Weights,
} from './model';
import { EngineParameters } from './parameters';
import { Transformer } from './transformer';

/** Tokens whose logits exist at the same time. */
const headBlock = 512;
/** Tokens of one pass when nothing is kept for a backward pass: enough for the threads, little memory. */
const scoringTokens = 4096;

/** Networks on that engine. */
export function engineBackend(engine: Engine): Backend {
  return {
    name: 'engine',
    languageModel: (config, weights) => new EngineLanguageModel(engine, config, weights),
    scalarModel: (config, weights) => new EngineScalarModel(engine, config, weights),
  };
}

/** What both kinds share. */
abstract class EngineModel {
  protected readonly parameters: EngineParameters;
  protected readonly transformer: Transformer;
  protected readonly program: Program;

  constructor(
    protected readonly engine: Engine,
    readonly config: ModelConfig,
    kind: 'lm' | 'scalar',
    weights: Weights,
  ) {
    this.parameters = new EngineParameters(engine, config, kind, weights);
    this.transformer = new Transformer(engine, config, this.parameters);
    this.program = engine.program();
  }

  weights(): Weights {
    return this.parameters.weights();
  }

  gradients(): Weights {
    return this.parameters.gradients();
  }

  step(options: AdamWOptions): { gradNorm: number } {
    return this.parameters.step(options);
  }

  optimizerState(): OptimizerState {
    return this.parameters.optimizerState();
  }

  restoreOptimizer(state: OptimizerState): void {
    this.parameters.restoreOptimizer(state);
  }

  protected floats(offset: number, length: number): Float32Array {
    return this.engine.memory.floats(offset, length);
  }

  /** The pass to go back through; throws when another pass has used the memory since. */
  protected pending<T extends { plan: number }>(pass: T | undefined): T {
    if (!pass) throw new Error('backward before forward');
    if (pass.plan !== this.engine.arena.current)
      throw new Error('backward must come right after the forward pass of the same network');
    return pass;
  }
}

interface LanguagePass {
  readonly plan: number;
  readonly batch: Batch;
  /** Positions (tokens of the batch) whose log-probability was asked for. `[n]` */
  readonly asked: Int32Array;
  readonly at: ReturnType<EngineLanguageModel['plan']>;
}

class EngineLanguageModel extends EngineModel implements LanguageModel {
  readonly kind = 'lm';
  #pass: LanguagePass | undefined;

  constructor(engine: Engine, config: ModelConfig, weights: Weights) {
    super(engine, config, 'lm', weights);
  }

  forward(batch: Batch, mask?: Uint8Array): TokenScores {
    const asked = askedPositions(batch, mask);
    const at = this.plan(batch, asked.length, true);
    const scores = this.#score(batch, asked, at, true);
    this.#pass = { plan: this.engine.arena.current, batch, asked, at };
    return scores;
  }

  score(batch: Batch, mask?: Uint8Array): TokenScores {
    const logprobs = new Float32Array(batch.tokens.length);
    const entropies = new Float32Array(batch.tokens.length);
    for (const part of portions(batch)) {
      const to = part.start + part.batch.tokens.length;
      const asked = askedPositions(part.batch, mask?.subarray(part.start, to));
      const scores = this.#score(part.batch, asked, this.plan(part.batch, asked.length, false), false);
      logprobs.set(scores.logprobs, part.start);
      entropies.set(scores.entropies, part.start);
    }
    return { logprobs, entropies };
  }

  backward(gradient: TokenScores): void {
    const { batch, asked, at } = this.pending(this.#pass);
    this.#pass = undefined;
    const T = batch.tokens.length;
    const n = asked.length;
    if (n === 0) return;
    const { hidden_size: d, vocab_size: vocab } = this.config;
    const dLogprobs = this.floats(at.dLogprobs, n);
    const dEntropies = this.floats(at.dEntropies, n);
    asked.forEach((t, i) => {
      dLogprobs[i] = gradient.logprobs[t];
      dEntropies[i] = gradient.entropies[t];
    });
    const p = this.program.clear();
    const table = this.parameters.offset(this.#head);
    const dTable = this.parameters.gradientOffset(this.#head);
    for (let from = 0; from < n; from += headBlock) {
      const block = Math.min(headBlock, n - from);
      const hidden = at.hidden + 4 * from * d;
      const dHidden = at.dHidden + 4 * from * d;
      this.#logits(p, at, hidden, block);
      const gradients = { logprobs: at.dLogprobs + 4 * from, entropies: at.dEntropies + 4 * from };
      p.tokenScoresGradient(at.logits, this.#padded, at.targets + 4 * from, gradients, block, vocab);
      p.packB({ source: hidden, rowStride: d, columnStride: 1, K: block, N: d }, at.packed);
      p.gemm({
        a: at.logits,
        lda: this.#padded,
        transposed: true,
        packed: at.packed,
        c: dTable,
        ldc: d,
        init: dTable,
        M: vocab,
        N: d,
        K: block,
      });
      p.packB({ source: table, rowStride: d, columnStride: 1, K: vocab, N: d }, at.packed);
      p.gemm({
        a: at.logits,
        lda: this.#padded,
        packed: at.packed,
        c: dHidden,
        ldc: d,
        M: block,
        N: d,
        K: vocab,
      });
    }
    p.fillZero(at.dNorm, T * d);
    p.scatterRows(at.dNorm, at.index, at.dHidden, n, d);
    this.transformer.backward(p, at, T, batch.offsets.length - 1);
    this.engine.run(p, this.transformer.scratchFloats(batch));
  }

  logits(batch: Batch): Float32Array {
    const T = batch.tokens.length;
    const { vocab_size: vocab } = this.config;
    const all = Int32Array.from({ length: T }, (_, t) => t);
    const at = this.plan(batch, T, false);
    this.#score(batch, all.subarray(0, 0), at, false);
    this.engine.memory.ints(at.index, T).set(all);
    const out = new Float32Array(T * vocab);
    for (let from = 0; from < T; from += headBlock) {
      const block = Math.min(headBlock, T - from);
      this.#logits(this.program.clear(), at, at.normed + 4 * from * this.config.hidden_size, block);
      this.engine.run(this.program, this.transformer.scratchFloats(batch));
      const rows = this.floats(at.logits, block * this.#padded);
      for (let t = 0; t < block; t++)
        out.set(rows.subarray(t * this.#padded, t * this.#padded + vocab), (from + t) * vocab);
    }
    return out;
  }

  generate(prompts: readonly ArrayLike<number>[], options: SamplingOptions): Generation[] {
    return generate(this.transformer, this.#head, prompts, options);
  }

  /** Name of the output matrix: the embedding itself when they are tied. */
  get #head(): string {
    return this.parameters.has('lm_head.weight') ? 'lm_head.weight' : 'model.embed_tokens.weight';
  }

  /** Floats from one token's logits to the next. */
  get #padded(): number {
    return Math.ceil(this.config.vocab_size / 16) * 16;
  }

  /** Buffers for a pass that asks for n log-probabilities; void once another network plans. */
  plan(batch: Batch, n: number, keep: boolean) {
    const T = batch.tokens.length;
    const d = this.config.hidden_size;
    const back = keep ? 1 : 0;
    const forward = this.transformer.bufferLengths(T, batch.offsets.length - 1, keep);
    return this.engine.arena.plan({
      ...forward,
      ...this.transformer.gradientLengths(back * T),
      packed: Math.max(forward.packed, (this.config.vocab_size + 32) * d, headBlock * (d + 32)),
      index: n,
      targets: n,
      hidden: n * d,
      logits: Math.min(headBlock, Math.max(n, T)) * this.#padded,
      logprobs: n,
      entropies: n,
      dLogprobs: back * n,
      dEntropies: back * n,
      dHidden: back * n * d,
    });
  }

  #score(
    batch: Batch,
    asked: Int32Array,
    at: ReturnType<EngineLanguageModel['plan']>,
    keep: boolean,
  ): TokenScores {
    const T = batch.tokens.length;
    const n = asked.length;
    const d = this.config.hidden_size;
    this.transformer.load(batch, at);
    const index = this.engine.memory.ints(at.index, n);
    const targets = this.engine.memory.ints(at.targets, n);
    asked.forEach((t, i) => {
      index[i] = t - 1;
      targets[i] = batch.tokens[t];
    });
    const p = this.program.clear();
    this.transformer.forward(p, at, T, batch.offsets.length - 1, keep);
    if (n > 0) p.gatherRows(at.normed, at.index, at.hidden, n, d);
    for (let from = 0; from < n; from += headBlock) {
      const block = Math.min(headBlock, n - from);
      this.#logits(p, at, at.hidden + 4 * from * d, block);
      const out = { logprobs: at.logprobs + 4 * from, entropies: at.entropies + 4 * from };
      p.tokenScores(at.logits, this.#padded, at.targets + 4 * from, out, block, this.config.vocab_size);
    }
    this.engine.run(p, this.transformer.scratchFloats(batch));
    const logprobs = new Float32Array(T);
    const entropies = new Float32Array(T);
    const found = { logprobs: this.floats(at.logprobs, n), entropies: this.floats(at.entropies, n) };
    asked.forEach((t, i) => {
      logprobs[t] = found.logprobs[i];
      entropies[t] = found.entropies[i];
    });
    return { logprobs, entropies };
  }

  #logits(p: Program, at: { packed: number; logits: number }, hidden: number, n: number): void {
    const { hidden_size: d, vocab_size: vocab } = this.config;
    const source = this.parameters.offset(this.#head);
    p.packB({ source, rowStride: 1, columnStride: d, K: d, N: vocab }, at.packed);
    p.gemm({ a: hidden, lda: d, packed: at.packed, c: at.logits, ldc: this.#padded, M: n, N: vocab, K: d });
  }
}

class EngineScalarModel extends EngineModel implements ScalarModel {
  readonly kind = 'scalar';
  #pass: { plan: number; batch: Batch; at: ReturnType<EngineScalarModel['plan']> } | undefined;

  constructor(engine: Engine, config: ModelConfig, weights: Weights) {
    super(engine, config, 'scalar', weights);
  }

  forward(batch: Batch): Float32Array {
    const at = this.plan(batch, true);
    const values = this.#values(batch, at, true);
    this.#pass = { plan: this.engine.arena.current, batch, at };
    return values;
  }

  score(batch: Batch): Float32Array {
    const values = new Float32Array(batch.tokens.length);
    for (const part of portions(batch))
      values.set(this.#values(part.batch, this.plan(part.batch, false), false), part.start);
    return values;
  }

  backward(gradient: Float32Array): void {
    const { batch, at } = this.pending(this.#pass);
    this.#pass = undefined;
    const T = batch.tokens.length;
    const d = this.config.hidden_size;
    this.floats(at.dValues, T).set(gradient);
    const p = this.program.clear();
    const weight = 'score.weight';
    p.scalarWeightGradient(at.dValues, at.normed, this.parameters.gradientOffset(weight), T, d);
    p.scalarHeadGradient(at.dValues, this.parameters.offset(weight), at.dNorm, T, d);
    this.transformer.backward(p, at, T, batch.offsets.length - 1);
    this.engine.run(p, this.transformer.scratchFloats(batch));
  }

  /** Buffers for a pass; void once another network plans. */
  plan(batch: Batch, keep: boolean) {
    const T = batch.tokens.length;
    return this.engine.arena.plan({
      ...this.transformer.bufferLengths(T, batch.offsets.length - 1, keep),
      ...this.transformer.gradientLengths(keep ? T : 0),
      values: T,
      dValues: T,
    });
  }

  #values(batch: Batch, at: ReturnType<EngineScalarModel['plan']>, keep: boolean): Float32Array {
    const T = batch.tokens.length;
    this.transformer.load(batch, at);
    const p = this.program.clear();
    this.transformer.forward(p, at, T, batch.offsets.length - 1, keep);
    p.scalarHead(at.normed, this.parameters.offset('score.weight'), at.values, T, this.config.hidden_size);
    this.engine.run(p, this.transformer.scratchFloats(batch));
    return this.floats(at.values, T).slice();
  }
}

/** Tokens that have something before them and are asked for, as positions in the batch. */
function askedPositions(batch: Batch, mask: Uint8Array | undefined): Int32Array {
  const asked: number[] = [];
  for (let r = 0; r + 1 < batch.offsets.length; r++)
    for (let t = batch.offsets[r] + 1; t < batch.offsets[r + 1]; t++) if (!mask || mask[t]) asked.push(t);
  return Int32Array.from(asked);
}

/** The batch in parts of whole rows, each about `scoringTokens` long. */
function* portions(batch: Batch): Generator<{ batch: Batch; start: number }> {
  const rows = batch.offsets.length - 1;
  for (let r = 0; r < rows;) {
    const first = r;
    const start = batch.offsets[first];
    while (r < rows && (r === first || batch.offsets[r + 1] - start <= scoringTokens)) r++;
    if (first === 0 && r === rows) yield { batch, start };
    else
      yield { batch: toBatch(Array.from({ length: r - first }, (_, i) => rowOf(batch, first + i))), start };
  }
}
