/**
 * Supervised fine-tuning: the first of the three steps (claim B1). The base model imitates demonstrations;
 * only the assistant's tokens count in the loss, so it learns to answer and not to ask (Ouyang et al. 2022,
 * https://arxiv.org/abs/2203.02155, section 3.5).
 */
import { toBatch } from '../data/batch';
import { UserError } from '../errors';
import type { LanguageModel } from '../model/model';
import { Random } from '../random';
import { requireCounts } from './checks';
import { imitate, imitationLoss, type MaskedBatch } from './imitation';
import { adamWAt, optimizerDefaults, type OptimizerOptions } from './optimizer';
import { chunks } from './ragged';

/** A conversation as tokens, with the ones that are to be imitated. */
export interface SftExample {
  /** Token ids of the whole conversation. `[tokens]` */
  readonly tokens: Int32Array;
  /** 1 at the tokens of the loss. A row's first token has nothing before it and never counts. `[tokens]` */
  readonly mask: Uint8Array;
}

/** How demonstrations are imitated. */
export interface SftOptions extends OptimizerOptions {
  /** Passes over the demonstrations. */
  epochs: number;
  /** Conversations in an optimiser step. */
  rowsPerBatch: number;
  /** Steps between evaluations on the held-out examples; 0 evaluates at the end only. */
  evaluationInterval: number;
  /** Decides the order. */
  seed: number;
}

/** Starting values that suited a base model of half a million parameters. */
export const sftDefaults: Readonly<SftOptions> = {
  ...optimizerDefaults,
  learningRate: 5e-4,
  warmupSteps: 10,
  decay: 'linear',
  epochs: 3,
  rowsPerBatch: 32,
  evaluationInterval: 0,
  seed: 0,
};

/** What SFT reports: each step, and each evaluation. Losses are nats per token of the mask. */
export type SftRecord =
  | {
      readonly stage: 'sft';
      readonly type: 'step';
      /** Optimiser steps taken, from 1, and in the whole run. */
      readonly step: number;
      readonly steps: number;
      /** Pass over the data, from 1. */
      readonly epoch: number;
      readonly loss: number;
      readonly learningRate: number;
      /** Global L2 norm of the gradient before clipping. */
      readonly gradNorm: number;
      /** Tokens that went forward and back so far, with those outside the mask. */
      readonly tokens: number;
    }
  | {
      readonly stage: 'sft';
      readonly type: 'evaluation';
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
    };

/**
 * Fine-tunes a language model on demonstrations.
 * @param model trained in place.
 * @param heldOut examples for evaluation; empty, nothing is evaluated.
 * @throws UserError on options that cannot work, an example without a token to learn or too long for the network, or
 *   a loss that is not finite.
 */
export async function* sft(
  model: LanguageModel,
  examples: readonly SftExample[],
  heldOut: readonly SftExample[] = [],
  options: Partial<SftOptions> = {},
): AsyncGenerator<SftRecord, void, undefined> {
  const settings = { ...sftDefaults, ...options };
  const { epochs, rowsPerBatch, evaluationInterval } = settings;
  const stage = 'sft';
  requireCounts(stage, settings, { epochs: 1, rowsPerBatch: 1, evaluationInterval: 0 });
  if (examples.length === 0) throw new UserError('sft: no examples; expected at least one demonstration');
  checkExamples(examples, 'example', model.config.max_position_embeddings);
  checkExamples(heldOut, 'held-out example', model.config.max_position_embeddings);

  const random = new Random(settings.seed).split(stage);
  const steps = epochs * Math.ceil(examples.length / rowsPerBatch);
  let step = 0;
  let tokens = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const rows of chunks(random.split('epoch', epoch).shuffle(examples), rowsPerBatch)) {
      const batch = collate(rows);
      step++;
      const adamW = adamWAt(settings, step - 1, steps);
      const { loss, gradNorm } = imitate(model, batch, adamW, `${stage}: step ${step}`);
      tokens += batch.mask.length;
      yield {
        stage,
        type: 'step',
        step,
        steps,
        epoch,
        loss,
        learningRate: adamW.learningRate,
        gradNorm,
        tokens,
      };
      const due = step === steps || (evaluationInterval > 0 && step % evaluationInterval === 0);
      if (heldOut.length > 0 && due) {
        yield { stage, type: 'evaluation', step, steps, loss: sftLoss(model, heldOut, rowsPerBatch) };
      }
    }
  }
}

/** Mean loss per token of the mask over all examples, in nats. */
export function sftLoss(model: LanguageModel, examples: readonly SftExample[], rowsPerBatch = 32): number {
  return imitationLoss(model, chunks(examples, rowsPerBatch).map(collate));
}

/** The examples as one ragged batch with its mask. */
function collate(rows: readonly SftExample[]): MaskedBatch {
  const batch = toBatch(rows.map((row) => row.tokens));
  const mask = new Uint8Array(batch.tokens.length);
  rows.forEach((row, r) => {
    mask.set(row.mask, batch.offsets[r]);
    mask[batch.offsets[r]] = 0;
  });
  return { batch, mask };
}

function checkExamples(examples: readonly SftExample[], what: string, context: number): void {
  examples.forEach(({ tokens, mask }, i) => {
    const where = `sft: ${what} ${i}`;
    if (mask.length !== tokens.length) {
      throw new UserError(`${where} has ${tokens.length} tokens but a mask of ${mask.length}`);
    }
    if (tokens.length > context) {
      throw new UserError(`${where} has ${tokens.length} tokens; the network takes at most ${context}`);
    }
    if (!mask.subarray(1).includes(1)) {
      throw new UserError(`${where} has no token to learn: its mask is 0 everywhere after the first`);
    }
  });
}
