/**
 * The grammar of checks: no test of it claims an effect where there is none more often than it may, by simulation with fixed
 * seeds; each finds an effect that is there; verdicts are what intervals say.
 */
import { describe, expect, it } from 'vitest';
import {
  evaluate,
  fallsFromPeak,
  higherPeak,
  less,
  more,
  peakTrend,
  risesPastPeak,
  risesToPeak,
  share,
  shareDifference,
  trend,
  verdictOf,
  within,
  type CheckSpec,
  type Test,
} from '../../src/study/checks';
import { promptRows, Table, type Row } from '../../src/study/rows';
import { Random } from '../../src/random';

const places = [0, 1, 2, 3];
const arms = ['a', 'b', 'c', 'd'];

/**
 * Courses of four arms with no effect: a prompt is as hard for every arm and seed, a seed moves an arm as a whole, every reply
 * falls by its own luck. @param drift what an arm gains from place to place.
 */
function world(random: Random, seeds: number, drift: (arm: string, at: number) => number = () => 0): Table {
  // One run's interval is the bootstrap's, which is too narrow for few prompts: labs ask some hundred.
  const difficulty = Array.from({ length: seeds === 1 ? 192 : 32 }, () => random.normal());
  const rows = Array.from({ length: seeds }, (_, seed) => seed + 1).flatMap((seed) =>
    arms.flatMap((arm) => {
      const shift = 0.15 * random.normal();
      return places.flatMap((at): Row[] => {
        const draw = () => difficulty.map((hard) => hard + shift + drift(arm, at) + random.normal());
        return [
          ...promptRows({ arm, seed, at, measure: 'gold' }, draw()),
          ...promptRows({ arm, seed, at, measure: 'proxy' }, draw()),
        ];
      });
    }),
  );
  return new Table(rows);
}

const last = (arm: string) => ({ arm, measure: 'gold', at: 'last' as const });
const spec = (test: Test, matters = 0): CheckSpec => ({ id: 'x', statement: '', unit: '', matters, test });

const worlds = 300;

/** How often each of some tests "holds" in worlds like this. */
function holds(
  tests: Readonly<Record<string, Test>>,
  make: (random: Random) => Table,
  { matters = 0, count = worlds } = {},
): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const table = make(new Random(7).split('world', i));
    for (const [name, test] of Object.entries(tests)) {
      const held = evaluate(table, 'T1', spec(test, matters)).verdict === 'holds';
      found.set(name, (found.get(name) ?? 0) + (held ? 1 : 0));
    }
  }
  return new Map([...found].map(([name, times]) => [name, times / count]));
}

const tests: Record<string, Test> = {
  more: more(last('a'), last('b')),
  less: less(last('a'), last('b')),
  'trend up': trend(arms.map(last), 'up'),
  'trend down, three arms': trend(arms.slice(1).map(last), 'down', [1, 2, 4]),
  fallsFromPeak: fallsFromPeak('a', 'gold'),
  risesToPeak: risesToPeak('a', 'gold'),
  risesPastPeak: risesPastPeak('a', 'gold', 'proxy'),
  higherPeak: higherPeak('a', 'b', 'gold'),
  peakTrend: peakTrend(arms, 'gold', 'up'),
};

/** Of one seed the interval is over prompts and knows nothing of how far another seed would have moved an arm. */
const withinOneRun = ['fallsFromPeak', 'risesToPeak', 'risesPastPeak'];

describe('with no effect at all', () => {
  it.each([1, 3, 8])('no test holds in more than 5 %% of worlds of %s seeds', (seeds) => {
    const chosen = Object.entries(tests).filter(([name]) => seeds > 1 || withinOneRun.includes(name));
    const rates = holds(Object.fromEntries(chosen), (random) => world(random, seeds));
    expect([...rates].filter(([, rate]) => rate > 0.05)).toEqual([]);
    expect(rates.size).toBe(chosen.length);
  });

  const shares =
    (p: (arm: string) => number, count = 40) =>
    (random: Random) =>
      new Table(
        [1, 2, 3].flatMap((seed) =>
          arms.flatMap((arm) =>
            promptRows(
              { arm, seed, measure: 'right' },
              Array.from({ length: count }, () => (random.chance(p(arm)) ? 1 : 0)),
            ),
          ),
        ),
      );
  const right = (arm: string) => ({ arm, measure: 'right' });

  it.each([0.5, 0.9, 0.98])('a share of %s is not found above or below itself', (p) => {
    const both = { above: share(right('a'), 'above', p), below: share(right('a'), 'below', p) };
    for (const rate of holds(
      both,
      shares(() => p),
    ).values())
      expect(rate).toBeLessThanOrEqual(0.05);
  });

  it.each([8, 40])('two shares of %s prompts are not found to differ', (count) => {
    const test = { more: more(right('a'), right('b'), shareDifference) };
    const rates = holds(
      test,
      shares(() => 0.5, count),
    );
    expect(rates.get('more')).toBeLessThanOrEqual(0.05);
  });

  it('a difference as large as what matters is not found to be none', () => {
    const apart = (random: Random) => world(random, 8, (arm) => (arm === 'a' ? 0.3 : 0));
    const rates = holds({ within: within(last('a'), last('b')) }, apart, { matters: 0.3 });
    expect(rates.get('within')).toBeLessThanOrEqual(0.05);
  });
});

