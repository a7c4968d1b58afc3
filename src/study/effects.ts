/**
 * Effects with their 95 % intervals, over whatever was repeated: seeds where there are several, prompts (by the
 * bootstrap) where there is one. Which of the two it is stands in the check.
 */
import { bootstrapMean } from '../eval/bootstrap';
import { seedInterval } from '../eval/seeds';
import { mean, quantileSorted } from '../eval/statistics';
import { Random } from '../random';
import type { EffectInterval } from './lab';

/** An effect and what its interval is over. */
export interface Effect {
  readonly effect: EffectInterval;
  readonly over: string;
}

/**
 * An effect that is one number a seed. One seed alone gives no interval, so nothing that is claimed of it holds, unless
 * there is another way to one.
 * @param withinOne the interval of the only seed, from what was repeated within it.
 */
export function effectOver(values: readonly number[], withinOne?: () => Effect): Effect {
  if (values.length > 1) return { effect: seedInterval(values), over: `${values.length} seeds` };
  return withinOne?.() ?? { effect: { value: values[0], low: null, high: null }, over: 'one run' };
}

/**
 * An effect that is a mean over prompts.
 * @param perSeed one number a prompt. `[seeds][prompts]`
 */
export function meanEffect(perSeed: readonly (readonly number[])[]): Effect {
  return effectOver(
    perSeed.map((values) => mean(values)),
    () => ({
      effect: bootstrapMean(perSeed[0], { random: new Random(1).split('effect') }),
      over: `${perSeed[0].length} prompts`,
    }),
  );
}

/**
 * The effect of one seed with its percentile bootstrap interval, for a statistic that is no mean.
 * @param over what is drawn again, e.g. "110 people".
 * @param draw the statistic on what was drawn once more.
 */
export function redrawnEffect(
  purpose: string,
  over: string,
  value: number,
  draw: (random: Random) => number,
): Effect {
  const random = new Random(1).split('effect', purpose);
  const draws = Array.from({ length: 1000 }, () => draw(random)).sort((a, b) => a - b);
  return { effect: { value, low: quantileSorted(draws, 0.025), high: quantileSorted(draws, 0.975) }, over };
}

/** a − b, item by item. */
export function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value - b[i]);
}

/** A number as people read it: three significant digits. */
export function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
