/** What lab B6 varies: how much a verified answer to a sum counts beside the reward model. */
import type { PpoOptions } from '../../train/ppo-options';
import type { RewardModelOptions } from '../../train/reward-model';
import { centrepiece, type Family } from '../../world';
import { foundations, type FoundationSettings } from '../../steps/foundation';
import type { LabPreset } from '../../study/lab';

export interface B6Settings {
  readonly seeds: readonly number[];
  readonly foundation: FoundationSettings;
  readonly comparisons: number;
  readonly rewardModel: Omit<Partial<RewardModelOptions>, 'seed'>;
  /** Weights of the verifier in the mixtures, ascending; either alone is run besides. */
  readonly weights: readonly number[];
  /** The weight that the claim is tested at, chosen beforehand. */
  readonly center: number;
  /** Families of the prompts that all policies are trained on. */
  readonly families: readonly Family[];
  readonly iterations: number;
  readonly ppo: Omit<Partial<PpoOptions>, 'seed'>;
  /** Along the way, on prompts of the same families. */
  readonly evaluation: { readonly interval: number; readonly prompts: number };
  /** At the start and at the end: so many sums, and so many prompts of the centrepiece. */
  readonly measuredPrompts: number;
}

const lecture: B6Settings = {
  seeds: [1],
  foundation: foundations.lecture,
  comparisons: 4000,
  rewardModel: { epochs: 1, pooling: 'mean' },
  weights: [2],
  // A verdict's sd is at most 1/2, the reward model's is 1: at 2 neither drowns the other.
  center: 2,
  // There are a third as many prompts for sums as for the rest: so each is half of what is asked.
  families: [...centrepiece, 'arithmetic', 'arithmetic', 'arithmetic'],
  iterations: 16,
  ppo: {
    learningRate: 2e-4,
    klCoefficient: 0.05,
    rowsPerIteration: 192,
    minibatchRows: 96,
    valueWarmup: 3,
    maxNewTokens: 112,
  },
  evaluation: { interval: 4, prompts: 96 },
  measuredPrompts: 192,
};

export const b6Presets: Readonly<Record<LabPreset, B6Settings>> = {
  quick: {
    ...lecture,
    foundation: foundations.quick,
    comparisons: 150,
    iterations: 2,
    ppo: { ...lecture.ppo, rowsPerIteration: 32, minibatchRows: 16, valueWarmup: 1 },
    evaluation: { interval: 1, prompts: 16 },
    measuredPrompts: 24,
  },
  lecture,
  full: {
    ...lecture,
    seeds: [1, 2, 3],
    foundation: foundations.full,
    comparisons: 5000,
    weights: [0.5, 1, 2, 4, 8],
    iterations: 32,
    evaluation: { interval: 4, prompts: 192 },
    measuredPrompts: 256,
  },
};
