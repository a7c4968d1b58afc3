/**
 * One PPO run from a policy on reward models, evaluated on held-out prompts as it goes (claims B4, B5). The replies of every
 * evaluation are kept, with their distance from the start and their proxy scores; what they are worth is worked out outside.
 */
import * as z from 'zod';
import type { Message } from '../data/records';
import { parameterCount } from '../model/config';
import type { ScalarModel } from '../model/model';
import { withScalarHead, type Weights } from '../model/weights';
import { Random } from '../random';
import { ppo } from '../train/ppo';
import type { PpoRecord } from '../train/ppo-records';
import { ppoDefaults, type PpoOptions } from '../train/ppo-options';
import type { Reward } from '../train/reward';
import { ensemble, type EnsembleRule } from '../train/reward-mix';
import type { Files, ReadPiece } from '../study/store';
import type { LabEvent, LanguageCheckpoint, Made, Recipe, Workbench } from '../study/workbench';
import { spent, type LedgerEntry } from '../study/ledger';
import { chatTokenizer, followed, modelFiles, readJson, readPolicy } from './checkpoints';
import type { Policy } from './policy';
import { storedReply } from './replies';
import { rewardOf, type RewardModel } from './reward-model';
import { sequenceKls } from './sequence-kl';
import { chatTask, sampleReplies, type Task } from './task';

/** Conversations that end with the user's turn. */
type Asked = readonly { readonly messages: readonly Message[] }[];

/** What every run is made with, whatever its reward. */
export interface CourseSettings {
  /** What it is trained on. */
  readonly prompts: Asked;
  /**
   * Evaluated before, after each of the first `dense` iterations, then every `interval` of them and at the end: one reply
   * to each of these prompts. The curves are read against √KL, which moves fastest at the start.
   */
  readonly evaluation: { readonly dense: number; readonly interval: number; readonly prompts: Asked };
  /** Also replied to at every evaluation, at temperature 0.7, to be read. */
  readonly shown: Asked;
  /** Whether the policies of all evaluations are kept, and not the last alone. */
  readonly keepAll?: boolean;
  readonly options: Omit<Partial<PpoOptions>, 'seed'>;
  readonly seed: number;
}

export interface PpoRunSettings extends CourseSettings {
  /** How several reward models decide together; their mean when left out. */
  readonly rule?: EnsembleRule;
}

/** What it is made from. */
export type PpoRunInputs = {
  readonly policy: Made<Policy>;
  readonly rewardModels: readonly Made<RewardModel>[];
};

const reply = z.object({ promptIndex: z.int(), tokens: z.array(z.int()), stopped: z.boolean() });
const numbers = z.array(z.number());

const point = z.object({
  /** Updates of the policy so far. */
  iteration: z.int(),
  replies: z.array(reply),
  /** Sequence KL from the start by k1 and by k3, in nats, and the proxy's score. `[replies]` each */
  kls: numbers,
  klsK3: numbers,
  proxies: numbers,
  shown: z.array(reply),
});

/** What PPO reports of its own prompts. */
const round = z.object({
  iteration: z.int(),
  score: z.number(),
  kl: z.number(),
  entropy: z.number(),
  length: z.number(),
  clipFraction: z.number(),
  /** Null where the returns do not vary, as of sums that are all wrong. */
  explainedVariance: z.number().nullable(),
  unfinished: z.number(),
});

const course = z.object({
  points: z.array(point),
  rounds: z.array(round),
  /** Iterations whose policies were kept, the last among them. */
  kept: z.array(z.int()),
});
type Course = z.infer<typeof course>;

export interface PpoRun extends Course {
  /** The policy as it was then. @throws RangeError where it was not kept. */
  readonly at: (iteration: number) => LanguageCheckpoint;
  /** The policy at the end. */
  readonly end: LanguageCheckpoint;
}

export const ppoRunRecipe: Recipe<PpoRunSettings, PpoRunInputs, PpoRun> = {
  name: 'ppo-run',
  module: 'steps/ppo-run',
  title: ({ options, seed }) => ppoTitle('the reward model', options, seed),
  async *make(bench, settings, { policy, rewardModels }) {
    const proxy = ensembleOf(bench, rewardModels, settings.rule);
    const value = valueNetwork(bench, policy.piece.checkpoint, rewardModels);
    const rewards = { trainedOn: () => proxy, proxy: () => proxy };
    return yield* runPpo(
      bench,
      ppoRunRecipe.title(settings),
      settings,
      policy.piece.checkpoint,
      rewards,
      value,
    );
  },
  toFiles: runFiles,
  fromFiles: readRun,
};

/** For progress. */
export function ppoTitle(
  reward: string,
  { klCoefficient = ppoDefaults.klCoefficient }: CourseSettings['options'],
  seed: number,
): string {
  return `PPO on ${reward}, β ${klCoefficient}, seed ${seed}`;
}

/** Several reward models as one, in sd above the policy. */
export function ensembleOf(
  bench: Workbench,
  models: readonly Made<RewardModel>[],
  rule: EnsembleRule = { rule: 'mean' },
): Reward {
  const members = models.map(({ piece }) => rewardOf(bench, piece));
  return ensemble(members, rule);
}

