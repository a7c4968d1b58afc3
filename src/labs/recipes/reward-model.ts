/**
 * A reward model from labelled pairs (claim B3): of any size, from any number of comparisons, by an annotator of any
 * traits. Its scale is that of the policy's own replies: 0 is their mean, 1 one standard deviation.
 */
import { z } from 'zod';
import { parseJson } from '../../data/json';
import { initialWeights, parameterCount, withScalarHead, type ModelConfig } from '../../model/config';
import { loadModel, type Checkpoint } from '../../model/checkpoint';
import { Random } from '../../random';
import { calibrateReward, rewardFromModel, rewardScores } from '../../train/reward-scores';
import type { Reward } from '../../train/reward';
import { trainRewardModel, type RewardModelOptions, type RewardPair } from '../../train/reward-model';
import { annotator, type AnnotatorTraits } from '../../world';
import { spent, type Made, type Recipe, type Workbench } from '../workbench';
import { followed, modelFiles } from './common';
import { sideInput, type ReplyPair } from './pairs';
import type { Policy } from './policy';

/** How a reward model is made. */
export interface RewardModelSettings {
  /** The first so many of the pairs. */
  readonly comparisons: number;
  /** Who labels them. */
  readonly annotator: Partial<AnnotatorTraits>;
  /** Where it starts: the body of the policy that is its input, or random weights of a smaller shape. */
  readonly start:
    | 'policy'
    | Pick<ModelConfig, 'hidden_size' | 'intermediate_size' | 'num_hidden_layers' | 'num_attention_heads'>;
  readonly options: Omit<Partial<RewardModelOptions>, 'seed'>;
  readonly seed: number;
}

/** What it is made from. */
export type RewardModelInputs = {
  /** An SFT model of the size wanted, trained like the policy that wrote the pairs. */
  readonly start: Made<Policy>;
  readonly pairs: Made<ReplyPair[]>;
  /** The policy's replies that the scale is measured on. */
  readonly heldOut: Made<ReplyPair[]>;
};

export interface RewardModel {
  readonly checkpoint: Checkpoint & { readonly kind: 'scalar' };
  /** −log σ of the margin in nats, by step. */
  readonly loss: readonly number[];
}

const curve = z.object({ loss: z.array(z.number()) });

/** A pair with its label. */
export interface LabelledPair extends RewardPair {
  readonly goldChosen: number;
  readonly goldRejected: number;
  /** Probability that the annotator chooses as it did. */
  readonly pChoice: number;
}

/** The pairs as an annotator sees them. Equal seeds label equal pairs alike, whatever else is labelled. */
export function labelled(
  pairs: readonly ReplyPair[],
  traits: Partial<AnnotatorTraits>,
  random: Random,
): LabelledPair[] {
  const who = annotator(traits);
  return pairs.map(({ messages, first, second }, i) => {
    const { choice, pChoice } = who.prefer(messages, first.text, second.text, random.split('label', i));
    const [chosen, rejected] = choice === 0 ? [first, second] : [second, first];
    return {
      chosen: sideInput(chosen),
      rejected: sideInput(rejected),
      goldChosen: chosen.gold,
      goldRejected: rejected.gold,
      pChoice,
    };
  });
}

export const rewardModelRecipe: Recipe<RewardModelSettings, RewardModelInputs, RewardModel> = {
  name: 'reward-model',
  title: ({ comparisons, seed }) => `reward model on ${comparisons} comparisons, seed ${seed}`,
  async *make(bench, settings, { start, pairs, heldOut }) {
    const random = new Random(settings.seed).split('reward model');
    const chosen = pairs.piece.slice(0, settings.comparisons);
    const { config, weights } = initial(settings, start.piece, random);
    const model = bench.backend.scalarModel(config, weights);
    const data = labelled(chosen, settings.annotator, random.split('labels'));
    const loss: number[] = [];
    let tokens = 0;
    const stream = trainRewardModel(model, data, [], { ...settings.options, seed: settings.seed });
    yield* followed(rewardModelRecipe.title(settings), stream, (record) => {
      if (record.type === 'step') {
        loss.push(record.loss);
        tokens = record.tokens;
      }
      return { loss: record.loss, accuracy: record.accuracy };
    });
    const pooling = settings.options.pooling ?? 'mean';
    const replies = heldOut.piece.flatMap(({ first, second }) => [sideInput(first), sideInput(second)]);
    const { mean, sd } = calibrateReward(rewardScores(model, replies, pooling));
    const { tokenizer } = start.piece.checkpoint;
    const reward = { pooling, rewardMean: mean, rewardScale: sd };
    const checkpoint = { kind: 'scalar', config, reward, weights: model.weights(), tokenizer } as const;
    const forward = replies.reduce((sum, reply) => sum + reply.tokens.length, 0);
    const ledger = [spent('reward model', parameterCount(config, 'scalar'), { trained: tokens, forward })];
    return { piece: { checkpoint, loss }, ledger };
  },
  toFiles: ({ checkpoint, loss }) =>
    new Map([...modelFiles(checkpoint, 'model'), ['curve.json', JSON.stringify({ loss })]]),
  fromFiles: (read, name) => {
    const checkpoint = loadModel((file) => read(`model/${file}`), `${name}/model`);
    if (checkpoint.kind !== 'scalar') throw new Error(`${name} is no reward model`);
    return {
      checkpoint,
      ...parseJson(new TextDecoder().decode(read('curve.json')), `${name}/curve.json`, curve),
    };
  },
};

function initial({ start }: RewardModelSettings, policy: Policy, random: Random) {
  const { config, weights } = policy.checkpoint;
  if (start === 'policy') return { config, weights: withScalarHead(config, weights) };
  const tiny = { ...config, ...start, num_key_value_heads: start.num_attention_heads };
  return { config: tiny, weights: initialWeights(tiny, 'scalar', random.split('initial weights')) };
}

/** A reward model as a reward, in standard deviations above the policy. */
export function rewardOf(bench: Workbench, { checkpoint }: RewardModel): Reward {
  const { config, weights, reward } = checkpoint;
  const calibration = { mean: reward.rewardMean, sd: reward.rewardScale };
  return rewardFromModel(bench.backend.scalarModel(config, weights), reward.pooling, calibration);
}
