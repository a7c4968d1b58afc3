/** What the sweeps of labs B3 and B5 share: a reward model by its size, label noise and number of comparisons. */
import type { RewardModelOptions } from '../train/reward-model';
import { sftPolicy, type Foundation, type FoundationSettings } from './foundation';
import { baseSizes, type LabEvent, type Made, type Workbench } from '../study/workbench';
import { labelled, type LabelKind } from './labels';
import { rewardModelRecipe, type RewardModel } from './reward-model';

/** Sizes of reward models: the base models that ship, and a tiny network that was never pre-trained. */
export const rewardSizes = ['tiny', ...baseSizes] as const;
export type RewardSize = (typeof rewardSizes)[number];

/** The tiny one's shape. */
const tinyShape = {
  hidden_size: 32,
  intermediate_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 2,
} as const;

/** One reward model of a sweep. */
export interface RewardCell {
  readonly size: RewardSize;
  /** Share of labels that are turned round, on top of the annotator's own uncertainty. */
  readonly flipRate: number;
  readonly comparisons: number;
  /** Left out for binary choices. */
  readonly labels?: LabelKind;
  readonly options: Omit<Partial<RewardModelOptions>, 'seed'>;
  /** Tells the members of an ensemble apart; default 0. */
  readonly member?: number;
}

/** Makes or finds it; labs that ask for the same one share it. */
export async function* sweptRewardModel(
  bench: Workbench,
  settings: FoundationSettings,
  { policy, pairs, heldOut }: Foundation,
  { size, flipRate, comparisons, labels, options, member = 0 }: RewardCell,
  seed: number,
): AsyncGenerator<LabEvent, Made<RewardModel>> {
  const start = size === 'tiny' || size === 'large' ? policy : yield* sftPolicy(bench, settings, size, seed);
  return yield* bench.make(
    rewardModelRecipe,
    { start: size === 'tiny' ? tinyShape : 'policy', options, seed: seed + member },
    {
      start,
      labels: labelled(pairs.piece, { comparisons, labels, annotator: { flipRate }, seed: seed + member }),
      heldOut,
    },
  );
}
