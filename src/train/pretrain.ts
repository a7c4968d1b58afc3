/**
 * Pre-training: next-token prediction on documents, the stage that comes before everything this project is
 * about. Documents are packed: one long stream, `<|endoftext|>` between documents, cut into rows of equal length (as
 * GPT-2 and GPT-3 were trained; Brown et al. 2020, https://arxiv.org/abs/2005.14165, appendix B).
 *
 * Simplified: a row may hold the end of one document and the start of the next, and attention runs across.
 */
import { toBatch } from '../data/batch';
import { UserError } from '../errors';
import type { LanguageModel } from '../model/model';
import { Random } from '../random';
import type { Checkpointing } from './checkpoint';
import { dealer } from './dealer';
import { count, settle, withDefault, type OptionsOf } from './declared';
import { accumulateImitation, imitationLoss, type MaskedBatch } from './imitation';
import { optimizerOptions } from './optimizer';
import { evaluationOptions, seedOption } from './options';
import { chunks } from './ragged';
import { descend, type EvaluationRecord, type StepRecord } from './training-loop';

/** Token ids of documents one after the other, the end-of-text token before each. `[tokens]` */
export type TokenStream = Int32Array | Uint16Array;

/** How a base model is trained; the starting values suit a network of half a million parameters: 4.6 M tokens. */
export const pretrainOptions = {
  ...optimizerOptions,
  learningRate: withDefault(optimizerOptions.learningRate, 3e-3),
  warmupSteps: withDefault(optimizerOptions.warmupSteps, 100),
  decay: withDefault(optimizerOptions.decay, 'linear'),
  beta2: withDefault(optimizerOptions.beta2, 0.95),
  weightDecay: withDefault(optimizerOptions.weightDecay, 0.1),
  rowTokens: count(96, "tokens in a row; at most the network's context", { min: 2 }),
  rowsPerBatch: count(16, 'rows in an optimiser step'),
  steps: count(3000, 'optimiser steps; the stream is gone through as often as that takes'),
  ...evaluationOptions,
  evaluationInterval: {
    ...evaluationOptions.evaluationInterval,
    default: 500,
    says: 'steps between evaluations on held-out documents; 0 evaluates at the end',
  },
  seed: seedOption,
};

/** How a base model is trained. */
export type PretrainOptions = OptionsOf<typeof pretrainOptions>;

/** What pre-training starts from where nothing else is said. */
export const pretrainDefaults: Readonly<PretrainOptions> = settle('pretrain', pretrainOptions);

/** What pre-training reports: each step, and each evaluation. Losses are nats per token. */
export type PretrainRecord = StepRecord<'pretrain', object> | EvaluationRecord<'pretrain', object>;

/**
 * Trains a language model on a stream of documents.
 * @param model trained in place.
 * @param training at least `rowTokens` tokens.
 * @param validation held-out documents; left out, nothing is evaluated.
 * @throws UserError on options that cannot work, too few tokens, or a loss that is not finite.
 */
export async function* pretrain(
  model: LanguageModel,
  training: TokenStream,
  validation?: TokenStream,
  options: Partial<PretrainOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<PretrainRecord, void, undefined> {
  const stage = 'pretrain';
  const settings = settle(stage, pretrainOptions, options);
  const { rowTokens, steps } = settings;
  if (rowTokens > model.config.max_position_embeddings) {
    throw new UserError(
      `pretrain: rowTokens is ${rowTokens}; expected at most ${model.config.max_position_embeddings}, the model's context`,
    );
  }
  for (const [name, stream] of Object.entries({ training, validation })) {
    if (stream === undefined || stream.length >= rowTokens) continue;
    throw new UserError(
      `pretrain: ${stream.length} tokens for ${name} do not fill one row of ${rowTokens}; ` +
        'take more documents or shorter rows',
    );
  }
  const batches = packedBatches(training, settings, new Random(settings.seed).split(stage));
  const task = {
    stage,
    steps,
    model,
    accumulate: (step: number) => accumulateImitation(model, batches(step - 1)),
    evaluate: validation && (() => ({ loss: streamLoss(model, validation, settings) })),
  } as const;
  yield* descend(task, settings, checkpointing);
}

/**
 * The batches of a stream without end: every pass starts at another token and takes its rows in another order.
 * @returns the batch of a step, from 0. Steps must be asked for in ascending order; those between are passed over.
 */
export function packedBatches(
  stream: TokenStream,
  { rowTokens, rowsPerBatch }: Pick<PretrainOptions, 'rowTokens' | 'rowsPerBatch'>,
  random: Random,
): (step: number) => MaskedBatch {
  const rows = endlessRows(stream, rowTokens, random);
  const deal = () => Array.from({ length: rowsPerBatch }, rows);
  let next = 0;
  return (step) => {
    if (step < next)
      throw new RangeError(
        `pretrain: the batch of step ${step} was passed over; expected step ${next} or later`,
      );
    for (; next < step; next++) deal();
    next++;
    return pack(deal());
  };
}

/**
 * Mean loss per token over a whole stream, in rows as for training from its start; a rest shorter than a row is
 * left out.
 * @returns nats per token; its exponential is the perplexity.
 */
export function streamLoss(
  model: LanguageModel,
  stream: TokenStream,
  options: Pick<PretrainOptions, 'rowTokens' | 'rowsPerBatch'>,
): number {
  const { rowTokens, rowsPerBatch } = options;
  const starts = rowStarts(stream.length, rowTokens, 0);
  const batches = chunks(starts, rowsPerBatch).map((group) =>
    pack(group.map((start) => stream.subarray(start, start + rowTokens))),
  );
  return imitationLoss(model, batches);
}

/** Where rows start. They overlap by one token, as a row's first is not predicted: each token counts once. */
function rowStarts(streamLength: number, rowTokens: number, from: number): number[] {
  const starts: number[] = [];
  for (let at = from; at + rowTokens <= streamLength; at += rowTokens - 1) starts.push(at);
  return starts;
}

/** Rows without end: every pass over the stream starts at another token and takes its rows in another order. */
function endlessRows(stream: TokenStream, rowTokens: number, random: Random): () => TokenStream {
  const shifts = Math.min(rowTokens - 1, stream.length - rowTokens + 1);
  const nextStart = dealer((pass) => {
    const draw = random.split('pass', pass);
    return draw.shuffle(rowStarts(stream.length, rowTokens, draw.int(shifts)));
  });
  return () => {
    const start = nextStart();
    return stream.subarray(start, start + rowTokens);
  };
}

/** Rows as a batch in which all tokens count but each row's first. */
function pack(rows: readonly TokenStream[]): MaskedBatch {
  const batch = toBatch(rows);
  const mask = new Uint8Array(batch.tokens.length).fill(1);
  rows.forEach((_, r) => (mask[batch.offsets[r]] = 0));
  return { batch, mask };
}
