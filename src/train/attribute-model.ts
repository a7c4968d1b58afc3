/**
 * A reward model from ratings of single replies instead of comparisons (claim B3): regression on attribute scores, as
 * HelpSteer2's reward models are trained (Wang et al. 2024, https://arxiv.org/abs/2406.08673, section 3.1).
 *
 * Simplified: there the head has one output per attribute and the reward is their weighted sum. Here the ratings are
 * summed with the same weights first and one head learns the sum. The heads are linear, so the two can say the same;
 * what is lost is that single attributes cannot be read off afterwards.
 */
import { pearson } from '../eval/statistics';
import { UserError } from '../errors';
import type { ScalarModel } from '../model/model';
import { Random } from '../random';
import * as tf from '../tensors';
import type { Checkpointing } from './checkpoint';
import { settle, type OptionsOf } from './declared';
import { lossAndGradient } from './gradient';
import { attributeRegression } from './losses';
import { datasetOptions, planBatches } from './options';
import { rowMeans, spreadRowMeans } from './ragged';
import {
  checkRewardInputs,
  poolingBatch,
  poolingOption,
  rewardScores,
  type Pooling,
  type RewardInput,
} from './reward-scores';
import { descend, type EvaluationRecord, type StepRecord } from './training-loop';

/** A reply with what it is to score. */
export interface RatedReply extends RewardInput {
  /** In any unit, which becomes the score's; for example from `weightedRating`. */
  readonly rating: number;
}

/** Attribute scores by name, or their weights. */
export type Attributes = Readonly<Record<string, number>>;

/**
 * The weighted mean of a reply's attributes, Σ w a / Σ |w|: those that were not rated are left out, with their weights.
 * A weight below 0 says that less is better.
 * @throws RangeError when no rated attribute has a weight.
 */
export function weightedRating(attributes: Attributes, weights: Attributes): number {
  let sum = 0;
  let total = 0;
  for (const [name, weight] of Object.entries(weights)) {
    if (!(name in attributes)) continue;
    sum += weight * attributes[name];
    total += Math.abs(weight);
  }
  if (total > 0) return sum / total;
  throw new RangeError(
    `weightedRating: the attributes ${Object.keys(attributes).join(', ')} have no weight; ` +
      `expected one of ${Object.keys(weights).join(', ')}`,
  );
}

/** How an attribute model is trained: as a reward model from comparisons. */
export const attributeModelOptions = { ...datasetOptions, pooling: poolingOption };

/** How an attribute model is trained. */
export type AttributeModelOptions = OptionsOf<typeof attributeModelOptions>;

/** What its training starts from where nothing else is said. */
export const attributeModelDefaults: Readonly<AttributeModelOptions> = settle(
  'attribute-model',
  attributeModelOptions,
);

/** What training reports; the loss is the mean squared error of the rating. */
export type AttributeModelRecord =
  | StepRecord<'attribute-model', { /** Pass over the data, from 1. */ readonly epoch: number }>
  | EvaluationRecord<
      'attribute-model',
      {
        /** Pearson's r of scores and ratings; 0 when either is constant or there is one reply only. */ readonly correlation: number;
      }
    >;

/**
 * Trains a reward model on rated replies.
 * @param model trained in place.
 * @param heldOut replies for evaluation; empty, nothing is evaluated.
 * @throws UserError on options that cannot work, a row without a reply or too long, a rating or a loss that is not
 *   finite.
 */
export async function* trainAttributeModel(
  model: ScalarModel,
  replies: readonly RatedReply[],
  heldOut: readonly RatedReply[] = [],
  options: Partial<AttributeModelOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<AttributeModelRecord, void, undefined> {
  const stage = 'attribute-model';
  const settings = settle(stage, attributeModelOptions, options);
  const { pooling } = settings;
  if (replies.length === 0) throw new UserError(`${stage}: no replies; expected at least one rated reply`);
  const context = model.config.max_position_embeddings;
  checkRewardInputs(replies, `${stage}: reply`, context);
  checkRewardInputs(heldOut, `${stage}: held-out reply`, context);
  const plan = planBatches(
    replies,
    ({ tokens }) => tokens.length,
    settings,
    new Random(settings.seed).split(stage),
  );
  const task = {
    stage,
    steps: plan.length,
    model,
    accumulate(step: number) {
      const { epoch, examples } = plan[step - 1];
      return { epoch, ...accumulateRatings(model, examples, pooling) };
    },
    evaluate: heldOut.length > 0 ? () => evaluateAttributeModel(model, heldOut, pooling) : undefined,
  } as const;
  yield* descend(task, settings, checkpointing);
}

/** Mean squared error and correlation on replies that the model was not trained on. */
export function evaluateAttributeModel(
  model: ScalarModel,
  replies: readonly RatedReply[],
  pooling: Pooling,
): { loss: number; correlation: number } {
  const scores = rewardScores(model, replies, pooling);
  const ratings = replies.map(({ rating }) => rating);
  const loss = scores.reduce((sum, score, i) => sum + (score - ratings[i]) ** 2, 0) / scores.length;
  return { loss, correlation: scores.length > 1 ? pearson(scores, ratings) : 0 };
}

function accumulateRatings(model: ScalarModel, replies: readonly RatedReply[], pooling: Pooling) {
  const { batch, mask } = poolingBatch(replies, pooling);
  const ratings = replies.map(({ rating }) => rating);
  const { values, gradients } = lossAndGradient([rowMeans(model.forward(batch), mask, batch)], (scores) => ({
    loss: attributeRegression(scores, tf.tensor1d(ratings)),
  }));
  model.backward(spreadRowMeans(gradients[0], mask, batch));
  return { loss: values.loss, tokens: batch.tokens.length };
}
