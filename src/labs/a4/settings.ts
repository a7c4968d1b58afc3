/** What lab A4 varies: where SFT starts, and how many demonstrations it is shown. */
import type { SftOptions } from '../../train/sft';
import type { LabPreset } from '../../study/lab';
import type { BaseSize } from '../../study/workbench';

export interface A4Settings {
  readonly seeds: readonly number[];
  readonly base: BaseSize;
  /** Numbers of demonstrations, ascending; one in ten of them is held out from training. */
  readonly demonstrations: readonly number[];
  /** Share of the demonstrations that are about the assistant itself; the rest are about people. */
  readonly selfShare: number;
  readonly sft: Omit<Partial<SftOptions>, 'seed' | 'epochs'> & { readonly rowsPerBatch: number };
  /** Passes over the demonstrations, and more where they are so few that these would be less than so many steps. */
  readonly epochs: number;
  readonly leastSteps: number;
}

const lecture: A4Settings = {
  seeds: [1],
  base: 'large',
  // The least is a dozen that are imitated, and two held out.
  demonstrations: [14, 60, 250, 1000],
  selfShare: 1 / 3,
  sft: { learningRate: 5e-4, rowsPerBatch: 16 },
  epochs: 6,
  leastSteps: 40,
};

export const a4Presets: Readonly<Record<LabPreset, A4Settings>> = {
  quick: { ...lecture, demonstrations: [14, 60], epochs: 3, leastSteps: 20 },
  lecture,
  full: { ...lecture, seeds: [1, 2, 3], demonstrations: [14, 30, 60, 125, 250, 500, 1000, 2000] },
};

/** Passes over so many demonstrations. */
export function passes({ epochs, leastSteps, sft }: A4Settings, demonstrations: number): number {
  const stepsPerPass = Math.ceil((0.9 * demonstrations) / sft.rowsPerBatch);
  return Math.max(epochs, Math.ceil(leastSteps / stepsPerPass));
}
