/** The rewards that labs give to policies: reward models alone or together, the judge, a verifier of sums, mixtures. */
import { ensemble, mixture, type EnsembleRule } from '../train/reward-mix';
import type { Reward } from '../train/reward';
import { sumsReward } from './sums-reward';
import { goldReward, type Task } from './task';
import type { Workbench } from '../study/workbench';
import { rewardOf, type RewardModel } from './reward-model';

/** What a policy is trained on. */
export type RewardSpec =
  /** The reward models of the run's inputs: one, or several by a rule. */
  | { readonly kind: 'reward model'; readonly rule?: EnsembleRule }
  /** The judge itself, as the control. */
  | { readonly kind: 'gold' }
  /** 1 for the right answer to a sum. */
  | { readonly kind: 'sums' }
  /** The reward models and the verifier of sums, the latter with this weight. */
  | { readonly kind: 'mixture'; readonly sums: number };

/** The reward for replies to prompts of the task; reward models and gold in standard deviations above the policy. */
export function policyReward(
  bench: Workbench,
  spec: RewardSpec,
  models: readonly RewardModel[],
  task: Task,
  scale: { readonly mean: number; readonly sd: number },
): Reward {
  const members = (rule: EnsembleRule = { rule: 'mean' }) =>
    ensemble(
      models.map((model) => rewardOf(bench, model)),
      rule,
    );
  switch (spec.kind) {
    case 'reward model':
      return members(spec.rule);
    case 'gold':
      return goldReward(task, scale);
    case 'sums':
      return sumsReward(task);
    case 'mixture':
      return mixture([
        { reward: members(), weight: 1 },
        { reward: sumsReward(task), weight: spec.sums },
      ]);
  }
}
