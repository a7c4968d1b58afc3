/** What the engine's language and scalar models share: parameters, layers, optimiser, and how batches are cut. */
import type { Engine } from '../engine/engine';
import type { Program } from '../engine/program';
import { rowOf, toBatch, type Batch } from '../data/batch';
import type { ModelConfig } from './config';
import type { AdamWOptions, OptimizerState } from './model';
import type { Weights } from './weights';
import { EngineParameters } from './parameters';
import { Transformer } from './transformer';

/** Tokens of one pass when nothing is kept for a backward pass: enough for the threads, little memory. */
const scoringTokens = 4096;

/** What both kinds share. */
export abstract class EngineModel {
  protected readonly parameters: EngineParameters;
  protected readonly transformer: Transformer;

  constructor(
    protected readonly engine: Engine,
    readonly config: ModelConfig,
    kind: 'lm' | 'scalar',
    weights: Weights,
  ) {
    this.parameters = new EngineParameters(engine, config, kind, weights);
    this.transformer = new Transformer(engine, config, this.parameters);
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

  /** The engine's program, which every pass writes anew. */
  protected get program(): Program {
    return this.engine.program;
  }

  protected floats(offset: number, length: number): Float32Array {
    return this.engine.memory.floats(offset, length);
  }

  /** The pass to go back through; throws when another pass has used the memory since. */
  protected pending<T extends { plan: number }>(pass: T | undefined): T {
    if (!pass) throw new Error('backward: no forward pass before it; expected one');
    if (pass.plan !== this.engine.arena.current)
      throw new Error(
        'backward: another network ran in between; expected it right after the forward pass of its own',
      );
    return pass;
  }
}

/** The batch in parts of whole rows, each about `scoringTokens` long. */
export function* portions(batch: Batch): Generator<{ batch: Batch; start: number }> {
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
