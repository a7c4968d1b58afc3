/** Lab B3: the whole path at toy size, and its checks and titles on made-up rows. */
import { beforeAll, describe, expect, it } from 'vitest';
import { b3, b3Checks, b3Presets, runB3 } from '../../src/labs/b3';
import { labelKinds, labelSeconds } from '../../src/steps/labels';
import { sectionOf, subsetNames } from '../../src/steps/report-card';
import { evaluate } from '../../src/study/checks';
import { patched } from '../../src/study/presets';
import { formatRows, promptRows, Table, type Row } from '../../src/study/rows';
import { memoryStore } from '../../src/study/store';
import { followed, madeAnew, toyBench } from '../helpers/toy-labs';

const toy = patched(b3Presets.quick, {
  foundation: {
    demonstrations: 400,
    sft: { epochs: 2, learningRate: 3e-3 },
    pairs: 40,
    heldOutPairs: 24,
    maxNewTokens: 48,
  },
  center: { budget: 40 },
  budgets: [16, 40],
  cardPairs: 4,
});

/** As claimed, or every model guessing. */
function madeUp(claimed: boolean): Table {
  const rows = [1, 2, 3].flatMap((seed) => {
    const of = (arm: string, measure: string, level: number, guess = 0.5, at: number | null = null) => {
      const high = claimed ? level : guess;
      return promptRows(
        { arm, seed, measure, at },
        Array.from({ length: 400 }, (_, i) => high + 0.2 * Math.sin(i) + 0.002 * Math.sin(7 * seed)),
      );
    };
    return [
      ...labelKinds.flatMap((kind) => of(kind, 'annotator', 0.6)),
      ...labelKinds.flatMap((kind) => of(kind, 'judge', kind === 'binary' ? 0.6 : 0.7)),
      ...['comparisons', 'size'].flatMap((arm) =>
        [0, 1].flatMap((at) => of(arm, 'judge', 0.6 + at / 10, 0.5, at)),
      ),
      ...[0, 1].flatMap((at) => of('noise', 'judge', 0.7 - at / 10, 0.5, at)),
      ...of('binary', 'calibration error', 0.03, 0.2),
      ...[1, 2].flatMap((at) => of('epochs', 'calibration error', at / 10, 0.2, at)),
      ...subsetNames.flatMap((name) => {
        const level = name === 'very polite' ? 0.1 : sectionOf(name) === 'chat' ? 0.9 : 0.6;
        return [...of(name, 'narrow', level), ...of(name, 'broad', level + 0.1)];
      }),
    ];
  });
  return new Table(rows);
}

describe('lab B3 at toy size', () => {
  const store = memoryStore();
  let rows: readonly Row[];
  let table: Table;

  beforeAll(async () => {
    ({ rows } = (await followed(runB3(await toyBench(store), toy))).found);
    table = new Table(rows);
  }, 240_000);

  it('puts every model to the same exam, the center being one model in all arms', () => {
    const judged = (arm: string, at?: number) => table.values({ arm, measure: 'judge', at }, 1);
    expect(table.arms).toEqual([...labelKinds, 'comparisons', 'size', 'noise', 'epochs', ...subsetNames]);
    for (const arm of labelKinds) expect(judged(arm)).toHaveLength(judged('binary').length);
    for (const [arm, own, other] of [
      ['comparisons', 40, 16],
      ['size', 3, 0],
      ['noise', 0.1, 0.3],
      ['epochs', 1, 2],
    ] as const) {
      expect(judged(arm, own)).toEqual(judged('binary'));
      expect(judged(arm, other)).toHaveLength(judged('binary').length);
    }
    for (const measure of ['narrow', 'broad', 'ceiling'])
      for (const arm of subsetNames) expect(table.values({ arm, measure }, 1)).toHaveLength(4);
  });

  it('gives dearer labels fewer pairs', () => {
    const of = (arm: string, measure: string) => table.mean({ arm, measure }, 1);
    expect(of('binary', 'examples')).toBe(40);
    for (const kind of ['rating', 'notes'] as const) {
      expect(of(kind, 'seconds')).toBeGreaterThan(of('binary', 'seconds'));
      expect(of(kind, 'examples')).toBeLessThan(40);
    }
    // Marks are of both replies.
    expect(of('attributes', 'examples') / 2).toBeLessThan((40 * of('binary', 'seconds')) / 30);
    expect(labelSeconds('attributes', 12)).toBe(42);
  });

  it('finds its pieces again, and the same rows', { timeout: 240_000 }, async () => {
    const { found, seen } = await followed(runB3(await toyBench(store), toy));
    expect(madeAnew(seen)).toEqual([]);
    expect(formatRows(found.rows)).toBe(formatRows(rows));
    expect(b3Checks(toy).map((spec) => evaluate(table, 'B3', spec).id)).toHaveLength(18);
    expect(Object.keys(b3.figures({ rows, checks: [] }))).toEqual(['accuracy', 'labels', 'report-card']);
  });

  it('holds where all that is claimed is so, nowhere where every model guesses, and says so in its titles', () => {
    const found = (claimed: boolean) => {
      const made = madeUp(claimed);
      return b3Checks(b3Presets.full).map((spec) => evaluate(made, 'B3', spec));
    };
    const [shown, guessed] = [found(true), found(false)];
    expect(shown.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
    expect(guessed.filter(({ verdict }) => verdict === 'holds')).toEqual([]);
    const titles = (checks: typeof shown) =>
      Object.values(b3.figures({ rows, checks })).map(({ layout }) => layout.title?.text);
    expect(titles(shown)).toEqual([
      'The reward model agrees with annotator and judge more often than chance',
      'For the same labour, ratings from 1 to 7 and attribute marks and choices with notes teach more than binary choices',
      'Report card: very polite replies fool the reward model',
    ]);
    expect(titles(guessed)[1]).toContain('no kind of label is shown to beat binary choices');
  });
});
