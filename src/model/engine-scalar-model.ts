/** A reward or value model on the engine: one number per token. */
import type { Engine } from '../engine/engine';
import type { Batch } from '../data/batch';
import type { ModelConfig } from './config';
import { EngineModel, portions } from './engine-model';
import type { ScalarModel } from './model';
import type { Weights } from './weights';

/** The engine's scalar model. */
export class EngineScalarModel extends EngineModel implements ScalarModel {
  readonly kind = 'scalar';
  #pass: { plan: number; batch: Batch; at: ReturnType<EngineScalarModel['plan']> } | undefined;

  constructor(engine: Engine, config: ModelConfig, weights: Weights) {
    super(engine, config, 'scalar', weights);
  }

  forward(batch: Batch): Float32Array {
    this.parameters.reserveTraining();
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
    const { d } = this.transformer.sizes;
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
      values: T,
      dValues: T,
    });
  }

  #values(batch: Batch, at: ReturnType<EngineScalarModel['plan']>, keep: boolean): Float32Array {
    const T = batch.tokens.length;
    this.transformer.load(batch, at);
    const p = this.program.clear();
    this.transformer.forward(p, at, T, batch.offsets.length - 1, keep);
    p.scalarHead(at.normed, this.parameters.offset('score.weight'), at.values, T, this.transformer.sizes.d);
    this.engine.run(p, this.transformer.scratchFloats(batch));
    return this.floats(at.values, T).slice();
  }
}
