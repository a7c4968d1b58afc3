/**
 * The options of the optimiser that all trainers share, and the learning rate's course: a linear warm-up, then
 * constant or linearly down to zero at the end of the run.
 */
import type { AdamWOptions } from '../model/model';

/**
 * AdamW and its schedule. Each trainer's options extend these. The defaults named here are `optimizerDefaults`; those of
 * a trainer (`pretrainDefaults`, `sftDefaults`, …) go before them.
 */
export interface OptimizerOptions {
  /** The highest learning rate of the run. Default 5e-4. */
  learningRate: number;
  /** Steps in which the learning rate rises linearly to its highest; 0, the default, starts there. */
  warmupSteps: number;
  /** After the warm-up: stay there (default), or fall linearly towards 0. */
  decay: 'constant' | 'linear';
  /** Decay rate of the mean of gradients. Default 0.9. */
  beta1: number;
  /** Decay rate of the mean of squared gradients. Default 0.999. */
  beta2: number;
  /** Added to the root of the mean of squares. Default 1e-8. */
  epsilon: number;
  /** Decoupled weight decay, on matrices only. Default 0. */
  weightDecay: number;
  /** Gradients with a larger global L2 norm are scaled down to it. Default 1. */
  maxGradNorm: number;
}

/** What a trainer starts from where it does not say otherwise. */
export const optimizerDefaults: Readonly<OptimizerOptions> = {
  learningRate: 5e-4,
  warmupSteps: 0,
  decay: 'constant',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 1,
};

/**
 * The learning rate of one step.
 * @param step from 0.
 * @param steps of the whole run; the last one still has a rate above 0.
 */
export function learningRateAt(
  options: Pick<OptimizerOptions, 'learningRate' | 'warmupSteps' | 'decay'>,
  step: number,
  steps: number,
): number {
  const { learningRate, warmupSteps, decay } = options;
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  if (decay === 'constant') return learningRate;
  return (learningRate * Math.max(0, steps - step)) / Math.max(1, steps - warmupSteps);
}

/** AdamW's settings at one step. */
export function adamWAt(options: OptimizerOptions, step: number, steps: number): AdamWOptions {
  const { beta1, beta2, epsilon, weightDecay, maxGradNorm } = options;
  return {
    learningRate: learningRateAt(options, step, steps),
    beta1,
    beta2,
    epsilon,
    weightDecay,
    maxGradNorm,
  };
}
