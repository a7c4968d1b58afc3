/** Lab B6: a toy of the whole runs twice alike; checks and figures on made-up data. */
import { describe, expect, it } from 'vitest';
import { b6Checks } from '../../src/labs/b6/checks';
import { b6Data, type B6Data } from '../../src/labs/b6/data';
import { b6Figures } from '../../src/labs/b6/figures';
import { runB6 } from '../../src/labs/b6/lab';
import { b6Presets, type B6Settings } from '../../src/labs/b6/settings';
import { Random } from '../../src/random';
import { prompts } from '../../src/world';
import { finished, toyBench } from './toy-bench';

describe('lab B6 at toy size', () => {
  const { quick } = b6Presets;
  const settings: B6Settings = {
    ...quick,
    seeds: [3],
    foundation: { ...quick.foundation, demonstrations: 32, pairs: 8, heldOutPairs: 8, maxNewTokens: 24 },
    comparisons: 8,
    families: ['advice', 'arithmetic'],
    iterations: 1,
    ppo: { ...quick.ppo, rowsPerIteration: 8, minibatchRows: 8, maxNewTokens: 24 },
    evaluation: { interval: 1, prompts: 8 },
    measuredPrompts: 6,
  };

  it('gives the same bytes twice, with both measures of every arm', async () => {
    const once = async () => finished(runB6(await toyBench(), settings));
    const [first, second] = [await once(), await once()];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    const data = b6Data.parse(first);
    expect(data.arms.map(({ reward, weight }) => [reward, weight])).toEqual([
      ['reward model', 0],
      ['mixture', 2],
      ['sums', null],
    ]);
    for (const { seeds } of data.arms) {
      expect(seeds[0].rights).toHaveLength(6);
      expect(seeds[0].golds).toHaveLength(6);
      expect(seeds[0].course.map(({ iteration }) => iteration)).toEqual([0, 1]);
      expect(seeds[0].course[0]).toMatchObject({ centrepiece: 0, sums: 0 });
    }
    expect(Object.keys(b6Figures(data))).toEqual(['mixture', 'courses']);
  }, 120_000);

  it('refuses weights without the one that the checks are about, before any work', async () => {
    const events = runB6(await toyBench(), { ...settings, weights: [1] });
    await expect(events.next()).rejects.toThrow('weights are 1; expected 2, which the checks are about');
  });

  it('asks for as many sums as for the rest, to a tenth', () => {
    const all = prompts('train', quick.families);
    const sums = all.filter(({ family }) => family === 'arithmetic').length;
    expect(sums / all.length).toBeGreaterThan(0.4);
    expect(sums / all.length).toBeLessThan(0.6);
  });
});

/** Levels of an arm: share of sums right, gold on the centrepiece. */
type Levels = readonly [rights: number, gold: number];

function madeUp(seeds: number, start: Levels, arms: readonly (readonly [number | null, Levels])[]): B6Data {
  const random = new Random(7);
  const worth = ([rights, gold]: Levels, seed: number) => ({
    rights: Array.from({ length: 100 }, (_, i) => (i < 100 * rights + seed ? 1 : 0)),
    golds: Array.from({ length: 100 }, () => gold + 0.5 * random.normal()),
  });
  const range = Array.from({ length: seeds }, (_, i) => i);
  return {
    center: 2,
    start: range.map((seed) => worth(start, seed)),
    arms: arms.map(([weight, levels]) => ({
      reward: weight === null ? 'sums' : weight === 0 ? 'reward model' : 'mixture',
      weight,
      seeds: range.map((seed) => ({
        ...worth(levels, seed),
        course: [0, 8, 16].map((iteration) => ({
          iteration,
          kl: iteration,
          centrepiece: (levels[1] * iteration) / 16,
          sums: (levels[0] * iteration) / 16,
        })),
      })),
    })),
  };
}

/** As claimed: each reward alone raises its own. */
const mixed = (seeds: number) =>
  madeUp(
    seeds,
    [0.2, 0],
    [
      [0, [0.18, 1.5]],
      [2, [0.5, 1]],
      [8, [0.65, 0.6]],
      [null, [0.8, -0.5]],
    ],
  );

describe('the checks of lab B6', () => {
  it.each([1, 3])('hold where the mixture raises both and either alone its own, with %i seeds', (seeds) => {
    const checks = b6Checks(mixed(seeds));
    expect(checks).toHaveLength(8);
    for (const { holds, statement } of checks) expect(holds, statement).toBe(true);
    expect(checks[0].over).toBe(seeds === 1 ? '100 prompts' : '3 seeds');
  });

  it('do not hold where no reward moves anything', () => {
    const still: Levels = [0.2, 0];
    const data = madeUp(3, still, [
      [0, still],
      [2, still],
      [null, still],
    ]);
    // Equal to the last answer: there is no accuracy to be gained and no trend in it.
    for (const { holds, statement, unit } of b6Checks(data))
      if (unit === 'share of sums' || statement.endsWith('are right')) expect(holds, statement).toBe(false);
  });

  it('find that the reward model alone does as well where it does', () => {
    const data = madeUp(
      3,
      [0.2, 0],
      [
        [0, [0.6, 1.5]],
        [2, [0.5, 1]],
        [null, [0.8, -0.5]],
      ],
    );
    const behind = b6Checks(data).find(({ statement }) => statement.startsWith('the reward model alone'));
    expect(behind?.holds).toBe(false);
    expect(b6Figures(data).mixture.layout.title?.text).not.toContain('behind');
  });

  it('want the arms that the claim is about', () => {
    const data = mixed(1);
    expect(() => b6Checks({ ...data, center: 3 })).toThrow('lacks an arm');
  });
});

describe('the figures of lab B6', () => {
  it('say in the title what was found, and name every arm', () => {
    const { mixture, courses } = b6Figures(mixed(3));
    expect(mixture.layout.title?.text).toContain('leaves the other behind');
    const texts = (mixture.layout.annotations ?? []).map(({ text }) => text);
    for (const name of ['SFT', 'RM', '×2', '×8', 'sums']) expect(texts).toContain(name);
    expect(courses.data).toHaveLength(2 * 4 * 3);
  });
});
