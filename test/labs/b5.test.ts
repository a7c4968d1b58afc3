/** Lab B5: a toy of the whole runs twice alike; checks, figures and the page on made-up data. */
import { describe, expect, it } from 'vitest';
import { bestOfNKl } from '../../src/eval/best-of-n';
import { fitGold, meanFit, predictGold } from '../../src/eval/curve-fits';
import { klDistance } from '../../src/eval/kl';
import { b5Checks, bestPoint, cellsBy } from '../../src/labs/b5/checks';
import { b5Data, type B5Data, type BestOfNSeed } from '../../src/labs/b5/data';
import { b5Figures } from '../../src/labs/b5/figures';
import { runB5 } from '../../src/labs/b5/lab';
import { samplesPage } from '../../src/labs/b5/page';
import { b5Presets, type B5Settings, type Cell } from '../../src/labs/b5/settings';
import { madeUpCourse } from './courses';
import { finished, toyBench } from './toy-bench';

describe('lab B5 at toy size', () => {
  const { quick } = b5Presets;
  const center: Cell = { ...quick.center, comparisons: 8 };
  const settings: B5Settings = {
    ...quick,
    seeds: [3],
    foundation: { ...quick.foundation, demonstrations: 32, pairs: 8, heldOutPairs: 8, maxNewTokens: 24 },
    center,
    cells: [center, { ...center, comparisons: 4 }],
    pool: { prompts: 4, samplesPerPrompt: 8 },
    arms: quick.arms.map((arm) => ({ ...arm, cell: center, iterations: 1 })),
    ppo: { ...quick.ppo, rowsPerIteration: 8, minibatchRows: 8, maxNewTokens: 24 },
    evaluation: { interval: 1, prompts: 8 },
  };

  it('gives the same bytes twice: every cell, ensembles, the control, PPO and its control', async () => {
    const once = async () => finished(runB5(await toyBench(), settings));
    const [first, second] = [await once(), await once()];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    const data = b5Data.parse(first);
    expect(data.cells.map(({ cell }) => cell.comparisons)).toEqual([8, 4]);
    expect(data.others.map(({ chooser }) => chooser)).toEqual(['mean of three', 'worst of three', 'gold']);
    expect(data.ppo.map(({ reward }) => reward)).toEqual(['single', 'gold']);
    for (const { seeds } of data.cells) {
      expect(seeds[0].points[0]).toMatchObject({ n: 1, kl: 0, gold: 0 });
      expect(seeds[0].golds[0]).toHaveLength(4);
    }
    // Choosing by gold cannot do worse than choosing by anything else on the same pool.
    const last = ({ points }: BestOfNSeed) => points[points.length - 1].gold;
    expect(last(data.others[2].seeds[0])).toBeGreaterThanOrEqual(last(data.cells[0].seeds[0]));
  }, 120_000);

  it('asks at the full preset for all that the claim needs', () => {
    const { cells, center: middle, arms, seeds, pool } = b5Presets.full;
    const values = (factor: keyof Cell) => new Set(cells.map((cell) => cell[factor]));
    expect([...values('comparisons')]).toHaveLength(5);
    expect([...values('size')]).toHaveLength(4);
    expect([...values('flipRate')]).toHaveLength(3);
    expect(pool.samplesPerPrompt).toBeGreaterThanOrEqual(512);
    expect(seeds).toHaveLength(3);
    // A model that PPO is run against is one of the cells, so that both curves are there.
    for (const { cell } of arms)
      expect(cells.some((c) => JSON.stringify(c) === JSON.stringify(cell)) || cell.comparisons === 250).toBe(
        true,
      );
    for (const cell of cells) {
      const changed = (['comparisons', 'size', 'flipRate'] as const).filter((f) => cell[f] !== middle[f]);
      expect(changed.length).toBeLessThanOrEqual(1);
    }
  });
});

const sizes = [1, 2, 4, 8, 16, 32, 64, 128];

/** Best-of-n that follows d(α − βd) exactly, every prompt alike. */
function follows(seed: number, alpha: number, beta: number): BestOfNSeed {
  const points = sizes.map((n) => {
    const kl = bestOfNKl(n);
    const d = klDistance(kl);
    return { n, kl, proxy: d, gold: d * (alpha - beta * d) };
  });
  const fit = fitGold(
    'best-of-n',
    points.map(({ kl, gold }) => ({ distance: klDistance(kl), gold })),
  );
  return {
    seed,
    points,
    golds: points.map(({ gold }) => [gold, gold]),
    fit: fit ?? null,
    small: null,
    predicted: 0.99,
  };
}

const center: Cell = { comparisons: 4000, size: 'large', flipRate: 0.1 };

