/**
 * A language model on the engine, with the fused output head: token log-probabilities and entropies from a block
 * of tokens' logits at a time, in both directions.
 */
import type { Engine } from '../engine/engine';
import type { Batch } from '../data/batch';
import type { ModelConfig } from './config';
import { generate } from './decoder';
import { EngineModel, portions } from './engine-model';
import type { Generation, LanguageModel, SamplingOptions, TokenScores } from './model';
import { Linear } from './modules';
import type { Weights } from './weights';

/** Tokens whose logits exist at the same time. */
const headBlock = 512;

interface LanguagePass {
  readonly plan: number;
  readonly batch: Batch;
  /** Positions (tokens of the batch) whose log-probability was asked for. `[n]` */
  readonly asked: Int32Array;
  readonly at: ReturnType<EngineLanguageModel['plan']>;
}

/** The engine's language model. */
export class EngineLanguageModel extends EngineModel implements LanguageModel {
  readonly kind = 'lm';
  /** The output matrix: the embedding itself when they are tied. Rows of logits are filled up to multiples of 16. */
  readonly #head: Linear;
  #pass: LanguagePass | undefined;

  constructor(engine: Engine, config: ModelConfig, weights: Weights) {
    super(engine, config, 'lm', weights);
    const vocab = config.vocab_size;
    const name = this.parameters.has('lm_head.weight') ? 'lm_head' : 'model.embed_tokens';
    this.#head = new Linear(
      this.parameters,
      name,
      this.transformer.sizes.d,
      vocab,
      Math.ceil(vocab / 16) * 16,
    );
  }

  forward(batch: Batch, mask?: Uint8Array): TokenScores {
    const asked = askedPositions(batch, mask);
    this.parameters.reserveTraining();
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
    const { d } = this.transformer.sizes;
    const vocab = this.config.vocab_size;
    const dLogprobs = this.floats(at.dLogprobs, n);
    const dEntropies = this.floats(at.dEntropies, n);
    asked.forEach((t, i) => {
      dLogprobs[i] = gradient.logprobs[t];
      dEntropies[i] = gradient.entropies[t];
    });
    const p = this.program.clear();
    for (let from = 0; from < n; from += headBlock) {
      const block = Math.min(headBlock, n - from);
      const hidden = at.hidden + 4 * from * d;
      this.#head.forward(p, at.packed, { x: hidden, y: at.logits }, block);
      const gradients = { logprobs: at.dLogprobs + 4 * from, entropies: at.dEntropies + 4 * from };
      const scores = { entropies: at.entropies + 4 * from, sums: at.sums + 8 * from };
      const targets = at.targets + 4 * from;
      p.tokenScoresGradient(at.logits, this.#head.stride, targets, gradients, scores, block, vocab);
      this.#head.weightGradient(p, at.packedRows, { dy: at.logits, x: hidden }, block);
      this.#head.packBack(p, at.packed);
      this.#head.inputGradient(p, at.packed, { dy: at.logits, dx: at.dHidden + 4 * from * d }, block);
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
      const x = at.normed + 4 * from * this.transformer.sizes.d;
      this.#head.forward(this.program.clear(), at.packed, { x, y: at.logits }, block);
      this.engine.run(this.program, this.transformer.scratchFloats(batch));
      const rows = this.floats(at.logits, block * this.#head.stride);
      for (let t = 0; t < block; t++)
        out.set(rows.subarray(t * this.#head.stride, t * this.#head.stride + vocab), (from + t) * vocab);
    }
    return out;
  }

  generate(prompts: readonly ArrayLike<number>[], options: SamplingOptions): Generation[] {
    return generate(this.transformer, this.program, this.#head, prompts, options);
  }

  /** Buffers for a pass that asks for n log-probabilities; void once another network plans. */
  plan(batch: Batch, n: number, keep: boolean) {
    const T = batch.tokens.length;
    const { d } = this.transformer.sizes;
    const back = keep ? 1 : 0;
    const forward = this.transformer.bufferLengths(T, batch.offsets.length - 1, keep);
    return this.engine.arena.plan({
      ...forward,
      packed: Math.max(forward.packed, this.#head.packedFloats(this.program)),
      index: n,
      targets: n,
      hidden: n * d,
      logits: Math.min(headBlock, Math.max(n, T)) * this.#head.stride,
      logprobs: n,
      entropies: n,
      sums: 2 * n,
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
    const { d } = this.transformer.sizes;
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
      this.#head.forward(p, at.packed, { x: at.hidden + 4 * from * d, y: at.logits }, block);
      const out = {
        logprobs: at.logprobs + 4 * from,
        entropies: at.entropies + 4 * from,
        sums: at.sums + 8 * from,
      };
      p.tokenScores(at.logits, this.#head.stride, at.targets + 4 * from, out, block, this.config.vocab_size);
    }
    this.engine.run(p, Math.max(this.transformer.scratchFloats(batch), this.#head.stride));
    const logprobs = new Float32Array(T);
    const entropies = new Float32Array(T);
    const found = { logprobs: this.floats(at.logprobs, n), entropies: this.floats(at.entropies, n) };
    asked.forEach((t, i) => {
      logprobs[t] = found.logprobs[i];
      entropies[t] = found.entropies[i];
    });
    return { logprobs, entropies };
  }
}

/** Tokens that have something before them and are asked for, as positions in the batch. */
function askedPositions(batch: Batch, mask: Uint8Array | undefined): Int32Array {
  const asked: number[] = [];
  for (let r = 0; r + 1 < batch.offsets.length; r++)
    for (let t = batch.offsets[r] + 1; t < batch.offsets[r + 1]; t++) if (!mask || mask[t]) asked.push(t);
  return Int32Array.from(asked);
}
