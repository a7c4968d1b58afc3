/**
 * An effect with its 95 % interval: over seeds where there are several (Student's t on one number a seed), over prompts where
 * there is one (the bootstrap, of shares Wilson's). Bounded quantities get bounded intervals.
 */
import { bootstrapMean } from '../eval/bootstrap';
import { seedInterval, wilsonInterval } from '../eval/seeds';
import { mean } from '../eval/statistics';
import { Random } from '../random';

/** An effect, its interval where there is one, and what that is over. */
export interface Estimate {
  readonly effect: number;
  readonly interval: readonly [low: number, high: number] | null;
  /** "8 seeds", "192 prompts", "one run". */
  readonly over: string;
}

/** What an effect can be at all; a share of ones among zeros is counted, not averaged. */
export interface Bounds {
  readonly range?: readonly [number, number];
  readonly isShare?: boolean;
  /** What is repeated within a seed, in words; "prompts" when left out. */
  readonly each?: string;
}

/**
 * @param perSeed what each prompt contributes to the effect, which is the mean; one number where prompts have no part in it.
 *   `[seeds][prompts]`
 */
export function estimate(
  perSeed: readonly (readonly number[])[],
  { range, isShare, each = 'prompts' }: Bounds = {},
): Estimate {
  const [first] = perSeed;
  const values = perSeed.map((contributions) => mean(contributions));
  const effect = mean(values);
  const bounded = ([low, high]: readonly [number, number]): readonly [number, number] =>
    range ? [Math.max(range[0], low), Math.min(range[1], high)] : [low, high];
  const counted = (): readonly [number, number] => {
    const all = perSeed.reduce((sum, { length }) => sum + length, 0);
    return wilsonInterval(effect, all);
  };
  if (values.length > 1) {
    const { low, high } = seedInterval(values);
    const over = `${values.length} seeds`;
    if (!isShare) return { effect, interval: bounded([low, high]), over };
    // Seeds that agree to the last reply say nothing of the next one: never narrower than the count allows.
    const [least, most] = counted();
    return { effect, interval: bounded([Math.min(low, least), Math.max(high, most)]), over };
  }
  if (first.length < 2) return { effect, interval: null, over: 'one run' };
  const over = `${first.length} ${each}`;
  if (isShare) return { effect, interval: bounded(counted()), over };
  const { low, high } = bootstrapMean(first, { random: new Random(1).split('effect') });
  return { effect, interval: bounded([low, high]), over };
}
