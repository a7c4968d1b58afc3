/**
 * The main job, the three steps of the lecture: SFT, a reward model on comparisons of the SFT model's replies, PPO on that
 * reward model. The lecture shows it, lab B4 varies it, labs A1 and A2 look at what it gives and what it costs: the pieces
 * are the same.
 */
import type { PpoOptions } from '../train/ppo-options';
import type { RewardModelOptions } from '../train/reward-model';
import { prompts, type Family, type Prompt } from '../world';
import type { LabPreset } from '../study/lab';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { foundation, foundations, type Foundation, type FoundationSettings } from './foundation';
import { labelled } from './labels';
import { judgedRunRecipe, type JudgedReward } from './ppo-judged';
import { ppoRunRecipe, type CourseSettings, type PpoRun } from './ppo-run';
import { asked, sharedPrompts } from './prompts';
import { rewardModelRecipe, type RewardModel } from './reward-model';

export interface MainJobSettings {
  readonly foundation: FoundationSettings;
  readonly comparisons: number;
  readonly rewardModel: Omit<Partial<RewardModelOptions>, 'seed'>;
  readonly iterations: number;
  readonly ppo: Omit<Partial<PpoOptions>, 'seed'>;
  /** After each of the first `dense` iterations, then every `interval`, on so many prompts. */
  readonly evaluation: { readonly dense: number; readonly interval: number; readonly prompts: number };
}

const lecture: MainJobSettings = {
  foundation: foundations.lecture,
  comparisons: 4000,
  rewardModel: { epochs: 1, pooling: 'mean' },
  iterations: 16,
  ppo: { learningRate: 1.5e-4, rowsPerIteration: 192, minibatchRows: 96, valueWarmup: 3, maxNewTokens: 112 },
  evaluation: { dense: 8, interval: 4, prompts: 192 },
};

export const mainJobs: Readonly<Record<LabPreset, MainJobSettings>> = {
  quick: {
    ...lecture,
    foundation: foundations.quick,
    comparisons: 150,
    iterations: 2,
    ppo: { ...lecture.ppo, rowsPerIteration: 32, minibatchRows: 16, valueWarmup: 1 },
    evaluation: { dense: 0, interval: 1, prompts: 16 },
  },
  lecture,
  full: {
    ...lecture,
    foundation: foundations.full,
    comparisons: 5000,
    iterations: 32,
    ppo: { ...lecture.ppo, learningRate: 1e-4 },
    evaluation: { dense: 8, interval: 4, prompts: 256 },
  },
};

/** β at which the main job is looked at; lab B4 has it at every preset. */
export const mainKlCoefficient = 0.15;

/** Step two. */
export async function* mainRewardModel(
  bench: Workbench,
  { comparisons, rewardModel }: Pick<MainJobSettings, 'comparisons' | 'rewardModel'>,
  { policy, pairs, heldOut }: Foundation,
  seed: number,
): AsyncGenerator<LabEvent, Made<RewardModel>> {
  return yield* bench.make(
    rewardModelRecipe,
    { start: 'policy', options: rewardModel, seed },
    { start: policy, labels: labelled(pairs.piece, { comparisons, annotator: {}, seed }), heldOut },
  );
}

/** How a PPO run differs from the main job's. */
export interface RunOf {
  readonly klCoefficient: number;
  /** Of the prompts that it is trained and evaluated on; named again, a family is asked more often. */
  readonly families: readonly Family[];
  /** The reward model where left out. */
  readonly reward?: JudgedReward;
}

/** What a run is evaluated on, the same prompts for every arm and seed. */
export function evaluationPrompts(families: readonly Family[], count: number): Prompt[] {
  return sharedPrompts('ppo', count, 'familiar', families);
}

/** Prompts whose replies are shown along a run. */
export function shownPrompts(families: readonly Family[]): Prompt[] {
  return sharedPrompts('shown', 6, 'familiar', families);
}

/** Step three: PPO on reward models, or on what the world says. */
export async function* mainPpo(
  bench: Workbench,
  { ppo, iterations, evaluation }: Pick<MainJobSettings, 'ppo' | 'iterations' | 'evaluation'>,
  { policy }: Pick<Foundation, 'policy'>,
  rewardModels: readonly Made<RewardModel>[],
  { klCoefficient, families, reward }: RunOf,
  seed: number,
  more: Pick<CourseSettings, 'keepAll'> & { readonly rule?: 'mean' | 'worst' } = {},
): AsyncGenerator<LabEvent, Made<PpoRun>> {
  const { rule = 'mean', ...kept } = more;
  const settings: CourseSettings = {
    prompts: asked(prompts('rewards', families)),
    evaluation: {
      ...evaluation,
      prompts: asked(evaluationPrompts(families, evaluation.prompts)),
    },
    shown: asked(shownPrompts(families)),
    options: { ...ppo, klCoefficient, iterations },
    seed,
    ...kept,
  };
  const inputs = { policy, rewardModels };
  if (reward) return yield* bench.make(judgedRunRecipe, { ...settings, reward }, inputs);
  return yield* bench.make(ppoRunRecipe, { ...settings, rule: { rule } }, inputs);
}

export interface MainJob extends Foundation {
  readonly rewardModel: Made<RewardModel>;
  readonly ppo: Made<PpoRun>;
}

/** All three steps for one seed, PPO on the reward model's own families. */
export async function* mainJob(
  bench: Workbench,
  settings: MainJobSettings,
  klCoefficient: number,
  seed: number,
): AsyncGenerator<LabEvent, MainJob> {
  const ground = yield* foundation(bench, settings.foundation, seed);
  const rewardModel = yield* mainRewardModel(bench, settings, ground, seed);
  const { families } = settings.foundation;
  const ppo = yield* mainPpo(bench, settings, ground, [rewardModel], { klCoefficient, families }, seed, {
    keepAll: true,
  });
  return { ...ground, rewardModel, ppo };
}
