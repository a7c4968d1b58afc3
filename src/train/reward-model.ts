/**
 * The reward model: the second of the three steps (claim B3). From comparisons of two replies to one prompt it
 * learns a score whose difference predicts which one is preferred (Christiano et al. 2017; Stiennon et al. 2020,
 * https://arxiv.org/abs/2009.01325, section 3.4). It starts from the SFT model's body with a fresh scalar head.
 */
import { UserError } from '../errors';
import type { ScalarModel } from '../model/model';
import { Random } from '../random';
import type { Checkpointing } from './checkpoint';
import { number, settle, type OptionsOf, type TrlEntries } from './declared';
import { lossAndGradient } from './gradient';
import { bradleyTerry, marginBradleyTerry } from './losses';
import * as tf from '../tensors';
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

/** Two replies to one prompt, the first one preferred. */
export interface RewardPair {
  /** The reply that is preferred, with its prompt. */
  readonly chosen: RewardInput;
  /** The other reply, with the same prompt. */
  readonly rejected: RewardInput;
  /**
   * By how much the scores are to differ before the pair counts as learnt, in the model's own units: from a rating
   * on the scale 1 to 7 by `ratingMargin`. Left out it is 0, a binary comparison.
   */
  readonly margin?: number;
}

/**
 * How a reward model is trained; the starting values suit an SFT model of half a million parameters. A second pass over
 * the comparisons overfits easily (Ouyang et al. 2022 take one).
 */
export const rewardModelOptions = {
  ...datasetOptions,
  pooling: poolingOption,
  centring: number(0.01, 'weight of the term that holds scores near 0 (comparisons only)', {
    min: 0,
    trl: (value): TrlEntries =>
      typeof value === 'number' && value !== 0 ? { center_rewards_coefficient: value } : {},
  }),
};

/** How a reward model is trained. */
export type RewardModelOptions = OptionsOf<typeof rewardModelOptions>;

/** What training a reward model starts from where nothing else is said. */
export const rewardModelDefaults: Readonly<RewardModelOptions> = settle('reward-model', rewardModelOptions);

/** How well a reward model tells preferred replies from others; by how much (their margins) does not count here. */
export interface RewardModelQuality {
  /** Mean −log σ(chosen − rejected), in nats; log 2 when it knows nothing. */
  readonly loss: number;
  /** Share of pairs, in [0, 1], with the preferred reply ahead; a tie counts one half. */
  readonly accuracy: number;
  /** Mean of chosen − rejected, in the model's own units. */
  readonly margin: number;
}

/** What training a reward model reports: each step (on its batch, before the step), and each evaluation. */
export type RewardModelRecord =
  | StepRecord<
      'reward-model',
      RewardModelQuality & { /** Pass over the data, from 1. */ readonly epoch: number }
    >
  | EvaluationRecord<'reward-model', RewardModelQuality>;

/**
 * Trains a reward model on comparisons.
 * @param model trained in place.
 * @param heldOut pairs for evaluation; empty, nothing is evaluated.
 * @throws UserError on options that cannot work, a pair without a reply or too long for the network, or a loss
 *   that is not finite.
 */
export async function* trainRewardModel(
  model: ScalarModel,
  pairs: readonly RewardPair[],
  heldOut: readonly RewardPair[] = [],
  options: Partial<RewardModelOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<RewardModelRecord, void, undefined> {
  const stage = 'reward-model';
  const settings = settle(stage, rewardModelOptions, options);
  if (pairs.length === 0) throw new UserError('reward-model: no pairs; expected at least one comparison');
  const context = model.config.max_position_embeddings;
  checkPairs(stage, 'pair', pairs, context);
  checkPairs(stage, 'held-out pair', heldOut, context);

  const plan = planBatches(pairs, pairTokens, settings, new Random(settings.seed).split(stage));
  const task = {
    stage,
    steps: plan.length,
    model,
    accumulate(step: number) {
      const { epoch, examples } = plan[step - 1];
      return { epoch, ...accumulatePairs(model, examples, settings) };
    },
    evaluate: heldOut.length > 0 ? () => evaluateRewardModel(model, heldOut, settings.pooling) : undefined,
  } as const;
  yield* descend(task, settings, checkpointing);
}

/** Tokens of both rows of a comparison. */
export function pairTokens({ chosen, rejected }: RewardPair): number {
  return chosen.tokens.length + rejected.tokens.length;
}

/** Checks comparisons before a run. @throws UserError that names the trainer, the pair and its side. */
export function checkPairs(stage: string, what: string, pairs: readonly RewardPair[], context: number): void {
  for (const side of ['chosen', 'rejected'] as const) {
    const inputs = pairs.map((pair) => pair[side]);
    checkRewardInputs(inputs, `${stage}: the ${side} reply of ${what}`, context);
  }
}

/** The model's quality on pairs that it was not trained on, at least one. */
export function evaluateRewardModel(
  model: ScalarModel,
  pairs: readonly RewardPair[],
  pooling: Pooling,
): RewardModelQuality {
  const score = (side: 'chosen' | 'rejected') =>
    rewardScores(
      model,
      pairs.map((pair) => pair[side]),
      pooling,
    );
  return pairQuality(score('chosen'), score('rejected'));
}

/** Quality from the two sides' scores. `[pairs]` each */
export function pairQuality(chosen: ArrayLike<number>, rejected: ArrayLike<number>): RewardModelQuality {
  const pairs = chosen.length;
  let loss = 0;
  let ahead = 0;
  let margin = 0;
  for (let i = 0; i < pairs; i++) {
    const difference = chosen[i] - rejected[i];
    loss += Math.log1p(Math.exp(-Math.abs(difference))) + Math.max(0, -difference);
    ahead += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    margin += difference;
  }
  return { loss: loss / pairs, accuracy: ahead / pairs, margin: margin / pairs };
}

/** Forward, loss and backward on some pairs: all chosen rows, then all rejected ones, in one batch. */
function accumulatePairs(
  model: ScalarModel,
  pairs: readonly RewardPair[],
  { pooling, centring }: RewardModelOptions,
): RewardModelQuality & { tokens: number } {
  const inputs = [...pairs.map((pair) => pair.chosen), ...pairs.map((pair) => pair.rejected)];
  const { batch, mask } = poolingBatch(inputs, pooling);
  const scores = rowMeans(model.forward(batch), mask, batch);
  const chosen = scores.slice(0, pairs.length);
  const rejected = scores.slice(pairs.length);
  const margins = pairs.map(({ margin = 0 }) => margin);
  const { gradients } = lossAndGradient([chosen, rejected], (ahead, behind) => ({
    loss: margins.some((margin) => margin !== 0)
      ? marginBradleyTerry(ahead, behind, tf.tensor1d(margins), centring)
      : bradleyTerry(ahead, behind, centring),
  }));
  model.backward(spreadRowMeans(Float32Array.from([...gradients[0], ...gradients[1]]), mask, batch));
  return { ...pairQuality(chosen, rejected), tokens: batch.tokens.length };
}
