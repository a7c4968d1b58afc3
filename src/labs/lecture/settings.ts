/** What the main job does at each preset: sizes, budgets, treatments. */
import type { PpoOptions } from '../../train/ppo-options';
import type { RewardModelOptions } from '../../train/reward-model';
import type { SftOptions } from '../../train/sft';

/** Names of the presets. */
export const presetNames = ['quick', 'lecture', 'full'] as const;
/** A preset. */
export type PresetName = (typeof presetNames)[number];

/** A treatment of the policy: what it is trained on and at what price of KL. */
export interface Arm {
  /** Stable name in results and files. */
  readonly name: 'free' | 'penalty' | 'control';
  /** As it stands in figures. */
  readonly title: string;
  /** The reward model, or, for the control, the judge itself. */
  readonly reward: 'model' | 'gold';
  /** What differs from `ppoDefaults`. */
  readonly ppo: Partial<PpoOptions>;
}

/** Sizes of the main job, and the options of its trainers. */
export interface LectureSettings {
  /** Repetitions, each with its own data order, comparisons, reward model and policies. */
  readonly seeds: number;
  /** Demonstrations for SFT, of mixed quality. */
  readonly demonstrations: number;
  /** What differs from `sftDefaults`. */
  readonly sft: Partial<SftOptions>;
  /** Comparisons to train the reward model on. */
  readonly comparisons: number;
  /** Held-out comparisons that it is tested on. */
  readonly testComparisons: number;
  /** What differs from `rewardModelDefaults`. */
  readonly rewardModel: Partial<RewardModelOptions>;
  /** Held-out prompts, and samples of each. */
  readonly bestOfN: { readonly prompts: number; readonly samples: number };
  /** The policies that are trained. */
  readonly arms: readonly Arm[];
  /** Iterations between evaluations of a policy in training. */
  readonly evaluationInterval: number;
  /** Held-out prompts in each evaluation. */
  readonly evaluationPrompts: number;
  /** Held-out prompts for the table of stages. */
  readonly tablePrompts: number;
  /** Longest reply, in tokens. */
  readonly maxNewTokens: number;
}

/** Large rounds and a gentle rate: with 96 rows a round the control hardly rose (see LOG.md). */
const shared: Partial<PpoOptions> = {
  learningRate: 2e-4,
  rowsPerIteration: 192,
  minibatchRows: 96,
  valueWarmup: 3,
};

const arms = (iterations: { free: number; penalty: number; control: number }): Arm[] => [
  {
    name: 'free',
    title: 'PPO on the reward model, no KL penalty',
    reward: 'model',
    ppo: { ...shared, iterations: iterations.free, klCoefficient: 0 },
  },
  {
    name: 'penalty',
    title: 'PPO on the reward model, KL penalty',
    reward: 'model',
    ppo: { ...shared, iterations: iterations.penalty, klCoefficient: 0.15, minibatchRows: 48, epochs: 1 },
  },
  {
    name: 'control',
    title: 'Control: PPO on the gold score itself',
    reward: 'gold',
    ppo: { ...shared, iterations: iterations.control, klCoefficient: 0 },
  },
];

const lecture: LectureSettings = {
  seeds: 1,
  demonstrations: 10_000,
  sft: { epochs: 3, learningRate: 1e-3, rowsPerBatch: 16 },
  comparisons: 8000,
  testComparisons: 400,
  rewardModel: { epochs: 1, pooling: 'mean' },
  bestOfN: { prompts: 48, samples: 64 },
  arms: arms({ free: 20, penalty: 16, control: 20 }),
  evaluationInterval: 4,
  evaluationPrompts: 256,
  tablePrompts: 600,
  maxNewTokens: 112,
};

/** The presets: `quick` proves the path, `lecture` shows the effect, `full` repeats it over seeds. */
export const presets: Readonly<Record<PresetName, LectureSettings>> = {
  quick: {
    ...lecture,
    demonstrations: 1200,
    sft: { ...lecture.sft, epochs: 1 },
    comparisons: 400,
    testComparisons: 100,
    bestOfN: { prompts: 16, samples: 16 },
    arms: arms({ free: 3, penalty: 2, control: 2 }).map((arm) => ({
      ...arm,
      ppo: { ...arm.ppo, valueWarmup: 1, rowsPerIteration: 48, minibatchRows: 24 },
    })),
    evaluationInterval: 1,
    evaluationPrompts: 32,
    tablePrompts: 64,
  },
  lecture,
  full: { ...lecture, seeds: 3 },
};
