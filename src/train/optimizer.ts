/**
 * The options of the optimiser that all trainers share, and the learning rate's course: a linear warm-up, then
 * constant or linearly down to zero at the end of the run.
 */
import type { AdamWOptions } from '../model/model';
import { choice, count, number, settle, type OptionsOf } from './declared';

/** AdamW and its schedule. Each trainer's options extend these, some with other defaults. */
export const optimizerOptions = {
  learningRate: number(5e-4, 'its highest value', { min: 0, trl: 'learning_rate' }),
  warmupSteps: count(0, 'steps in which the learning rate rises linearly to it; 0 starts there', {
    min: 0,
    trl: 'warmup_steps',
  }),
  decay: choice<'constant' | 'linear'>(
    'constant',
    ['constant', 'linear'],
    'the learning rate after that: constant, or linearly down to 0',
    { trl: (value) => ({ lr_scheduler_type: value === 'linear' ? 'linear' : 'constant_with_warmup' }) },
  ),
  beta1: number(0.9, "decay rate of AdamW's mean of gradients", { min: 0, below: 1, trl: 'adam_beta1' }),
  beta2: number(0.999, "decay rate of AdamW's mean of squared gradients", {
    min: 0,
    below: 1,
    trl: 'adam_beta2',
  }),
  epsilon: number(1e-8, 'added to the root of that mean', { min: 0, trl: 'adam_epsilon' }),
  weightDecay: number(0, "AdamW's pull of matrices towards 0", { min: 0, trl: 'weight_decay' }),
  maxGradNorm: number(1, 'gradients with a larger global L2 norm are scaled down to it', {
    min: 0,
    trl: 'max_grad_norm',
  }),
};

/** AdamW and its schedule. */
export type OptimizerOptions = OptionsOf<typeof optimizerOptions>;

/** What a trainer starts from where it does not say otherwise. */
export const optimizerDefaults: Readonly<OptimizerOptions> = settle('AdamW', optimizerOptions);

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