/** The value function begins as the reward model where that has the policy's shape (Stiennon et al. 2020). */
export function valueNetwork(
  bench: Workbench,
  { config, weights }: LanguageCheckpoint,
  models: readonly Made<RewardModel>[],
): ScalarModel {
  const same = models.find(({ piece }) => piece.checkpoint.config.hidden_size === config.hidden_size);
  return bench.backend.scalarModel(config, same?.piece.checkpoint.weights ?? withScalarHead(config, weights));
}

/** Rewards for replies to the prompts of a task. */
export interface RunRewards {
  readonly trainedOn: (task: Task) => Reward;
  /** What is measured beside it. */
  readonly proxy: (task: Task) => Reward;
}

/** Trains and evaluates. */
export async function* runPpo(
  bench: Workbench,
  title: string,
  { prompts, evaluation, shown, keepAll, options, seed }: CourseSettings,
  checkpoint: LanguageCheckpoint,
  rewards: RunRewards,
  value: ScalarModel,
): AsyncGenerator<LabEvent, { piece: PpoRun; ledger: LedgerEntry[] }> {
  const { config, weights } = checkpoint;
  const tokenizer = chatTokenizer(checkpoint);
  const taskOf = (asked: Asked) =>
    chatTask(
      tokenizer,
      asked.map(({ messages }) => ({ messages: [...messages] })),
    );
  const [training, test, display] = [prompts, evaluation.prompts, shown].map(taskOf);
  const reference = bench.backend.languageModel(config, weights);
  const policy = bench.backend.languageModel(config, weights);
  const { maxNewTokens = ppoDefaults.maxNewTokens, iterations = ppoDefaults.iterations } = options;
  const random = new Random(seed).split('ppo run');
  const proxy = rewards.proxy(test);
  const points: Course['points'] = [];
  const rounds: Course['rounds'] = [];
  const kept = new Map<number, Weights>();
  const measure = function* (iteration: number): Generator<LabEvent> {
    const replies = sampleReplies(policy, test, { perPrompt: 1, maxNewTokens }, random.split('evaluation'));
    const read = { perPrompt: 1, maxNewTokens, temperature: 0.7 };
    const found = {
      replies: replies.map(storedReply),
      ...sequenceKls(policy, reference, replies),
      proxies: Array.from(proxy(replies)),
    };
    const texts = sampleReplies(policy, display, read, new Random(1).split('shown'));
    points.push({ iteration, ...found, shown: texts.map(storedReply) });
    if (keepAll || iteration === iterations) kept.set(iteration, policy.weights());
    yield { type: 'evaluated', ...found };
  };
  yield* measure(0);
  const reward = rewards.trainedOn(training);
  const task = {
    policy,
    reference,
    value,
    reward,
    prompts: training.tokens,
    stopTokens: training.stopTokens,
  };
  let spentTokens = { trained: 0, forward: 0 };
  const evaluate = function* (record: PpoRecord): Generator<LabEvent> {
    if (record.type !== 'iteration') return;
    const { iteration } = record;
    const { dense, interval } = evaluation;
    if (iteration > dense && iteration % interval !== 0 && iteration !== iterations) return;
    yield* measure(iteration);
  };
  const train = ppo(task, { ...options, seed });
  const report = (record: PpoRecord) => {
    spentTokens = { trained: record.trainedTokens, forward: record.sampledTokens + record.scoredTokens };
    if (record.type === 'iteration') {
      const share = record.explainedVariance;
      rounds.push(round.parse({ ...record, explainedVariance: Number.isNaN(share) ? null : share }));
    }
    return { reward: record.score, KL: record.kl, entropy: record.entropy };
  };
  yield* followed(title, train, report, evaluate);
  const at = (iteration: number): LanguageCheckpoint => {
    const found = kept.get(iteration);
    if (!found) throw notKept(iteration);
    return { ...checkpoint, weights: found };
  };
  const ledger = [spent('PPO', parameterCount(config), spentTokens)];
  return { piece: { points, rounds, kept: [...kept.keys()], at, end: at(iterations) }, ledger };
}

function notKept(iteration: number): RangeError {
  return new RangeError(`PPO run: the policy of iteration ${iteration} was not kept; expected keepAll`);
}

/** A run as files: its course, and a folder for each policy that was kept. */
export function runFiles({ points, rounds, kept, at }: PpoRun): Files {
  const models = kept.flatMap((iteration) => [...modelFiles(at(iteration), `at-${iteration}`)]);
  return new Map([...models, ['course.json', JSON.stringify({ points, rounds, kept })]]);
}

/** A run from its files; policies are read when they are asked for. */
export function readRun(read: ReadPiece, name: string): PpoRun {
  const found = readJson(read, name, 'course.json', course);
  const at = (iteration: number) => {
    if (!found.kept.includes(iteration)) throw notKept(iteration);
    return readPolicy(read, name, `at-${iteration}`);
  };
  return { ...found, at, end: at(found.kept[found.kept.length - 1]) };
}
