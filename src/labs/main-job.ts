/**
 * The main job, the three steps of the lecture: SFT, a reward model on comparisons of the SFT model's replies, PPO on that
 * reward model. Lab B4 varies it; labs A1 and A2 look at what it gives and what it costs. The pieces are shared.
 */
import type { PpoOptions } from '../train/ppo-options';
import type { RewardModelOptions } from '../train/reward-model';
import type { Family } from '../world';
import { foundation, foundations, type Foundation, type FoundationSettings } from '../steps/foundation';
import type { LabPreset } from '../study/lab';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { ppoRunRecipe, type PpoRun } from '../steps/ppo-run';
import { rewardModelRecipe, type RewardModel } from '../steps/reward-model';

export interface MainJobSettings {
  readonly foundation: FoundationSettings;
  readonly comparisons: number;
  readonly rewardModel: Omit<Partial<RewardModelOptions>, 'seed'>;
  readonly iterations: number;
  readonly ppo: Omit<Partial<PpoOptions>, 'seed'>;
  readonly evaluation: { readonly interval: number; readonly prompts: number };
}

const lecture: MainJobSettings = {
  foundation: foundations.lecture,
  comparisons: 4000,
  rewardModel: { epochs: 1, pooling: 'mean' },
  iterations: 16,
  ppo: { learningRate: 2e-4, rowsPerIteration: 192, minibatchRows: 96, valueWarmup: 3, maxNewTokens: 112 },
  evaluation: { interval: 4, prompts: 192 },
};

export const mainJobs: Readonly<Record<LabPreset, MainJobSettings>> = {
  quick: {
    ...lecture,
    foundation: foundations.quick,
    comparisons: 150,
    iterations: 2,
    ppo: { ...lecture.ppo, rowsPerIteration: 32, minibatchRows: 16, valueWarmup: 1 },
    evaluation: { interval: 1, prompts: 16 },
  },
  lecture,
  full: {
    ...lecture,
    foundation: foundations.full,
    comparisons: 5000,
    iterations: 32,
    evaluation: { interval: 4, prompts: 256 },
  },
};

/** β at which the main job is looked at; lab B4 has it at every preset. */
export const mainKlCoefficient = 0.15;

/** Step two. */
export async function* mainRewardModel(
  bench: Workbench,
  settings: MainJobSettings,
  { policy, pairs, heldOut }: Foundation,
  seed: number,
): AsyncGenerator<LabEvent, Made<RewardModel>> {
  return yield* bench.make(
    rewardModelRecipe,
    {
      comparisons: settings.comparisons,
      annotator: {},
      start: 'policy',
      options: settings.rewardModel,
      seed,
    },
    { start: policy, pairs, heldOut },
  );
}

/** Step three. @param families of the prompts that PPO trains on. */
export async function* mainPpo(
  bench: Workbench,
  settings: MainJobSettings,
  { policy, heldOut }: Foundation,
  rewardModel: Made<RewardModel>,
  { klCoefficient, families }: { readonly klCoefficient: number; readonly families: readonly Family[] },
  seed: number,
): AsyncGenerator<LabEvent, Made<PpoRun>> {
  const options = { ...settings.ppo, klCoefficient, iterations: settings.iterations };
  const { evaluation } = settings;
  return yield* bench.make(
    ppoRunRecipe,
    { reward: { kind: 'reward model' }, families, options, evaluation, seed },
    { policy, rewardModels: [rewardModel], heldOut },
  );
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
  const price = { klCoefficient, families: settings.foundation.families };
  const ppo = yield* mainPpo(bench, settings, ground, rewardModel, price, seed);
  return { ...ground, rewardModel, ppo };
}