describe('with an effect', () => {
  const found = (
    some: Readonly<Record<string, Test>>,
    drift?: Parameters<typeof world>[2],
    matters = 0.1,
  ) => {
    const rates = holds(some, (random) => world(random, 8, drift), { matters, count: 40 });
    expect(Math.min(...rates.values())).toBeGreaterThan(0.9);
  };

  it('a fall and a rise are found', () => {
    const { fallsFromPeak: falls, risesToPeak: rises } = tests;
    found({ falls, rises }, (arm, at) => (arm === 'a' ? -2 * Math.abs(at - 2) : 0));
  });

  it('a difference and a trend are found', () => {
    const { 'trend up': up, peakTrend: peaks } = tests;
    const ordered = { more: more(last('b'), last('a')), up, peaks, peak: higherPeak('d', 'a', 'gold') };
    found(ordered, (arm) => arms.indexOf(arm));
  });

  it('no difference that matters is found', () => {
    found({ within: within(last('a'), last('b')) }, undefined, 0.8);
  });

  it('has the size that it has: a trend is the change from the first place to the last', () => {
    const exact = new Table(
      arms.flatMap((arm, i) =>
        [1, 2].flatMap((seed) => promptRows({ arm, seed, measure: 'm' }, [2 * i, 2 * i])),
      ),
    );
    const cells = arms.map((arm) => ({ arm, measure: 'm' }));
    expect(evaluate(exact, 'T1', spec(trend(cells, 'up'))).effect).toBeCloseTo(6, 12);
  });
});

describe('verdicts', () => {
  const says = (interval: [number, number] | null, expected: 'above' | 'below' | 'within', bound = 0) =>
    verdictOf({ interval, expected, bound, matters: 0.1 });

  it('follow from where the whole interval lies', () => {
    expect(says([0.2, 0.5], 'above')).toBe('holds');
    expect(says([2e-18, 0.5], 'above')).toBe('undecided');
    expect(says([-0.5, -0.2], 'above')).toBe('contradicted');
    expect(says([-0.2, 0.5], 'above')).toBe('undecided');
    expect(says([-0.05, 0.09], 'above')).toBe('no difference that matters');
    expect(says([0.01, 0.09], 'above')).toBe('no difference that matters');
    expect(says([-0.5, -0.2], 'below')).toBe('holds');
    expect(says([0.6, 0.8], 'above', 0.5)).toBe('holds');
    expect(says([-0.05, 0.09], 'within')).toBe('holds');
    expect(says([0.2, 0.3], 'within')).toBe('contradicted');
    expect(says([0.05, 0.3], 'within')).toBe('undecided');
    expect(says(null, 'above')).toBe('undecided');
  });

  it('are undecided of what was not measured, which is said', () => {
    const check = evaluate(new Table([]), 'T1', spec(more(last('a'))));
    expect(check).toMatchObject({ effect: null, interval: null, verdict: 'undecided' });
  });
});

describe('a peak', () => {
  it('is chosen on one half of the prompts and measured on the other', () => {
    // Prompt 0 is lucky at place 1: a peak chosen on all prompts would be found 5 above the end.
    const lucky = new Table(
      [0, 1].flatMap((at) =>
        promptRows({ arm: 'a', seed: 1, at, measure: 'gold' }, [at === 0 ? 10 : 0, 0, 0, 0]),
      ),
    );
    const { effect } = evaluate(lucky, 'T1', spec(fallsFromPeak('a', 'gold')));
    expect(effect).toBe(0);
  });
});
