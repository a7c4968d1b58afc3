/** The rewards that labs give to policies: reward models alone or together, the judge, a verifier of sums, mixtures. */
import type { Reward } from '../../train/reward';
import { goldReward, type Task } from '../task';
import type { Workbench } from '../workbench';
import { rewardOf, type RewardModel } from './reward-model';

/** What a policy is trained on. */
export type RewardSpec =
  /** The one reward model of the run's inputs. */
  | { readonly kind: 'reward model' }
  /** The judge itself, as the control. */
  | { readonly kind: 'gold' };

/** The reward for replies to prompts of the task, in standard deviations above the policy at its start. */
export function policyReward(
  bench: Workbench,
  spec: RewardSpec,
  models: readonly RewardModel[],
  task: Task,
  scale: { readonly mean: number; readonly sd: number },
): Reward {
  if (spec.kind === 'gold') return goldReward(task, scale);
  const [model] = models;
  return rewardOf(bench, model);
}
