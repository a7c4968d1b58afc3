/** Lab B1: the whole path at toy size on a tiny base, its checks and figures on made-up data. */
import { describe, expect, it } from 'vitest';
import { b1Checks, cellsOf } from '../../src/labs/b1/checks';
import { b1Data, starts, type B1Data } from '../../src/labs/b1/data';
import { b1Figures } from '../../src/labs/b1/figures';
import { runB1 } from '../../src/labs/b1/lab';
import { b1Presets, writers, type B1Settings, type Writers } from '../../src/labs/b1/settings';
import { passes } from '../../src/steps/imitation';
import { mean } from '../../src/eval/statistics';
import { finished, toyBench } from './toy-bench';

const { quick } = b1Presets;
const toy: B1Settings = {
  ...quick,
  counts: [2, 30],
  lossCounts: [30],
  imitation: { ...quick.imitation, rows: 60, prompts: 12, maxNewTokens: 24 },
  foundation: { ...quick.foundation, demonstrations: 40, pairs: 2, heldOutPairs: 8, maxNewTokens: 12 },
  handful: 4,
  ppo: { ...quick.ppo, iterations: 1, rowsPerIteration: 8, minibatchRows: 8, maxNewTokens: 12 },
  evaluation: { interval: 1, prompts: 4 },
};

const run = async () => finished(runB1(await toyBench(), toy));

/** Policies whose gold is this on every prompt, but for a ripple that makes the prompts differ. */
const worth = (gold: number, seed: number) => ({
  seed,
  golds: Array.from({ length: 20 }, (_, p) => gold + 0.01 * ((p + seed) % 3)),
  rightFormat: gold,
});

const point = (iteration: number, gold: number) => ({
  iteration,
  kl: iteration,
  gold,
  proxy: gold,
  parts: { format: 0.5 },
  length: 40,
  repetition: 0.1,
});

const course = (seed: number, from: number, to: number): B1Data['rl'][number]['seeds'][number] => ({
  seed,
  points: [point(0, from), point(5, (from + to) / 2), point(10, to)],
  golds: { start: worth(from, seed).golds, peak: worth(to, seed).golds, end: worth(to, seed).golds },
  fit: null,
  samples: [],
});

/** Data on which the quality of a writer is worth this much gold. */
function madeUp(
  quality: Readonly<Record<Writers, number>>,
  seeds: readonly number[],
  allTokens = -0.05,
): B1Data {
  const cell = (who: Writers, count: number, imitated: 'assistant' | 'all'): B1Data['cells'][number] => {
    const gold = 0.1 + 0.1 * Math.log10(count / 20) + quality[who] + (imitated === 'all' ? allTokens : 0);
    return {
      writers: who,
      count,
      imitated,
      passes: 3,
      demonstrationGold: seeds.map(() => 0.5 + quality[who]),
      seeds: seeds.map((seed) => worth(gold, seed)),
    };
  };
  const ends = { base: [-2, -1.8], handful: [-1.5, -0.9], SFT: [0, 1] } as const;
  return {
    base: seeds.map((seed) => worth(0.02, seed)),
    cells: [
      ...writers.flatMap((who) => [20, 200, 2000].map((count) => cell(who, count, 'assistant'))),
      ...[200, 2000].map((count) => cell('mixed', count, 'all')),
    ],
    rl: starts.map((start) => ({
      start,
      demonstrations: { base: 0, handful: 16, SFT: 6000 }[start],
      seeds: seeds.map((seed) => course(seed, ends[start][0], ends[start][1])),
      unfinished: Array.from({ length: 10 }, (_, i) => 1 / (i + 1)),
    })),
  };
}

const asClaimed = { expert: 0.3, average: 0.1, careless: 0, mixed: 0.15 };

