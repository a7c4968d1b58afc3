/** PPO's options with their starting values, and the records it reports. The algorithm is in `ppo.ts`. */
import { optimizerDefaults, type OptimizerOptions } from './optimizer';
import type { Rollout } from './ppo-rollouts';

/** How the policy is trained. The optimiser's options are the policy's; the value network shares all but the rate. */
export interface PpoOptions extends OptimizerOptions {
  /** Iterations in which the policy's learning rate rises; the schedule moves once an iteration. */
  warmupSteps: number;
  /** Updates of the policy. */
  iterations: number;
  /** Rounds before them in which only the value network learns. Default 8. */
  valueWarmup: number;
  /** Replies sampled in an iteration. */
  rowsPerIteration: number;
  /** Replies in an optimiser step. */
  minibatchRows: number;
  /** Passes over an iteration's replies. */
  epochs: number;
  /** Longest reply, in tokens. */
  maxNewTokens: number;
  /** Learning rate of the value network; constant. */
  valueLearningRate: number;
  /** β, the price of a nat of KL from the reference, in units of the reward; 0 lets the policy go anywhere. */
  klCoefficient: number;
  /** Nats of sequence KL that an adaptive coefficient steers to; null keeps the coefficient fixed. */
  klTarget: number | null;
  /** Replies after which an adaptive coefficient has had time to move by a factor. Ziegler et al. take 10,000. */
  klHorizon: number;
  /** Discount γ. */
  gamma: number;
  /** λ of generalised advantage estimation. */
  lambda: number;
  /** Gives the tokens' rewards unit variance (their mean is kept). Not needed with a calibrated reward model. */
  whitenRewards: boolean;
  /** ε of the policy's ratio. */
  clipRatio: number;
  /** ε of the value's move, in units of the reward; Infinity switches it off. */
  clipValue: number;
  /** Weight of the entropy bonus. */
  entropyCoefficient: number;
  /** A reply without an end token earns min(score, 0) minus this; null lets it keep its score. */
  missingEndPenalty: number | null;
  /** Decides prompts, samples and minibatches. */
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
  missingEndPenalty: 1,
  seed: 0,
};

/** Means over the replies of one round, all taken before the round's update. */
export interface PpoMeasures {
  readonly stage: 'ppo';
  /** Rounds begun, from 1, with those of the value warm-up; and in the whole run. */
  readonly step: number;
  readonly steps: number;
  /** What the reward function gave, and its standard deviation over replies. */
  readonly score: number;
  readonly scoreSd: number;
  /** The score after the rule for replies without an end token. */
  readonly reward: number;
  /** Sequence KL from the reference, in nats: the sum of k1 over a reply's tokens. Can dip below 0 by chance. */
  readonly kl: number;
  /** The same by k3, which cannot. */
  readonly klK3: number;
  /** β of this round. */
  readonly klCoefficient: number;
  /** Entropy of the policy per token, in nats. */
  readonly entropy: number;
  /** Reply tokens, with the end token. */
  readonly length: number;
  /** Share of replies without an end token. */
  readonly unfinished: number;
  /** Share of the returns' variance that the value network foresaw; 1 is perfect, 0 useless. */
  readonly explainedVariance: number;
  /** Means over the round's optimiser steps on the value network. */
  readonly valueLoss: number;
  readonly valueClipFraction: number;
  readonly valueGradNorm: number;
  /** Tokens so far: sampled; sent forward only (old policy, reference, value); sent forward and back. */
  readonly sampledTokens: number;
  readonly scoredTokens: number;
  readonly trainedTokens: number;
  /** The replies themselves, so that anything else can be measured on them without sampling again. */
  readonly rollouts: readonly Rollout[];
}

/** Means over the optimiser steps of one update of the policy. */
export interface PolicyUpdate {
  readonly policyLoss: number;
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
