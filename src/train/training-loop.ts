/**
 * The loop of every trainer that lowers a loss on given data (pre-training, SFT, reward models, DPO): accumulate a
 * gradient, one AdamW step, a record; now and then a held-out evaluation, which may end the run, and a checkpoint.
 * What the loss is and where a batch comes from is the trainer's own.
 */
import type { Trainable } from '../model/model';
import { requireFinite } from './checks';
import { keeper, type Checkpointing } from './checkpoint';
import { eventLoopTurn } from './event-loop';
import { adamWAt, type OptimizerOptions } from './optimizer';
import type { EvaluationOptions } from './options';

/** What a trainer hands to the loop. */
export interface DescentTask<Stage extends string, Measures, Evaluation> {
  /** Names the trainer in records and errors. */
  readonly stage: Stage;
  /** Optimiser steps of the whole run. */
  readonly steps: number;
  /** Trained in place. */
  readonly model: Trainable;
  /**
   * Adds the gradient of a step's loss to the model's.
   * @param step from 1.
   * @returns what the record says of the step; `loss` in it, and `tokens` that went forward and back.
   */
  accumulate(step: number): Measures & { readonly loss: number; readonly tokens: number };
  /** Measures the model on held-out data; left out, nothing is evaluated. */
  readonly evaluate?: () => Evaluation & { readonly loss: number };
}

/** What the loop says of a step, beside the trainer's own measures. */
export type StepRecord<Stage extends string, Measures> = Measures & {
  readonly stage: Stage;
  readonly type: 'step';
  /** Optimiser steps taken, from 1, and in the whole run. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Global L2 norm of the gradient before clipping. */
  readonly gradNorm: number;
  /** Tokens that went forward and back so far, with those outside the loss. */
  readonly tokens: number;
};

/** What the loop says of an evaluation, beside the trainer's own measures. */
export type EvaluationRecord<Stage extends string, Evaluation> = Evaluation & {
  readonly stage: Stage;
  readonly type: 'evaluation';
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
};

/**
 * Runs the loop.
 * @throws UserError when a loss or a gradient is not finite.
 */
export async function* descend<Stage extends string, Measures extends object, Evaluation extends object>(
  task: DescentTask<Stage, Measures, Evaluation>,
  options: OptimizerOptions & EvaluationOptions,
  checkpointing: Checkpointing,
): AsyncGenerator<StepRecord<Stage, Measures> | EvaluationRecord<Stage, Evaluation>, void, undefined> {
  const { stage, steps, model, evaluate } = task;
  const { evaluationInterval, patience } = options;
  const start = { tokens: 0, bestLoss: Number.MAX_VALUE, evaluationsSinceBest: 0 };
  const run = keeper(stage, steps, { model }, start, checkpointing);
  await eventLoopTurn();
  let { tokens, bestLoss, evaluationsSinceBest } = run.progress;
  for (let step = run.step + 1; step <= steps; step++) {
    const where = `${stage}: step ${step}`;
    const measures = task.accumulate(step);
    requireFinite(where, { loss: measures.loss }, { model });
    const adamW = adamWAt(options, step - 1, steps);
    const { gradNorm } = model.step(adamW);
    requireFinite(where, { gradNorm }, { model });
    tokens += measures.tokens;
    const { learningRate } = adamW;
    yield { ...measures, stage, type: 'step', step, steps, learningRate, gradNorm, tokens };

    const due = step === steps || (evaluationInterval > 0 && step % evaluationInterval === 0);
    if (evaluate !== undefined && due) {
      const evaluation = evaluate();
      yield { ...evaluation, stage, type: 'evaluation', step, steps };
      evaluationsSinceBest = evaluation.loss < bestLoss ? 0 : evaluationsSinceBest + 1;
      bestLoss = Math.min(bestLoss, evaluation.loss);
      if (patience !== null && evaluationsSinceBest >= patience) return;
    }
    run.keep(step, { tokens, bestLoss, evaluationsSinceBest });
  }
}