describe('lab B1', () => {
  it('runs from demonstrations to RL, and gives the same bytes twice', { timeout: 60_000 }, async () => {
    const data = await run();
    expect(b1Data.parse(JSON.parse(JSON.stringify(data)))).toEqual(data);
    expect(JSON.stringify(await run())).toBe(JSON.stringify(data));

    expect(data.cells.map(({ writers: who, count, imitated }) => `${who} ${count} ${imitated}`)).toEqual([
      ...writers.flatMap((who) => [`${who} 2 assistant`, `${who} 30 assistant`]),
      'mixed 30 all',
    ]);
    for (const cell of data.cells) expect(cell.seeds[0].golds).toHaveLength(12);
    const demonstrated = (who: Writers) => mean(cellsOf(data, who)[1].demonstrationGold);
    expect(demonstrated('expert')).toBe(1);
    expect(demonstrated('average')).toBeLessThan(demonstrated('expert'));
    expect(demonstrated('careless')).toBeLessThan(demonstrated('average'));
    const [assistant] = cellsOf(data, 'mixed').slice(-1);
    const [all] = cellsOf(data, 'mixed', 'all');
    expect(all.demonstrationGold).toEqual(assistant.demonstrationGold);
    expect(all.seeds).not.toEqual(assistant.seeds);

    expect(data.rl.map(({ start, demonstrations }) => [start, demonstrations])).toEqual([
      ['base', 0],
      ['handful', 4],
      ['SFT', 40],
    ]);
    for (const { seeds, unfinished } of data.rl) {
      expect(seeds[0].points.map(({ iteration }) => iteration)).toEqual([0, 1]);
      expect(seeds[0].points[0].kl).toBe(0);
      expect(unfinished).toHaveLength(1);
    }
    expect(Object.keys(b1Figures(data))).toEqual(['demonstrations', 'loss', 'initialisation']);
    expect(b1Checks(data).every(({ effect }) => effect.low !== null)).toBe(true);
  });

  it('passes over few demonstrations more often, never less than asked', () => {
    const { imitation } = b1Presets.lecture;
    expect(passes(imitation, 20) * 20).toBeGreaterThanOrEqual(imitation.rows);
    expect(passes(imitation, 1_000_000)).toBe(imitation.sft.epochs);
  });

  it('finds its claims to hold where number, quality and start do what is claimed', () => {
    for (const seeds of [[1], [1, 2, 3]]) {
      const checks = b1Checks(madeUp(asClaimed, seeds));
      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      expect(new Set(checks.map(({ over }) => over))).toEqual(
        new Set([seeds.length > 1 ? '3 seeds' : '20 prompts']),
      );
      const quality = checks.find(({ statement }) => statement.startsWith('quality over number'));
      expect(quality?.statement).toContain('200 of experts give more gold than 2000 of careless writers');
      expect(quality?.effect.value).toBeCloseTo(0.2);
    }
  });

  it('reports the claims that do not hold', () => {
    const alike = { expert: 0, average: 0, careless: 0, mixed: 0 };
    const missed = b1Checks(madeUp(alike, [1, 2, 3], 0.05)).filter(({ holds }) => !holds);
    expect(missed.map(({ statement }) => statement.split(':')[0])).toEqual([
      'experts’ 2000 demonstrations',
      'average writers’ 2000 demonstrations',
      'experts’ 2000 demonstrations',
      'quality over number',
      'loss on the assistant’s tokens, 200 demonstrations',
      'loss on the assistant’s tokens, 2000 demonstrations',
    ]);
  });

  it('draws what was found, and says no more than that in its titles', () => {
    const titles = (data: B1Data) =>
      Object.values(b1Figures(data)).map(({ layout }) => layout.title?.text ?? '');
    const shown = titles(madeUp(asClaimed, [1, 2, 3]));
    const alike = titles(madeUp({ expert: 0, average: 0, careless: 0, mixed: 0 }, [1, 2, 3], 0.05));
    expect(shown[0]).toContain('Quality before quantity');
    expect(alike[0]).not.toContain('Quality before quantity');
    expect(alike[1]).toContain('is not shown');
    expect(shown[2]).toContain('from SFT it ends higher');

    const { demonstrations } = b1Figures(madeUp(asClaimed, [1, 2, 3]));
    const [expert] = demonstrations.data;
    expect(expert.name).toBe('expert');
    expect(expert.x.map((x) => Math.round(10 ** Number(x)))).toEqual([20, 200, 2000]);
    expect(expert.y[2]).toBeCloseTo(0.61, 1);
    expect(demonstrations.layout.xaxis?.ticktext).toEqual(['20', '200', '2,000']);
  });
});
