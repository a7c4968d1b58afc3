/**
 * A reward model from labels (claim B3): of any size, from comparisons or from marked replies. Its scale is that of the
 * policy's own replies: 0 is their mean, 1 one standard deviation. Who labelled and how is not its affair: see `labels.ts`.
 */
import * as z from 'zod';
import { parameterCount, type ModelConfig } from '../model/config';
import { initialWeights, withScalarHead } from '../model/weights';
import { loadModel, type Checkpoint } from '../model/checkpoint';
import type { ScalarModel } from '../model/model';
import { Random } from '../random';
import { calibrateReward, rewardFromModel, rewardScores } from '../train/reward-scores';
import type { Reward } from '../train/reward';
import { trainAttributeModel, type AttributeModelRecord, type RatedReply } from '../train/attribute-model';
import {
  rewardModelDefaults,
  trainRewardModel,
  type RewardModelOptions,
  type RewardModelRecord,
  type RewardPair,
} from '../train/reward-model';
import type { Made, Recipe, Workbench } from '../study/workbench';
import { spent } from '../study/ledger';
import { followed, modelFiles, readJson } from './checkpoints';
import { sideInput, type ReplyPair } from './pairs';
import type { Policy } from './policy';

/** How a reward model is made. */
export interface RewardModelSettings {
  /** Where it starts: the body of the policy that is its input, or random weights of a smaller shape. */
  readonly start:
    | 'policy'
    | Pick<ModelConfig, 'hidden_size' | 'intermediate_size' | 'num_hidden_layers' | 'num_attention_heads'>;
  readonly options: Omit<Partial<RewardModelOptions>, 'seed'>;
  readonly seed: number;
}

/** What labels come to: comparisons, or replies with a mark each. */
export type Labels =
  | { readonly kind: 'comparisons'; readonly rows: readonly RewardPair[] }
  | { readonly kind: 'marks'; readonly rows: readonly RatedReply[] };

/** What it is made from. */
export type RewardModelInputs = {
  /** An SFT model of the size wanted, trained like the policy that wrote the pairs. */
  readonly start: Made<Policy>;
  readonly labels: Made<Labels>;
  /** The policy's replies that the scale is measured on. */
  readonly heldOut: Made<ReplyPair[]>;
};

export interface RewardModel {
  readonly checkpoint: Checkpoint & { readonly kind: 'scalar' };
  /** By step: −log σ of the margin in nats; of attributes, the mean squared error in marks. */
  readonly loss: readonly number[];
  /** Comparisons, or marked replies, that the labels came to: ties and mere taste are none. */
  readonly examples: number;
}

const curve = z.object({ loss: z.array(z.number()), examples: z.int() });

export const rewardModelRecipe: Recipe<RewardModelSettings, RewardModelInputs, RewardModel> = {
  name: 'reward-model',
  module: 'steps/reward-model',
  title: ({ seed }) => `reward model, seed ${seed}`,
  async *make(bench, settings, { start, labels, heldOut }) {
    const random = new Random(settings.seed).split('reward model');
    const examples = labels.piece.rows.length;
    const { config, weights } = initial(settings, start.piece, random);
    const model = bench.backend.scalarModel(config, weights);
    const stream = training(model, labels.piece, settings);
    const loss: number[] = [];
    let tokens = 0;
    yield* followed(
      `reward model on ${examples} ${labels.piece.kind}, seed ${settings.seed}`,
      stream,
      (record) => {
        if (record.type === 'step') {
          loss.push(record.loss);
          tokens = record.tokens;
        }
        return { loss: record.loss };
      },
    );
    const pooling = settings.options.pooling ?? 'mean';
    const replies = heldOut.piece.flatMap(({ first, second }) => [sideInput(first), sideInput(second)]);
    const { mean, sd } = calibrateReward(rewardScores(model, replies, pooling));
    const { tokenizer } = start.piece.checkpoint;
    const reward = { pooling, rewardMean: mean, rewardScale: sd };
    const checkpoint = { kind: 'scalar', config, reward, weights: model.weights(), tokenizer } as const;
    const forward = replies.reduce((sum, reply) => sum + reply.tokens.length, 0);
    const ledger = [spent('reward model', parameterCount(config, 'scalar'), { trained: tokens, forward })];
    return { piece: { checkpoint, loss, examples }, ledger };
  },
  toFiles: ({ checkpoint, loss, examples }) =>
    new Map([...modelFiles(checkpoint, 'model'), ['curve.json', JSON.stringify({ loss, examples })]]),
  fromFiles: (read, name) => {
    const checkpoint = loadModel((file) => read(`model/${file}`), `${name}/model`);
    if (checkpoint.kind !== 'scalar') throw new Error(`${name} is no reward model`);
    return { checkpoint, ...readJson(read, name, 'curve.json', curve) };
  },
};

function training(
  model: ScalarModel,
  labels: Labels,
  { options, seed }: RewardModelSettings,
): AsyncGenerator<RewardModelRecord | AttributeModelRecord, void> {
  if (labels.kind === 'comparisons') return trainRewardModel(model, labels.rows, [], { ...options, seed });
  // As many rows in a step as with pairs.
  const rowsPerBatch = 2 * (options.rowsPerBatch ?? rewardModelDefaults.rowsPerBatch);
  return trainAttributeModel(model, labels.rows, [], { ...options, rowsPerBatch, seed });
}

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
