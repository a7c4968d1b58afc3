/** PPO's options with their starting values, and the records it reports. The algorithm is in `ppo.ts`. */
import { optimizerDefaults, type OptimizerOptions } from './optimizer';
import type { Rollout } from './ppo-rollouts';
import type { RolloutMeasures, RolloutOptions } from './rollouts';

/** How the policy is trained. The optimiser's options are the policy's; the value network shares all but the rate. */
export interface PpoOptions extends OptimizerOptions, RolloutOptions {
  /** Iterations in which the policy's learning rate rises; the schedule moves once an iteration. Default 0. */
  warmupSteps: number;
  /** Updates of the policy. Default 60. */
  iterations: number;
  /** Rounds before them in which only the value network learns. Default 8. */
  valueWarmup: number;
  /** Replies sampled in an iteration. Default 96. */
  rowsPerIteration: number;
  /** Replies in an optimiser step. Default 48. */
  minibatchRows: number;
  /** Passes over an iteration's replies. Default 2. */
  epochs: number;
  /** Learning rate of the value network; constant. Default 6e-4. */
  valueLearningRate: number;
  /** β, the price of a nat of KL from the reference, in units of the reward; 0 lets the policy go anywhere. Default 0.05. */
  klCoefficient: number;
  /** Nats of sequence KL that an adaptive coefficient steers to; null, the default, keeps it fixed. */
  klTarget: number | null;
  /** Replies after which an adaptive coefficient has had time to move by a factor. Ziegler et al. take 10,000. Default 1000. */
  klHorizon: number;
  /** Discount γ, in [0, 1]. Default 1. */
  gamma: number;
  /** λ of generalised advantage estimation, in [0, 1]. Default 1. */
  lambda: number;
  /** Gives the tokens' rewards unit variance (their mean is kept). Not needed with a calibrated reward model. Default false. */
  whitenRewards: boolean;
  /** ε of the policy's ratio. Default 0.2. */
  clipRatio: number;
  /** ε of the value's move, in units of the reward; Infinity switches it off. Default 0.2. */
  clipValue: number;
  /** Weight of the entropy bonus, a nat of entropy a token in units of the advantages. Default 0. */
  entropyCoefficient: number;
  /**
   * Weight of the cross-entropy on pre-training rows in each of the policy's steps ("PPO-ptx"), against forgetting;
   * 0, the default, leaves it out. Needs `pretraining` in the task.
   */
  pretrainingCoefficient: number;
  /** Replies of the reference on which the exact KL is measured each round; 0 measures none. Default 8. */
  klProbeReplies: number;
  /** Decides prompts, samples and minibatches. Default 0. */
  seed: number;
}

/** Starting values that suited a policy of half a million parameters and a calibrated reward model. */
export const ppoDefaults: Readonly<PpoOptions> = {
  ...optimizerDefaults,
  learningRate: 1e-4,
  epsilon: 1e-5,
  iterations: 60,
  valueWarmup: 8,
  rowsPerIteration: 96,
  minibatchRows: 48,
  epochs: 2,
  maxNewTokens: 96,
  valueLearningRate: 6e-4,
  klCoefficient: 0.05,
  klTarget: null,
  klHorizon: 1000,
  gamma: 1,
  lambda: 1,
  whitenRewards: false,
  clipRatio: 0.2,
  clipValue: 0.2,
  entropyCoefficient: 0,
  pretrainingCoefficient: 0,
  missingEndPenalty: 1,
  klProbeReplies: 8,
  seed: 0,
};

/** Means over the replies of one round, all taken before the round's update. */
export interface PpoMeasures extends RolloutMeasures {
  /** The trainer. */
  readonly stage: 'ppo';
  /** Rounds begun, from 1, with those of the value warm-up. */
  readonly step: number;
  /** Rounds in the whole run. */
  readonly steps: number;
  /** The exact KL a token on the probe, in nats (see `kl-monitor.ts`); undefined without one. */
  readonly klExact: number | undefined;
  /** β of this round. */
  readonly klCoefficient: number;
  /** Share of the returns' variance that the value network foresaw; 1 is perfect, 0 useless. */
  readonly explainedVariance: number;
  /** Half the value network's squared error; like the next two, a mean over the round's steps. */
  readonly valueLoss: number;
  /** Share of tokens whose clipped error was the larger one. */
  readonly valueClipFraction: number;
  /** Global L2 norm before clipping. */
  readonly valueGradNorm: number;
  /** Tokens so far, here and in the next two: sampled. */
  readonly sampledTokens: number;
  /** Sent forward only: old policy, reference, value. */
  readonly scoredTokens: number;
  /** Sent forward and back. */
  readonly trainedTokens: number;
  /** Signs of a collapse against the first round, one line each (see `collapse.ts`). */
  readonly warnings: readonly string[];
  /** The replies themselves, so that anything else can be measured on them without sampling again. */
  readonly rollouts: readonly Rollout[];
}

/** Means over the optimiser steps of one update of the policy. */
export interface PolicyUpdate {
  /** PPO's clipped surrogate, in units of the advantages. */
  readonly policyLoss: number;
  /** Cross-entropy on the pre-training rows, in nats per token, without its weight; null without them. */
  readonly pretrainingLoss: number | null;
  /** Share of tokens whose ratio left the clip range. */
  readonly clipFraction: number;
  /** k3 of the move within this update, per token. Not the KL from the reference. */
  readonly updateKl: number;
  /** Global L2 norm of the gradient before clipping. */
  readonly gradNorm: number;
}

/** What PPO reports: one record a round. */
export type PpoRecord =
  | (PpoMeasures & { readonly type: 'value-warm-up' })
  | (PpoMeasures &
      PolicyUpdate & {
        readonly type: 'iteration';
        /** Updates of the policy, from 1. */
        readonly iteration: number;
        readonly learningRate: number;
      });
