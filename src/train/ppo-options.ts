/** PPO's options with their starting values. The algorithm is in `ppo.ts`. */
import { optimizerDefaults, type OptimizerOptions } from './optimizer';
import type { RolloutOptions } from './rollouts';

/** How the policy is trained. The optimiser's options are the policy's; the value network shares all but the rate. */
export interface PpoOptions extends OptimizerOptions, RolloutOptions {
  /** Iterations in which the policy's learning rate rises; the schedule moves once an iteration. Default 0. */
  warmupSteps: number;
  /** Updates of the policy. Default 60. */
  iterations: number;
  /** Iterations before them in which only the value network learns. Default 8. */
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
  /** Replies of the reference on which the exact KL is measured each iteration; 0 measures none. Default 8. */
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
