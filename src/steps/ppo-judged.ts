/**
 * PPO on what the world itself says, where `ppo-run.ts` has reward models alone: the judge (the control), a verifier of sums,
 * or that verifier beside a reward model (claims B5, B6).
 */
import { mixture } from '../train/reward-mix';
import type { Reward } from '../train/reward';
import type { Made, Recipe } from '../study/workbench';
import { goldReward, type GoldScale } from './assess';
import type { Policy } from './policy';
import {
  ensembleOf,
  ppoTitle,
  readRun,
  runFiles,
  runPpo,
  valueNetwork,
  type CourseSettings,
  type PpoRun,
} from './ppo-run';
import type { RewardModel } from './reward-model';
import { sumsReward } from './sums-reward';
import type { Task } from './task';

/** What the policy is trained on. */
export type JudgedReward =
  /** The judge's score, in sd on this scale. */
  | ({ readonly kind: 'gold' } & GoldScale)
  /** 1 for the right answer to a sum. */
  | { readonly kind: 'sums' }
  /** The reward model and the verifier of sums, the latter with this weight. */
  | { readonly kind: 'mixture'; readonly sums: number };

export interface JudgedSettings extends CourseSettings {
  readonly reward: JudgedReward;
}

export type JudgedInputs = {
  readonly policy: Made<Policy>;
  /** The proxy; trained on in a mixture, measured alone otherwise. Without any the proxy is what is trained on. */
  readonly rewardModels: readonly Made<RewardModel>[];
};

export const judgedRunRecipe: Recipe<JudgedSettings, JudgedInputs, PpoRun> = {
  name: 'ppo-judged',
  module: 'steps/ppo-judged',
  title: ({ reward, options, seed }) => ppoTitle(reward.kind, options, seed),
  async *make(bench, settings, { policy, rewardModels }) {
    const { checkpoint } = policy.piece;
    const models = rewardModels.length > 0 ? ensembleOf(bench, rewardModels) : undefined;
    const trainedOn = (task: Task) => rewardFor(settings.reward, models, task);
    const rewards = { trainedOn, proxy: (task: Task) => models ?? trainedOn(task) };
    // A verifier has no network for the value function to begin from.
    const value = valueNetwork(bench, checkpoint, settings.reward.kind === 'sums' ? [] : rewardModels);
    return yield* runPpo(bench, judgedRunRecipe.title(settings), settings, checkpoint, rewards, value);
  },
  toFiles: runFiles,
  fromFiles: readRun,
};

function rewardFor(reward: JudgedReward, models: Reward | undefined, task: Task): Reward {
  switch (reward.kind) {
    case 'gold':
      return goldReward(task, reward);
    case 'sums':
      return sumsReward(task);
    case 'mixture':
      if (!models) throw new RangeError('PPO on a mixture: no reward model; expected one');
      return mixture([
        { reward: models, weight: 1 },
        { reward: sumsReward(task), weight: reward.sums },
      ]);
  }
}
