/** What the main job reports on its way: one stream for the progress bar, the run's log and the notebooks. */
import type { Checkpoint } from '../../model/checkpoint';
import type { PolicyUpdate, PpoMeasures, PpoRecord } from '../../train/ppo-records';
import type { RewardModelRecord } from '../../train/reward-model';
import type { SftRecord } from '../../train/sft';
import type { ArmResult, LectureResult } from './result';

/** PPO's record without the replies, which are too many to log. */
export type PpoSummary = Omit<PpoMeasures, 'rollouts'> &
  Partial<PolicyUpdate> & {
    readonly arm: ArmResult['name'];
    readonly type: PpoRecord['type'];
    readonly rollouts?: undefined;
  };

/** What the main job reports on its way. */
export type LectureEvent =
  /** A stage begins; `steps` of its records will follow. */
  | { readonly type: 'stage'; readonly seed: number; readonly title: string; readonly steps: number }
  /** A step of the stage under way. */
  | {
      readonly type: 'step';
      readonly seed: number;
      readonly done: number;
      /** What is worth a look while it runs. */
      readonly live: Readonly<Record<string, number>>;
      /** For the run's log. */
      readonly record: SftRecord | RewardModelRecord | PpoSummary | PoolStep | EvaluationStep;
    }
  /** A model that is ready to be saved under that name. */
  | { readonly type: 'model'; readonly seed: number; readonly name: string; readonly checkpoint: Checkpoint }
  | { readonly type: 'result'; readonly result: LectureResult };

/** One prompt's pool of replies for best-of-n. */
export interface PoolStep {
  /** The stage under way. */
  readonly stage: 'best-of-n';
  /** One record a prompt. */
  readonly type: 'prompt';
  /** Prompts done, from 1. */
  readonly step: number;
  /** The reward model's score, a mean over the samples, in sd above SFT. */
  readonly meanProxy: number;
  /** The judge's, likewise. */
  readonly meanGold: number;
}

/** An evaluation of a policy in training on held-out prompts. */
export type EvaluationStep = ArmResult['points'][number] & {
  readonly stage: 'evaluation';
  readonly arm: ArmResult['name'];
};