/** Three seeds; β falls with better labels when the claim is true. */
function madeUp(isTrue: boolean): B5Data {
  const cell = (changed: Partial<Cell>, quality: number, parameters = 1e6) => ({
    cell: { ...center, ...changed },
    parameters,
    goldAccuracy: [0.7, 0.7, 0.7],
    seeds: [1, 2, 3].map((seed) => follows(seed, 0.6, isTrue ? 0.5 - 0.05 * quality : 0.2 + 0.05 * quality)),
  });
  const fall = isTrue ? [0, 0.3, -0.6] : [0, 0.1, 0.3];
  const arm = (cellOf: Cell, reward: 'single' | 'gold', gold: number[]) => ({
    cell: cellOf,
    reward,
    klCoefficient: 0,
    seeds: [1, 2, 3].map((seed) => madeUpCourse(seed, { kl: [0, 1, 9], gold, proxy: [0, 0.5, 1] })),
  });
  return {
    center,
    cells: [
      cell({}, 4),
      cell({ comparisons: 250 }, 1),
      cell({ comparisons: 1000 }, 2),
      cell({ size: 'tiny' }, 1, 8e4),
      cell({ size: 'small' }, 2, 9e4),
      cell({ flipRate: 0 }, 5),
      cell({ flipRate: 0.3 }, 1),
    ],
    others: [
      { chooser: 'worst of three', seeds: [1, 2, 3].map((seed) => follows(seed, 0.6, isTrue ? 0.2 : 0.5)) },
      { chooser: 'gold', seeds: [1, 2, 3].map((seed) => follows(seed, 0.9, 0.1)) },
    ],
    ppo: [
      arm({ ...center, comparisons: 250 }, 'single', isTrue ? [0, 0.1, -0.8] : fall),
      arm(center, 'single', fall),
      arm(center, 'gold', [0, 0.2, 0.4]),
    ],
  };
}

describe('checks of lab B5', () => {
  const held = (data: B5Data) =>
    b5Checks(data)
      .filter(({ holds }) => holds)
      .map(({ statement }) => statement);

  it('all hold where the claim is true', () => {
    const data = madeUp(true);
    expect(held(data)).toHaveLength(b5Checks(data).length);
    expect(held(data)).toContain(
      'PPO against 250 comparisons: a lower peak of gold than against the best reward model',
    );
  });

  it('do not hold where gold does not fall and better labels do not help', () => {
    const found = held(madeUp(false));
    for (const absent of [
      'gold falls from its peak',
      'the gold peak is higher',
      'a lower peak',
      'worst of three',
    ])
      expect(
        found
          .filter((statement) => statement.startsWith('PPO without') || !statement.startsWith('best-of-n'))
          .join(),
      ).not.toContain(absent);
    expect(found).toContain('control, choosing by gold: more gold at the largest n');
  });

  it('go along one factor, in ascending order, with the center among the cells', () => {
    expect(cellsBy(madeUp(true), 'comparisons').map(({ cell }) => cell.comparisons)).toEqual([
      250, 1000, 4000,
    ]);
    expect(cellsBy(madeUp(true), 'flipRate').map(({ cell }) => cell.flipRate)).toEqual([0, 0.1, 0.3]);
    expect(bestPoint(follows(1, 0.6, 0.3)).distance).toBeCloseTo(1, 0);
  });
});

describe('figures of lab B5', () => {
  const titles = (data: B5Data) =>
    Object.fromEntries(
      Object.entries(b5Figures(data)).map(([name, { layout }]) => [name, layout.title?.text]),
    );

  it('say in their titles what the checks found', () => {
    const [found, not] = [titles(madeUp(true)), titles(madeUp(false))];
    expect(found['over-optimization']).toBe('The proxy keeps rising while gold falls');
    expect(not['over-optimization']).toContain('what does gold do?');
    expect(found.comparisons).toBe('More comparisons: the gold peak is higher and further out');
    expect(not.comparisons).toContain('is not shown');
    expect(found.extremes).toBe('PPO finds less gold against a worse reward model');
    expect(found.parts).toBe('What the policy gives up most: content');
  });

  it('name real numbers on their axes', () => {
    const { comparisons, size } = b5Figures(madeUp(true));
    expect(comparisons.layout.xaxis2?.ticktext).toEqual(['250', '1,000', '4,000']);
    expect(size.layout.xaxis2?.ticktext).toEqual(['tiny<br>80 k', 'small<br>90 k', 'large<br>1000 k']);
  });
});

it('the mean of fits lies between them and has its own peak', () => {
  const fits = [follows(1, 0.6, 0.3), follows(1, 0.8, 0.2)].flatMap(({ fit }) => fit ?? []);
  const found = meanFit(fits);
  expect(found?.alpha).toBeCloseTo(0.7, 9);
  expect(found?.peak).toBeCloseTo(0.7 / 0.5, 9);
  expect(found && predictGold(found, 1)).toBeCloseTo(0.45, 9);
  expect(meanFit([])).toBeUndefined();
});

it('the page quotes what was written at the start, the peak and the end', () => {
  const page = samplesPage(madeUp(true));
  expect(page).toContain('### How? Now');
  expect(page).toContain('At the peak of gold, iteration 4:\n\n> b\n> c');
});
