/** What lab B2 varies: how a demonstration is come by, and how much labour is paid for. */
import type { EditOptions } from '../../world';
import { foundations, type FoundationSettings } from '../../steps/foundation';
import { imitationDefaults, type ImitationSettings } from '../../steps/imitation';
import type { LabPreset } from '../../study/lab';
import type { WayOfWork } from '../../steps/laboured';

export interface B2Settings {
  readonly seeds: readonly number[];
  readonly ways: readonly WayOfWork[];
  /** The people: none is perfect at spotting what is wrong, nor at typing. */
  readonly person: EditOptions;
  /** Seconds of labour to be spent in every way, ascending. */
  readonly budgets: readonly number[];
  /** Demonstrations of every way where number is held equal. */
  readonly number: number;
  readonly imitation: ImitationSettings;
  /** The policy that drafts is the foundation's. */
  readonly foundation: FoundationSettings;
}

const hour = 3600;

const lecture: B2Settings = {
  seeds: [1],
  ways: [
    { way: 'alone', drafts: 0 },
    { way: 'edited', drafts: 1 },
    { way: 'chosen', drafts: 4 },
  ],
  person: { care: 0.9, typoRate: 0.01 },
  budgets: [hour / 2, 2 * hour, 8 * hour, 32 * hour],
  number: 500,
  imitation: imitationDefaults,
  foundation: foundations.lecture,
};

/** The presets. */
export const b2Presets: Readonly<Record<LabPreset, B2Settings>> = {
  quick: {
    ...lecture,
    budgets: [hour / 4, hour],
    number: 30,
    imitation: { ...imitationDefaults, rows: 200, prompts: 24 },
    foundation: foundations.quick,
  },
  lecture,
  full: {
    ...lecture,
    seeds: [1, 2, 3],
    ways: [
      { way: 'alone', drafts: 0 },
      { way: 'edited', drafts: 1 },
      ...[2, 4, 8].map((drafts) => ({ way: 'chosen', drafts }) as const),
    ],
    imitation: { ...imitationDefaults, prompts: 360 },
    foundation: foundations.full,
  },
};
