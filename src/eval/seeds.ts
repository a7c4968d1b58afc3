/**
 * Intervals over seeds: a handful of repetitions, so Student's t and not the bootstrap, which is too narrow on three
 * values.
 */
import type { Interval } from './bootstrap';
import { mean, standardDeviation } from './statistics';

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom (any statistics table), and the normal's after. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/**
 * The mean over seeds with its 95 % interval, mean ± t s / √n.
 * @param values one number a seed, at least two.
 * @throws RangeError on fewer.
 */
export function seedInterval(values: readonly number[]): Interval {
  const centre = mean(values);
  const t = quantiles[values.length - 2] ?? 1.96;
  const half = (t * standardDeviation(values)) / Math.sqrt(values.length);
  return { value: centre, low: centre - half, high: centre + half };
}
