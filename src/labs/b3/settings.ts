/**
 * What lab B3 varies, one factor at a time around a default that it shares with lab B5: kind of label, labelling budget,
 * size of the reward model, label noise, epochs. And what a label costs.
 */
import { foundations, type FoundationSettings } from '../../steps/foundation';
import type { LabPreset } from '../../study/lab';
import { rewardSizes, type RewardSize } from '../../steps/reward-cells';
import { labelKinds, type LabelKind } from '../../steps/labels';
import { labour, rewardFamilies, type Family } from '../../world';

/** A reward model's place in the sweep. */
export interface Cell {
  readonly labels: LabelKind;
  /** Labour, counted in binary comparisons: dearer labels get fewer pairs for it. */
  readonly budget: number;
  readonly size: RewardSize;
  /** Share of labels that are turned round, on top of the annotator's own uncertainty. */
  readonly flipRate: number;
  readonly epochs: number;
}

export interface B3Settings {
  readonly seeds: readonly number[];
  readonly foundation: FoundationSettings;
  /** The default; comes first in `cells`. */
  readonly center: Cell;
  readonly cells: readonly Cell[];
  /** Families of the prompts of a reward model that is to know more kinds of prompts, for the report card. */
  readonly broad: readonly Family[];
  /** Pairs in each subset of the report card. */
  readonly cardPairs: number;
}

/**
 * The cost model: what is read takes the time that editing counts with (world/demonstrations/edit.ts); each answer is
 * found and clicked in three seconds; a note is a sentence of some ten words, typed. Stated here, measured nowhere.
 */
const secondsPerAnswer = 3;

/** What is given on a pair of replies, beside reading it. */
const given: Readonly<Record<LabelKind, { readonly answers: number; readonly words: number }>> = {
  binary: { answers: 1, words: 0 },
  rating: { answers: 2, words: 0 },
  attributes: { answers: 10, words: 0 },
  notes: { answers: 1, words: 10 },
};

/** Seconds of labour for one pair. @param reading seconds to read prompt and replies. */
export function labelSeconds(kind: LabelKind, reading: number): number {
  const { answers, words } = given[kind];
  return reading + secondsPerAnswer * answers + labour.secondsPerWordTyped * words;
}

/** How many pairs are labelled for a budget of binary comparisons. */
export function affordable(kind: LabelKind, budget: number, reading: number): number {
  return Math.floor((budget * labelSeconds('binary', reading)) / labelSeconds(kind, reading));
}

/** The values of each factor. */
interface Sweep {
  readonly budgets: readonly number[];
  readonly sizes: readonly RewardSize[];
  readonly flipRates: readonly number[];
  readonly epochs: readonly number[];
}

/** One factor at a time around the center; the center itself comes first. */
function sweep(center: Cell, { budgets, sizes, flipRates, epochs }: Sweep): Cell[] {
  const all = [
    center,
    ...labelKinds.map((labels) => ({ ...center, labels })),
    ...budgets.map((budget) => ({ ...center, budget })),
    ...sizes.map((size) => ({ ...center, size })),
    ...flipRates.map((flipRate) => ({ ...center, flipRate })),
    ...epochs.map((count) => ({ ...center, epochs: count })),
  ];
  return [...new Map(all.map((cell) => [JSON.stringify(cell), cell])).values()];
}

function preset(foundation: FoundationSettings, budget: number, factors: Sweep): B3Settings {
  const center: Cell = { labels: 'binary', budget, size: 'large', flipRate: 0.1, epochs: 1 };
  const cells = sweep(center, factors);
  return { seeds: [1], foundation, center, cells, broad: rewardFamilies, cardPairs: 100 };
}

/** The presets. */
export const b3Presets: Readonly<Record<LabPreset, B3Settings>> = {
  quick: {
    ...preset(foundations.quick, 150, {
      budgets: [50],
      sizes: ['tiny'],
      flipRates: [0.3],
      epochs: [2],
    }),
    cardPairs: 10,
  },
  lecture: preset(foundations.lecture, 4000, {
    budgets: [250, 1000],
    sizes: ['tiny', 'small'],
    flipRates: [0, 0.3],
    epochs: [2],
  }),
  full: {
    ...preset(foundations.full, 5000, {
      budgets: [50, 160, 500, 1600],
      sizes: rewardSizes,
      flipRates: [0, 0.05, 0.2, 0.3, 0.4],
      epochs: [2, 4],
    }),
    seeds: [1, 2, 3],
    cardPairs: 200,
  },
};
