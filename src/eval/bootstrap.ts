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
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

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
    throw new RangeError(`bootstrap needs a positive number of resamples, got ${resamples}`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`bootstrap needs a level in (0, 1), got ${level}`);
  const draws = Float64Array.from({ length: resamples }, draw).sort();
  return {
    value,
    low: quantileSorted(draws, (1 - level) / 2),
    high: quantileSorted(draws, (1 + level) / 2),
  };
}

/** The mean with its interval. Throws a RangeError on no values. */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions): Interval {
  return percentileInterval(mean(values), () => resampledMean(values, options.random), options);
}

/** mean(a) − mean(b) of two independent groups; each is resampled on its own. */
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
 * takes out how hard the prompts are. Throws a RangeError on unequal lengths.
 */
export function bootstrapPairedDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): Interval {
  if (a.length !== b.length)
    throw new RangeError(`pairs need equal lengths, got ${a.length} and ${b.length}`);
  return bootstrapMean(
    Float64Array.from(a, (value, i) => value - b[i]),
    options,
  );
}
