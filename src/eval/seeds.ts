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

/**
 * The 95 % interval of a share, which stays in [0, 1] and is never a point (Wilson 1927,
 * https://doi.org/10.1080/01621459.1927.10502953).
 * @param count of what the share is of, from 1.
 */
export function wilsonInterval(share: number, count: number): readonly [low: number, high: number] {
  const z = 1.96;
  const centre = share + (z * z) / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}
