/**
 * What a notebook starts from: the model of the step before its own, by one call. They are made as the labs make them
 * and kept in the labs' store, so a lab that follows finds them, and a second run of the notebook too.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../data/json';
import { readText } from '../files';
import { shippedBase } from '../models';
import { foundation, foundations } from '../../steps/foundation';
import type { LabEvent, LanguageCheckpoint, Workbench } from '../../study/workbench';
import { chatTokenizer } from '../../steps/checkpoints';
import { labelled } from '../../steps/labels';
import type { ReplyPair } from '../../steps/pairs';
import { rewardModelRecipe, rewardOf } from '../../steps/reward-model';
import type { ModelConfig } from '../../model/config';
import { withScalarHead, type Weights } from '../../model/weights';
import type { LanguageModel, ScalarModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Reward } from '../../train/reward';
import type { Family } from '../../world';
import { follow } from './live';
import type { NotebookSession } from './notebook';

/** A language model that can chat, or is about to learn it. */
export interface ChatModel {
  /** The network's shape. */
  readonly config: ModelConfig;
  /** Its parameters. */
  readonly weights: Weights;
  /** With the chat's special tokens and its template. */
  readonly tokenizer: Tokenizer;
  /** A network of its own with a copy of the weights: train it, and this stays as it was. */
  network(): LanguageModel;
  /** The same body with a fresh head that gives one number a token: what a reward model starts as. */
  scalarNetwork(): ScalarModel;
}

/** The base model with what it cost. */
export interface BaseModel extends ChatModel {
  /** Tokens that it was pre-trained on, as its own report says. */
  readonly pretrainedTokens: number;
}

/** The policy by SFT, and pairs of its replies, nobody's labels on them yet. */
export interface SftModel extends ChatModel {
  /** Pairs for reward models to learn from. */
  readonly pairs: readonly ReplyPair[];
  /** Pairs that they are measured on. */
  readonly heldOut: readonly ReplyPair[];
  /** Families of the prompts that the pairs reply to. */
  readonly families: readonly Family[];
}

/** The SFT model with a reward model that learned from comparisons of its replies. */
export interface RewardedModel extends SftModel {
  /** In standard deviations (sd) above the SFT model's mean. */
  readonly reward: Reward;
  /** A network with a copy of the reward model's weights, as PPO's value function starts. */
  valueNetwork(): ScalarModel;
}

function chatModel(
  { backend }: NotebookSession,
  { config, weights, tokenizer }: LanguageCheckpoint,
): ChatModel {
  return {
    config,
    weights,
    tokenizer: chatTokenizer({ tokenizer }),
    network: () => backend.languageModel(config, weights),
    scalarNetwork: () => backend.scalarModel(config, withScalarHead(config, weights)),
  };
}

/** The base model that ships. */
export function baseModel(session: NotebookSession): BaseModel {
  const report = join(shippedBase, 'pretraining.json');
  const { trainedTokens } = parseJson(readText(report), report, z.object({ trainedTokens: z.int() }));
  return { ...chatModel(session, session.workbench().base('large').piece), pretrainedTokens: trainedTokens };
}

const seed = 1;

/** Trains the policy by SFT and lets it write pairs of replies, or finds both in the store. */
export async function sftModel(session: NotebookSession): Promise<SftModel> {
  const bench = session.workbench();
  const { model } = await follow('SFT model and pairs of its replies', startingPoint(session, bench));
  return model;
}

/** The same and a reward model: from all pairs, labelled by the world's annotator. */
export async function rewardModel(session: NotebookSession): Promise<RewardedModel> {
  const bench = session.workbench();
  const make = async function* (): AsyncGenerator<LabEvent, RewardedModel> {
    const { model, ground } = yield* startingPoint(session, bench);
    const { policy, pairs, heldOut } = ground;
    const options = { epochs: 1, pooling: 'mean' } as const;
    const labels = labelled(pairs.piece, { comparisons: model.pairs.length, annotator: {}, seed });
    const { piece } = yield* bench.make(
      rewardModelRecipe,
      { start: 'policy', options, seed },
      { start: policy, labels, heldOut },
    );
    const { config, weights } = piece.checkpoint;
    const valueNetwork = () => session.backend.scalarModel(config, weights);
    return { ...model, reward: rewardOf(bench, piece), valueNetwork };
  };
  return follow('SFT model, pairs and reward model', make());
}

async function* startingPoint(session: NotebookSession, bench: Workbench) {
  const settings = foundations[session.preset];
  const ground = yield* foundation(bench, settings, seed);
  const model: SftModel = {
    ...chatModel(session, ground.policy.piece.checkpoint),
    pairs: ground.pairs.piece,
    heldOut: ground.heldOut.piece,
    families: settings.families,
  };
  return { model, ground };
}
