/**
 * The reward model: the second of the three steps (claim B3). From comparisons of two replies to one prompt it
 * learns a score whose difference predicts which one is preferred (Christiano et al. 2017; Stiennon et al. 2020,
 * https://arxiv.org/abs/2009.01325, section 3.4). It starts from the SFT model's body with a fresh scalar head.
 */
import type { ScalarModel } from '../model/model';
import { UserError } from '../errors';
import { Random } from '../random';
import { requireCounts, requireFinite } from './checks';
import { lossAndGradient } from './gradient';
import { bradleyTerry } from './losses';
import { adamWAt, optimizerDefaults, type OptimizerOptions } from './optimizer';
import { chunks, rowMeans, spreadRowMeans } from './ragged';
import {
  checkRewardInputs,
  poolingBatch,
  rewardScores,
  type Pooling,
  type RewardInput,
} from './reward-scores';

/** Two replies to one prompt, the first one preferred. */
export interface RewardPair {
  readonly chosen: RewardInput;
  readonly rejected: RewardInput;
}

/** How a reward model is trained. */
export interface RewardModelOptions extends OptimizerOptions {
  /** Passes over the comparisons; a second one overfits easily (Ouyang et al. 2022 take one). */
  epochs: number;
  /** Comparisons in an optimiser step; each is two rows. */
  pairsPerBatch: number;
  /** Which tokens make the score. */
  pooling: Pooling;
  /** Weight of the term that holds the scores near zero; 0 leaves it out. */
  centring: number;
  /** Steps between evaluations on the held-out pairs; 0 evaluates at the end only. */
  evaluationInterval: number;
  /** Decides the order. */
  seed: number;
}

/** Starting values for a reward model from an SFT model of half a million parameters. */
export const rewardModelDefaults: Readonly<RewardModelOptions> = {
  ...optimizerDefaults,
  learningRate: 5e-4,
  warmupSteps: 10,
  decay: 'linear',
  epochs: 1,
  pairsPerBatch: 32,
  pooling: 'mean',
  centring: 0.01,
  evaluationInterval: 0,
  seed: 0,
};

/** How well a reward model tells preferred replies from others. */
export interface RewardModelQuality {
  /** Mean −log σ(chosen − rejected), in nats; log 2 when it knows nothing. */
  readonly loss: number;
  /** Share of pairs with the preferred reply ahead; a tie counts one half. */
  readonly accuracy: number;
  /** Mean of chosen − rejected, in the model's own units. */
  readonly margin: number;
}

/** What training a reward model reports: each step (on its batch, before the step), and each evaluation. */
export type RewardModelRecord =
  | (RewardModelQuality & {
      readonly stage: 'reward-model';
      readonly type: 'step';
      /** Optimiser steps taken, from 1, and in the whole run. */
      readonly step: number;
      readonly steps: number;
      /** Pass over the data, from 1. */
      readonly epoch: number;
      readonly learningRate: number;
      /** Global L2 norm of the gradient before clipping. */
      readonly gradNorm: number;
      /** Tokens that went forward and back so far. */
      readonly tokens: number;
    })
  | (RewardModelQuality & {
      readonly stage: 'reward-model';
      readonly type: 'evaluation';
      readonly step: number;
      readonly steps: number;
    });

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
): AsyncGenerator<RewardModelRecord, void, undefined> {
  const settings = { ...rewardModelDefaults, ...options };
  const { epochs, pairsPerBatch, pooling, centring, evaluationInterval } = settings;
  const stage = 'reward-model';
  requireCounts(stage, settings, { epochs: 1, pairsPerBatch: 1, evaluationInterval: 0 });
  if (pairs.length === 0) throw new UserError('reward-model: no pairs; expected at least one comparison');
  for (const [what, list] of [['pair', pairs] as const, ['held-out pair', heldOut] as const]) {
    for (const side of ['chosen', 'rejected'] as const) {
      const inputs = list.map((pair) => pair[side]);
      checkRewardInputs(
        inputs,
        `reward-model: the ${side} reply of ${what}`,
        model.config.max_position_embeddings,
      );
    }
  }
  const random = new Random(settings.seed).split(stage);
  const steps = epochs * Math.ceil(pairs.length / pairsPerBatch);
  let step = 0;
  let tokens = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const group of chunks(random.split('epoch', epoch).shuffle(pairs), pairsPerBatch)) {
      step++;
      const trained = accumulatePairs(model, group, pooling, centring);
      requireFinite(`${stage}: step ${step}`, { loss: trained.loss });
      const adamW = adamWAt(settings, step - 1, steps);
      const { gradNorm } = model.step(adamW);
      requireFinite(`${stage}: step ${step}`, { gradNorm });
      tokens += trained.tokens;
      const { learningRate } = adamW;
      yield { ...trained, stage, type: 'step', step, steps, epoch, learningRate, gradNorm, tokens };
      const due = step === steps || (evaluationInterval > 0 && step % evaluationInterval === 0);
      if (heldOut.length > 0 && due) {
        yield { ...evaluateRewardModel(model, heldOut, pooling), stage, type: 'evaluation', step, steps };
      }
    }
  }
}

/** The model's quality on pairs that it was not trained on. */
export function evaluateRewardModel(
  model: ScalarModel,
  pairs: readonly RewardPair[],
  pooling: Pooling,
): RewardModelQuality {
  const score = (side: keyof RewardPair) =>
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
  pooling: Pooling,
  centring: number,
): RewardModelQuality & { tokens: number } {
  const inputs = [...pairs.map((pair) => pair.chosen), ...pairs.map((pair) => pair.rejected)];
  const { batch, mask } = poolingBatch(inputs, pooling);
  const scores = rowMeans(model.forward(batch), mask, batch);
  const chosen = scores.slice(0, pairs.length);
  const rejected = scores.slice(pairs.length);
  const { gradients } = lossAndGradient([chosen, rejected], (ahead, behind) => ({
    loss: bradleyTerry(ahead, behind, centring),
  }));
  model.backward(spreadRowMeans(Float32Array.from([...gradients[0], ...gradients[1]]), mask, batch));
  return { ...pairQuality(chosen, rejected), tokens: batch.tokens.length };
}
