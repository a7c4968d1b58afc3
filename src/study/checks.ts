/**
 * The grammar of checks: a claim about a table of rows, with the smallest effect that matters and one of four verdicts. What
 * a test compares is worked out seed by seed, prompts paired; `estimate` turns that into an effect with its interval.
 *
 * A peak that is chosen and measured on the same prompts lies too high by luck alone, so peaks are chosen on one half of the
 * prompts and measured on the other. (Both ways round and averaged, a fall would still be found too often: an end that is
 * unlucky on one half both moves the other half's peak away from it and looks like a fall.)
 */
import * as z from 'zod';
import { mean } from '../eval/statistics';
import { largest, smallest } from '../extremes';
import { estimate, type Bounds } from './estimate';
import type { Cell, Table } from './rows';

/**
 * - holds: the whole interval lies where the claim puts it.
 * - contradicted: the whole interval lies on the other side.
 * - no difference that matters: the whole interval is nearer to the bound than the smallest effect that matters.
 * - undecided: none of these, or no interval. A fault of the design.
 */
export const verdicts = ['holds', 'contradicted', 'no difference that matters', 'undecided'] as const;
export type Verdict = (typeof verdicts)[number];

/** A check in `result.json`. */
export const checkSchema = z.object({
  /** Unique in its lab, e.g. "free-falls". */
  id: z.string(),
  /** Id in LECTURE.md's numbering, e.g. B5. */
  claim: z.string(),
  /** True of the check that decides the lab's claim. */
  main: z.boolean().optional(),
  /** What would be true if the claim held, as a sentence. */
  statement: z.string(),
  /** Null where nothing of what it compares was measured. */
  effect: z.number().nullable(),
  /** 95 %; null where one run gives none. */
  interval: z.tuple([z.number(), z.number()]).readonly().nullable(),
  /** Where the claim puts the effect, from the bound. */
  expected: z.enum(['above', 'below', 'within']),
  bound: z.number(),
  /** The smallest difference from the bound that matters. */
  matters: z.number(),
  unit: z.string(),
  /** What the interval is over: seeds, or prompts where there is one seed, or nothing. */
  over: z.string(),
  verdict: z.enum(verdicts),
});
export type Check = z.infer<typeof checkSchema>;

/** What a check compares, and where the claim puts it. */
export interface Test extends Bounds {
  readonly expected: Check['expected'];
  readonly bound: number;
  /** What each prompt contributes to the effect for one seed; one number where prompts have no part in it. */
  readonly contributions: (table: Table, seed: number) => readonly number[];
}

/** A check before it is measured. */
export interface CheckSpec extends Pick<Check, 'id' | 'statement' | 'matters' | 'unit'> {
  /** The lab's own where left out. */
  readonly claim?: string;
  readonly main?: true;
  readonly test: Test;
}

/** What an effect is counted in, and the least of it that matters. */
export type Scale = Pick<Check, 'unit' | 'matters'>;

/** A check; of the lab's own claim, and not its main one, when nothing else is said. */
export function check(
  id: string,
  statement: string,
  test: Test,
  scale: Scale,
  more: Pick<CheckSpec, 'claim' | 'main'> = {},
): CheckSpec {
  return { id, statement, test, ...scale, ...more };
}

/** `a` above `b`, or a cell above a number. */
export function more(a: Cell, b: Cell | number = 0, bounds: Bounds = {}): Test {
  return { ...compared(a, b), ...bounds, expected: 'above' };
}

/** `a` below `b`, or a cell below a number. */
export function less(a: Cell, b: Cell | number = 0, bounds: Bounds = {}): Test {
  return { ...compared(a, b), ...bounds, expected: 'below' };
}

/** No difference between two cells, or from a number, that matters. */
export function within(a: Cell, b: Cell | number = 0, bounds: Bounds = {}): Test {
  return { ...compared(a, b), ...bounds, expected: 'within' };
}

/** A share, of a measure that is 1 or 0, above or below a number. */
export function share(a: Cell, expected: 'above' | 'below', bound: number): Test {
  return { ...compared(a, bound), expected, range: [0, 1], isShare: true };
}

/** A difference of two shares lies between these. */
export const shareDifference: Bounds = { range: [-1, 1] };

function compared(a: Cell, b: Cell | number): Pick<Test, 'bound' | 'contributions'> {
  if (typeof b === 'number') return { bound: b, contributions: (table, seed) => table.values(a, seed) };
  return { bound: 0, contributions: (table, seed) => paired([a, b], [1, -1], table, seed) };
}

/** A weighted sum of cells above or below 0, such as the mean of some less the mean of others. */
export function contrast(
  cells: readonly Cell[],
  weights: readonly number[],
  expected: 'above' | 'below',
  bounds: Bounds = {},
): Test {
  const contributions = (table: Table, seed: number) => paired(cells, weights, table, seed);
  return { ...bounds, expected, bound: 0, contributions };
}

/** A weighted sum of cells, by prompt where all have as many. */
export function paired(
  cells: readonly Cell[],
  weights: readonly number[],
  table: Table,
  seed: number,
): number[] {
  return weighted(
    cells.map((cell) => table.values(cell, seed)),
    weights,
  );
}

/** A weighted sum by prompt, or of means where the prompts differ; nothing where one of them was not measured. */
function weighted(values: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const [{ length }] = values;
  if (values.some((some) => some.length === 0)) return [];
  if (values.some((some) => some.length !== length))
    return [values.reduce((sum, some, c) => sum + weights[c] * mean(some), 0)];
  return Array.from({ length }, (_, i) => values.reduce((sum, some, c) => sum + weights[c] * some[i], 0));
}

