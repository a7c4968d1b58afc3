/**
 * Effects with their 95 % intervals, over whatever was repeated: seeds where there are several, prompts (by the
 * bootstrap) where there is one. Which of the two it is stands in the check.
 */
import type { Interval } from '../eval/bootstrap';
import { seedInterval } from '../eval/seeds';

/** An effect and what its interval is over. */
export interface Effect {
  readonly effect: Interval;
  readonly over: string;
}

/**
 * @param values one number a seed.
 * @param withinOne the interval of the only seed, over its prompts; asked for only where there is one seed.
 */
export function effectOver(values: readonly number[], withinOne: () => Interval): Effect {
  if (values.length === 1) return { effect: withinOne(), over: 'prompts of one seed' };
  return { effect: seedInterval(values), over: `${values.length} seeds` };
}
