/** What lab B1 varies: number and quality of the demonstrations, the tokens of the loss, and where RL starts. */
import type { PpoOptions } from '../../train/ppo-options';
import type { Quality } from '../../world';
import { foundations, type FoundationSettings } from '../../steps/foundation';
import { imitationDefaults, type ImitationSettings } from '../../steps/imitation';
import type { LabPreset } from '../../study/lab';

/** Who writes the demonstrations of a cell: one quality, or the mix that ships. */
export const writers = ['expert', 'average', 'careless', 'mixed'] as const satisfies readonly (
  Quality | 'mixed'
)[];
export type Writers = (typeof writers)[number];

export interface B1Settings {
  readonly seeds: readonly number[];
  /** Demonstrations, ascending on a log scale, over a factor of ten at least; the larger sets begin with the smaller ones. */
  readonly counts: readonly number[];
  /** Numbers of mixed demonstrations at which the loss on all tokens is tried as well. */
  readonly lossCounts: readonly number[];
  readonly imitation: ImitationSettings;
  /** Where RL's fullest start, its prompts and gold's scale come from. */
  readonly foundation: FoundationSettings;
  /** Demonstrations that show little more than the format, for the start between base and SFT. */
  readonly handful: number;
  readonly ppo: Omit<Partial<PpoOptions>, 'seed'>;
  readonly evaluation: { readonly interval: number; readonly prompts: number };
}

const lecture: B1Settings = {
  seeds: [1],
  counts: [20, 200, 2000],
  lossCounts: [200],
  imitation: imitationDefaults,
  foundation: foundations.lecture,
  handful: 16,
  // The judge is the reward, so there is nothing to over-optimise and no price on KL.
  ppo: {
    iterations: 10,
    klCoefficient: 0,
    learningRate: 2e-4,
    rowsPerIteration: 128,
    minibatchRows: 64,
    valueWarmup: 3,
    maxNewTokens: 112,
  },
  evaluation: { interval: 5, prompts: 192 },
};

/** The presets. */
export const b1Presets: Readonly<Record<LabPreset, B1Settings>> = {
  quick: {
    ...lecture,
    counts: [10, 100],
    lossCounts: [100],
    imitation: { ...imitationDefaults, rows: 100, prompts: 24 },
    foundation: foundations.quick,
    ppo: { ...lecture.ppo, iterations: 2, rowsPerIteration: 32, minibatchRows: 16, valueWarmup: 1 },
    evaluation: { interval: 1, prompts: 16 },
  },
  lecture,
  full: {
    ...lecture,
    seeds: [1, 2, 3],
    counts: [30, 100, 300, 1000, 3000],
    lossCounts: [30, 300, 3000],
    imitation: { ...imitationDefaults, prompts: 360 },
    foundation: foundations.full,
    ppo: { ...lecture.ppo, iterations: 20, rowsPerIteration: 192, minibatchRows: 96 },
    evaluation: { interval: 4, prompts: 256 },
  },
};