/**
 * A measure that rises (or falls) along some cells: the change from the first to the last place on the least-squares line.
 * @param along the cells' places; 0, 1, 2, … when left out.
 * @throws RangeError on fewer than two cells.
 */
export function trend(cells: readonly Cell[], direction: 'up' | 'down', along?: readonly number[]): Test {
  return contrast(cells, slope(cells, along), expectedTo(direction).expected);
}

/** What each of some places weighs in the change along their least-squares line. */
function slope(of: readonly unknown[], along: readonly number[] = of.map((_, i) => i)): number[] {
  if (of.length < 2) throw new RangeError(`trend: ${of.length} places; expected at least two`);
  const centre = mean(along);
  const square = along.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  const length = largest(along) - smallest(along);
  return along.map((x) => ((x - centre) / square) * length);
}

function expectedTo(direction: 'up' | 'down'): { expected: 'above' | 'below'; bound: number } {
  return { expected: direction === 'up' ? 'above' : 'below', bound: 0 };
}

/** A course ends below its peak by more than `by`. */
export function fallsFromPeak(arm: string, measure: string, by = 0): Test {
  return above(by, (table, seed) =>
    difference(
      atPeak(table, seed, arm, measure),
      measuring(table.values({ arm, measure, at: 'last' }, seed)),
    ),
  );
}

/** A course's peak lies above its start by more than `by`. */
export function risesToPeak(arm: string, measure: string, by = 0): Test {
  return above(by, (table, seed) =>
    difference(
      atPeak(table, seed, arm, measure),
      measuring(table.values({ arm, measure, at: 'first' }, seed)),
    ),
  );
}

/** From where `chosen` peaks to the end of the course, another measure rises: what goes on rising past the peak. */
export function risesPastPeak(arm: string, chosen: string, measure: string): Test {
  return above(0, (table, seed) =>
    difference(
      measuring(table.values({ arm, measure, at: 'last' }, seed)),
      atPeak(table, seed, arm, chosen, measure),
    ),
  );
}

/** The peak of one course lies above that of another. */
export function higherPeak(a: string, b: string, measure: string): Test {
  return above(0, (table, seed) =>
    difference(atPeak(table, seed, a, measure), atPeak(table, seed, b, measure)),
  );
}

/** Peaks rise (or fall) along some courses: see `trend`. */
export function peakTrend(
  arms: readonly string[],
  measure: string,
  direction: 'up' | 'down',
  along?: readonly number[],
): Test {
  const weights = slope(arms, along);
  return {
    ...expectedTo(direction),
    contributions: (table, seed) =>
      weighted(
        arms.map((arm) => atPeak(table, seed, arm, measure)),
        weights,
      ),
  };
}

function above(bound: number, contributions: Test['contributions']): Test {
  return { expected: 'above', bound, contributions };
}

const difference = (a: readonly number[], b: readonly number[]) => weighted([a, b], [1, -1]);

/** The prompts that peaks are chosen on, and those that they are measured on: every other one. */
const choosing = (values: readonly number[]) => values.filter((_, i) => i % 2 === 0);
const measuring = (values: readonly number[]) => values.filter((_, i) => i % 2 === 1);

/**
 * A course at its peak: the measuring prompts' values where the choosing ones' mean is highest.
 * @param measure read at the peak of `chosen`; the same when left out.
 */
function atPeak(table: Table, seed: number, arm: string, chosen: string, measure = chosen): number[] {
  const places = table.places(arm, chosen, seed);
  const values = places.map((at) => table.values({ arm, measure: chosen, at }, seed));
  if (!values.every(({ length }) => length > 1)) return [];
  const means = values.map((all) => mean(choosing(all)));
  const at = places[means.indexOf(largest(means))];
  return measuring(table.values({ arm, measure, at }, seed));
}

/** Measures a check on all seeds that have what it compares. */
export function evaluate(table: Table, claim: string, spec: CheckSpec): Check {
  const { test, id, main, statement, matters, unit } = spec;
  const perSeed = table.seeds
    .map((seed) => test.contributions(table, seed))
    .filter(({ length }) => length > 0);
  const found =
    perSeed.length > 0
      ? estimate(perSeed, test)
      : { effect: null, interval: null, over: 'nothing: not measured' };
  const { expected, bound } = test;
  const verdict = verdictOf({ interval: found.interval, expected, bound, matters });
  return {
    id,
    claim: spec.claim ?? claim,
    ...(main && { main }),
    statement,
    effect: found.effect,
    interval: found.interval,
    expected,
    bound,
    matters,
    unit,
    over: found.over,
    verdict,
  };
}

/** What sums of floating-point numbers can be off. */
const rounding = 1e-9;

/** What an interval says of a claim. */
export function verdictOf({
  interval,
  expected,
  bound,
  matters,
}: Pick<Check, 'interval' | 'expected' | 'bound' | 'matters'>): Verdict {
  if (!interval) return 'undecided';
  const [low, high] = interval
    .map((end) => (expected === 'below' ? bound - end : end - bound))
    .sort((a, b) => a - b);
  if (expected === 'within') {
    if (-matters < low && high < matters) return 'holds';
    return low > matters || high < -matters ? 'contradicted' : 'undecided';
  }
  if (-matters < low && high < matters) return 'no difference that matters';
  // Ends at the bound but for the rounding of sums are at the bound.
  if (low > rounding) return 'holds';
  return high < -rounding ? 'contradicted' : 'undecided';
}
