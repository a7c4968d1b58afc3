/**
 * Supervised fine-tuning: the first of the three steps (claim B1). The base model imitates demonstrations;
 * only the assistant's tokens count in the loss, so it learns to answer and not to ask (Ouyang et al. 2022,
 * https://arxiv.org/abs/2203.02155, section 3.5).
 */
import { toBatch } from '../data/batch';
import { UserError } from '../errors';
import type { LanguageModel } from '../model/model';
import { Random } from '../random';
import type { Checkpointing } from './checkpoint';
import { settle, withDefault, type OptionsOf } from './declared';
import { accumulateImitation, imitationLoss, type MaskedBatch } from './imitation';
import { datasetOptions, planBatches } from './options';
import { chunks } from './ragged';
import { descend, type EvaluationRecord, type StepRecord } from './training-loop';

/** A conversation as tokens, with the ones that are to be imitated. */
export interface SftExample {
  /** Token ids of the whole conversation. `[tokens]` */
  readonly tokens: Int32Array;
  /** 1 at the tokens of the loss. A row's first token has nothing before it and never counts. `[tokens]` */
  readonly mask: Uint8Array;
}

/** How demonstrations are imitated. The starting values suited a base model of half a million parameters. */
export const sftOptions = {
  ...datasetOptions,
  epochs: withDefault(datasetOptions.epochs, 3),
};

/** How demonstrations are imitated. */
export type SftOptions = OptionsOf<typeof sftOptions>;

/** What SFT starts from where nothing else is said. */
export const sftDefaults: Readonly<SftOptions> = settle('sft', sftOptions);

/** What SFT reports: each step, and each evaluation. Losses are nats per token of the mask. */
export type SftRecord =
  | StepRecord<'sft', { /** Pass over the data, from 1. */ readonly epoch: number }>
  | EvaluationRecord<'sft', object>;

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
  checkpointing: Checkpointing = {},
): AsyncGenerator<SftRecord, void, undefined> {
  const stage = 'sft';
  const settings = settle(stage, sftOptions, options);
  if (examples.length === 0) throw new UserError('sft: no examples; expected at least one demonstration');
  checkExamples(examples, 'example', model.config.max_position_embeddings);
  checkExamples(heldOut, 'held-out example', model.config.max_position_embeddings);

  const random = new Random(settings.seed).split(stage);
  const plan = planBatches(examples, ({ tokens }) => tokens.length, settings, random);
  const task = {
    stage,
    steps: plan.length,
    model,
    accumulate(step: number) {
      const { epoch, examples: rows } = plan[step - 1];
      return { epoch, ...accumulateImitation(model, collate(rows)) };
    },
    evaluate: heldOut.length > 0 ? () => ({ loss: sftLoss(model, heldOut) }) : undefined,
  } as const;
  yield* descend(task, settings, checkpointing);
}

/** Mean loss per token of the mask over all examples, in nats. @param rowsPerBatch does not change it. */
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
      throw new UserError(
        `${where} has ${tokens.length} tokens and a mask of ${mask.length}; expected as many`,
      );
    }
    if (tokens.length > context) {
      throw new UserError(
        `${where} has ${tokens.length} tokens; expected at most ${context}, the model's context`,
      );
    }
    if (!mask.subarray(1).includes(1)) {
      throw new UserError(`${where} has no token to learn; expected a 1 in its mask after the first token`);
    }
  });
}
