/**
 * Percentile bootstrap intervals (Efron 1979; Efron and Tibshirani 1993, chapter 13): resample the values with
 * replacement, take the statistic each time, and report the middle share of what came out.
 *
 * The values must be independent. When a prompt has several samples, pass one mean per prompt: prompts, not
 * samples, are the unit that was drawn.
 */
import type { Random } from '../random';
import { mean, quantileSorted } from './statistics';

/** An estimate with the ends of its interval. */
export interface Interval {
  /** The estimate on the values themselves. */
  readonly value: number;
  /** Lower end, in the values' unit. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** How intervals are found: percentiles of resampled estimates. */
export interface BootstrapOptions {
  /** Draws the resamples: equal streams give equal intervals. */
  random: Random;
  /** Number of resamples. Default 2000. */
  resamples?: number;
  /** Share of resamples inside the interval. Default 0.95. */
  level?: number;
}

function resampledMean(values: ArrayLike<number>, random: Random): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[random.int(values.length)];
  return sum / values.length;
}

function percentileInterval(
  value: number,
  draw: () => number,
  { resamples = 2000, level = 0.95 }: BootstrapOptions,
): Interval {
  if (!(Number.isInteger(resamples) && resamples > 0)) {
    throw new RangeError(`bootstrap: resamples is ${resamples}; expected a whole number from 1 up`);
  }
  if (!(level > 0 && level < 1))
    throw new RangeError(`bootstrap: level is ${level}; expected a share between 0 and 1`);
  const draws = Float64Array.from({ length: resamples }, draw).sort();
  return {
    value,
    low: quantileSorted(draws, (1 - level) / 2),
    high: quantileSorted(draws, (1 + level) / 2),
  };
}

/** The mean with its interval. @throws RangeError on no values or options out of range. */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions): Interval {
  return percentileInterval(mean(values), () => resampledMean(values, options.random), options);
}

/** mean(a) − mean(b) of two independent groups; each is resampled on its own. @throws as `bootstrapMean`. */
export function bootstrapDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): Interval {
  return percentileInterval(
    mean(a) - mean(b),
    () => resampledMean(a, options.random) - resampledMean(b, options.random),
    options,
  );
}

/**
 * The mean of a[i] − b[i], where i is the same prompt under both treatments: pairs are resampled together, which
 * takes out how hard the prompts are.
 * @throws RangeError as `bootstrapMean`, and on unequal lengths.
 */
export function bootstrapPairedDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): Interval {
  if (a.length !== b.length)
    throw new RangeError(`bootstrap: pairs of ${a.length} and ${b.length} values; expected as many`);
  return bootstrapMean(
    Float64Array.from(a, (value, i) => value - b[i]),
    options,
  );
}
