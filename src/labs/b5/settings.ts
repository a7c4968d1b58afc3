/** What lab B5 varies, one factor at a time around a default: comparisons, size of the reward model, label noise. */
import type { PpoOptions } from '../../train/ppo-options';
import type { RewardModelOptions } from '../../train/reward-model';
import { foundations, type FoundationSettings } from '../../steps/foundation';
import type { LabPreset } from '../../study/lab';
import { rewardSizes, type RewardSize } from '../../steps/reward-cells';

/** A reward model's place in the sweep. */
export interface Cell {
  readonly comparisons: number;
  readonly size: RewardSize;
  /** Share of labels that are turned round, on top of the annotator's own uncertainty. */
  readonly flipRate: number;
}

/** A PPO run of the sweep. */
interface PpoArm {
  readonly cell: Cell;
  /** What the policy is trained on: that reward model, three of them by a rule, or the judge. */
  readonly reward: 'single' | 'mean of three' | 'worst of three' | 'gold';
  readonly klCoefficient: number;
  readonly iterations: number;
}

export interface B5Settings {
  readonly seeds: readonly number[];
  readonly foundation: FoundationSettings;
  /** The default; every other cell differs from it in one factor. */
  readonly center: Cell;
  readonly cells: readonly Cell[];
  readonly rewardModel: Omit<Partial<RewardModelOptions>, 'seed'>;
  readonly pool: { readonly prompts: number; readonly samplesPerPrompt: number };
  /** Best-of-n up to this n is fitted, and what is beyond is predicted. */
  readonly fittedUpTo: number;
  readonly arms: readonly PpoArm[];
  readonly ppo: Omit<Partial<PpoOptions>, 'seed'>;
  readonly evaluation: { readonly interval: number; readonly prompts: number };
}

/** One factor at a time around the center; the center itself comes first. */
function sweep(
  center: Cell,
  comparisons: readonly number[],
  sizes: readonly RewardSize[],
  flipRates: readonly number[],
): Cell[] {
  return [
    center,
    ...comparisons.filter((n) => n !== center.comparisons).map((n) => ({ ...center, comparisons: n })),
    ...sizes.filter((size) => size !== center.size).map((size) => ({ ...center, size })),
    ...flipRates.filter((rate) => rate !== center.flipRate).map((flipRate) => ({ ...center, flipRate })),
  ];
}

const ppo: B5Settings['ppo'] = {
  learningRate: 2e-4,
  rowsPerIteration: 192,
  minibatchRows: 96,
  valueWarmup: 3,
  maxNewTokens: 112,
};

const center: Cell = { comparisons: 4000, size: 'large', flipRate: 0.1 };

const arm = (
  cell: Cell,
  klCoefficient: number,
  iterations: number,
  reward: PpoArm['reward'] = 'single',
): PpoArm => ({ cell, klCoefficient, iterations, reward });

const lecture: B5Settings = {
  seeds: [1],
  foundation: foundations.lecture,
  center,
  cells: sweep(center, [250, 1000, 4000], rewardSizes, [0, 0.1, 0.3]),
  rewardModel: { epochs: 1, pooling: 'mean' },
  pool: { prompts: 32, samplesPerPrompt: 128 },
  fittedUpTo: 16,
  arms: [arm(center, 0, 20), arm(center, 0, 20, 'gold')],
  ppo,
  evaluation: { interval: 4, prompts: 192 },
};

const few: Cell = { ...center, comparisons: 250 };
const noisy: Cell = { ...center, flipRate: 0.3 };
const tiny: Cell = { ...center, size: 'tiny' };

const fullCenter: Cell = { ...center, comparisons: 5000 };
const atFull = (cell: Cell): Cell =>
  cell.comparisons === center.comparisons ? { ...cell, comparisons: fullCenter.comparisons } : cell;

const quickCenter: Cell = { ...center, comparisons: 150 };

/** The presets. */
export const b5Presets: Readonly<Record<LabPreset, B5Settings>> = {
  quick: {
    ...lecture,
    foundation: foundations.quick,
    center: quickCenter,
    cells: sweep(quickCenter, [50, 150], ['tiny', 'large'], [0.1]),
    pool: { prompts: 8, samplesPerPrompt: 16 },
    fittedUpTo: 4,
    arms: [arm(quickCenter, 0, 2), arm(quickCenter, 0, 2, 'gold')],
    ppo: { ...ppo, rowsPerIteration: 32, minibatchRows: 16, valueWarmup: 1 },
    evaluation: { interval: 1, prompts: 16 },
  },
  lecture,
  full: {
    ...lecture,
    seeds: [1, 2, 3],
    foundation: foundations.full,
    center: fullCenter,
    cells: sweep(fullCenter, [50, 160, 500, 1600, 5000], rewardSizes, [0, 0.1, 0.3]),
    pool: { prompts: 64, samplesPerPrompt: 512 },
    fittedUpTo: 32,
    arms: [
      arm(fullCenter, 0, 32),
      arm(fullCenter, 0.05, 32),
      arm(fullCenter, 0.15, 32),
      arm(few, 0, 32),
      arm(atFull(noisy), 0, 32),
      arm(atFull(tiny), 0, 32),
      arm(fullCenter, 0, 32, 'mean of three'),
      arm(fullCenter, 0, 32, 'worst of three'),
      arm(fullCenter, 0, 32, 'gold'),
    ],
    evaluation: { interval: 4, prompts: 256 },
  },
};
