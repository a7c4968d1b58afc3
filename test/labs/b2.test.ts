/** Lab B2: the whole path at toy size, and what its titles say of made-up verdicts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { b2, b2Checks, b2Presets } from '../../src/labs/b2';
import { paidFor, type Laboured } from '../../src/steps/laboured';
import { evaluate, type Verdict } from '../../src/study/checks';
import type { LabResult } from '../../src/study/lab';
import { formatRows, Table } from '../../src/study/rows';
import { finish, toyBench } from '../helpers/toy-labs';

const toy = {
  budgets: [200, 800],
  number: 24,
  'imitation.rows': 30,
  'imitation.prompts': 8,
  'imitation.maxNewTokens': 16,
  'foundation.demonstrations': 40,
  'foundation.pairs': 2,
  'foundation.heldOutPairs': 2,
  'foundation.maxNewTokens': 16,
};
const run = async () => (await finish(b2.run(await toyBench(), 'quick', toy))).result;

describe('lab B2', () => {
  let result: LabResult;
  let table: Table;

  beforeAll(async () => {
    result = await run();
    table = new Table(result.rows);
  }, 240_000);

  it('runs from drafts to SFT, and gives the same bytes twice', { timeout: 240_000 }, async () => {
    expect(table.arms).toEqual(['the drafter', 'alone', 'edited', 'as drafted', 'best of 4']);
    for (const arm of ['alone', 'edited', 'best of 4']) {
      expect(table.values({ arm, measure: 'gold of demonstrations' }, 1)).toHaveLength(24);
      expect(table.places(arm, 'gold of SFT at equal cost', 1)).toEqual([200 / 3600, 800 / 3600]);
      expect(table.mean({ arm, measure: 'demonstrations', at: 'first' }, 1)).toBeGreaterThan(0);
    }
    const again = await run();
    expect(formatRows(again.rows)).toBe(formatRows(result.rows));
    expect(again.texts).toEqual(result.texts);
  });

  it('finds that editing mends what a model of 40 demonstrations drafts, which choosing cannot', () => {
    const gold = (arm: string) => table.mean({ arm, measure: 'gold of demonstrations' }, 1);
    expect(gold('alone')).toBeGreaterThan(0.95);
    expect(gold('edited')).toBeGreaterThan(gold('as drafted') + 0.3);
    expect(gold('best of 4')).toBeLessThan(gold('edited'));
    const found = Object.fromEntries(result.checks.map((check) => [check.id, check]));
    expect(found['control-editing'].interval?.[0]).toBeGreaterThan(0);
    expect(found['edited-over-best-of-4'].interval?.[0]).toBeGreaterThan(0);
    expect(result.texts).toHaveLength(6);
    expect(result.texts.some(({ replies: [draft, mended] }) => draft.text !== mended.text)).toBe(true);
  });

  it('draws every way, and as good is not better', () => {
    const { demonstrations, cost } = b2.figures(result);
    const texts = (demonstrations.layout.annotations ?? []).map(({ text }) => text);
    for (const name of ['as drafted', 'alone', 'edited', 'best of 4', 'the drafter itself'])
      expect(texts).toContain(name);
    expect(cost.data.map(({ name }) => name)).toEqual([
      'alone',
      'edited',
      'best of 4',
      'alone',
      'edited',
      'best of 4',
    ]);
    // .02 of gold less is as good, .08 is not.
    const verdict = (less: number) => {
      const at = (arm: string, value: number) =>
        [1, 2, 3].map((seed) => ({ arm, seed, at: null, prompt: null, measure: 'gold of SFT', value }));
      const rows = [...at('alone', 0.9), ...at('edited', 0.9 - less)];
      const spec = b2Checks(b2Presets.full).find(({ id }) => id === 'sft-as-good');
      return spec && evaluate(new Table(rows), 'B2', spec).verdict;
    };
    expect([verdict(0.02), verdict(0.08)]).toEqual(['holds', 'contradicted']);
  });

  it('says in its titles what was found and no more', () => {
    const titles = (verdict: Verdict) => {
      const checks = result.checks.map((check) => ({ ...check, verdict }));
      return Object.values(b2.figures({ ...result, checks })).map(({ layout }) => layout.title?.text);
    };
    expect(titles('holds')).toEqual([
      'A model’s draft, edited, is as good a demonstration for less labour',
      'For the same labour, edited drafts make a better SFT model than writing alone',
    ]);
    for (const title of [...titles('undecided'), ...titles('contradicted')])
      expect(title).toContain('by way of writing');
  });

  it('buys what a budget pays for and not one demonstration more', () => {
    const all = [10, 20, 30].map((seconds): Laboured => ({ messages: [], seconds, draft: null }));
    expect([9, 30, 59, 60].map((budget) => paidFor(all, budget).length)).toEqual([0, 2, 2, 3]);
  });
});
