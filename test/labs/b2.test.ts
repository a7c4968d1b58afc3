/** Lab B2: the whole path at toy size on a tiny base, its checks and figures on made-up data. */
import { describe, expect, it } from 'vitest';
import { mean } from '../../src/eval/statistics';
import { b2Checks } from '../../src/labs/b2/checks';
import { b2Data, type B2Data } from '../../src/labs/b2/data';
import { b2Figures } from '../../src/labs/b2/figures';
import { runB2 } from '../../src/labs/b2/lab';
import { paidFor, type Laboured } from '../../src/steps/laboured';
import { b2Presets, type B2Settings } from '../../src/labs/b2/settings';
import { finished, toyBench } from './toy-bench';

const { quick } = b2Presets;
const toy: B2Settings = {
  ...quick,
  ways: [
    { way: 'alone', drafts: 0 },
    { way: 'edited', drafts: 1 },
    { way: 'chosen', drafts: 2 },
  ],
  budgets: [200, 800],
  number: 24,
  imitation: { ...quick.imitation, rows: 30, prompts: 8, maxNewTokens: 16 },
  foundation: { ...quick.foundation, demonstrations: 40, pairs: 2, heldOutPairs: 2, maxNewTokens: 16 },
};

const run = async () => finished(runB2(await toyBench(), toy));

const worth = (gold: number, seed: number) => ({
  seed,
  golds: Array.from({ length: 20 }, (_, p) => gold + 0.01 * ((p + seed) % 3)),
  rightFormat: gold,
});

/** Data in which a demonstration costs and is worth this much, and SFT on it a tenth more for each budget. */
function madeUp(
  arms: readonly (Pick<B2Data['arms'][number], 'way' | 'drafts'> & {
    seconds: number;
    gold: number;
    sft: number;
  })[],
  seeds: readonly number[],
): B2Data {
  return {
    number: 20,
    drafter: seeds.map((seed) => worth(0.3, seed)),
    unedited: seeds.map((seed) => worth(0.25, seed)),
    arms: arms.map(({ way, drafts, seconds, gold, sft }) => ({
      way,
      drafts,
      seeds: seeds.map((seed) => ({
        seed,
        seconds: worth(seconds, seed).golds,
        golds: worth(gold, seed).golds,
        draftGolds: way === 'alone' ? [] : worth(0.4, seed).golds,
        equalNumber: worth(0.5 * gold, seed),
        equalCost: [3600, 14_400, 57_600].map((budget, b) => ({
          budget,
          spent: budget - 5,
          count: Math.floor(budget / seconds),
          worth: worth(sft + 0.1 * b, seed),
        })),
      })),
    })),
    samples: [],
  };
}

const alone = { way: 'alone', drafts: 0, seconds: 45, gold: 0.98, sft: 0.3 } as const;
const asClaimed = [
  alone,
  { way: 'edited', drafts: 1, seconds: 28, gold: 0.96, sft: 0.35 },
  { way: 'chosen', drafts: 4, seconds: 30, gold: 0.7, sft: 0.28 },
] as const;
const helpless = [
  alone,
  { way: 'edited', drafts: 1, seconds: 60, gold: 0.8, sft: 0.2 },
  { way: 'chosen', drafts: 4, seconds: 70, gold: 0.9, sft: 0.25 },
] as const;

describe('lab B2', () => {
  it('runs from drafts to SFT, and gives the same bytes twice', { timeout: 60_000 }, async () => {
    const data = await run();
    expect(b2Data.parse(JSON.parse(JSON.stringify(data)))).toEqual(data);
    expect(JSON.stringify(await run())).toBe(JSON.stringify(data));

    const [written, edited, chosen] = data.arms.map(({ seeds: [seed] }) => seed);
    for (const arm of [written, edited, chosen]) {
      expect(arm.golds).toHaveLength(24);
      for (const { budget, spent, count } of arm.equalCost) {
        expect(spent).toBeLessThanOrEqual(budget);
        expect(count).toBeGreaterThan(0);
      }
    }
    // A base that has read nothing writes nonsense: editing mends it, choosing cannot.
    expect(mean(written.golds)).toBeGreaterThan(0.95);
    expect(mean(edited.golds)).toBeGreaterThan(mean(edited.draftGolds) + 0.3);
    expect(mean(chosen.golds)).toBeGreaterThanOrEqual(mean(chosen.draftGolds));
    expect(mean(chosen.golds)).toBeLessThan(mean(edited.golds));
    expect(written.draftGolds).toEqual([]);
    expect(data.samples).toHaveLength(6);
    expect(data.samples.some(({ draft, edited: mended }) => draft !== mended)).toBe(true);
    expect(data.unedited[0].golds).not.toEqual(edited.equalNumber.golds);
    expect(Object.keys(b2Figures(data))).toEqual(['demonstrations', 'cost']);
  });

  it('buys what a budget pays for and not one demonstration more', () => {
    const all = [10, 20, 30].map((seconds): Laboured => ({ messages: [], seconds, gold: 1, draft: null }));
    expect(paidFor(all, 9)).toHaveLength(0);
    expect(paidFor(all, 30)).toHaveLength(2);
    expect(paidFor(all, 59)).toHaveLength(2);
    expect(paidFor(all, 60)).toHaveLength(3);
  });

  it('finds its claims to hold where drafts help', () => {
    for (const seeds of [[1], [1, 2, 3]]) {
      const checks = b2Checks(madeUp(asClaimed, seeds));
      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      const cheaper = checks.find(({ statement }) => statement.startsWith('a draft edited takes less'));
      expect(cheaper).toMatchObject({ unit: 'seconds', over: seeds.length > 1 ? '3 seeds' : '20 prompts' });
      expect(cheaper?.effect.value).toBeCloseTo(17);
    }
  });

  it('reports the claims that do not hold', () => {
    const missed = b2Checks(madeUp(helpless, [1, 2, 3])).filter(({ holds }) => !holds);
    expect(missed.map(({ statement }) => statement)).toEqual([
      'a draft edited takes less labour than writing alone',
      'a demonstration chosen among 4 drafts takes less labour than writing alone',
      'an edited draft is as good as writing alone, to within 0.05',
      'an edited draft is better than one chosen among 4 drafts',
      'SFT on 20 demonstrations drafted and edited is as good as on as many written alone, to within 0.05',
      'for 16 h of labour, drafts edited give SFT more gold than writing alone',
      'for 16 h of labour, drafts edited give SFT more gold than demonstrations chosen among 4 drafts',
    ]);
  });

  it('draws what was found, and says no more than that in its titles', () => {
    const titles = (data: B2Data) =>
      Object.values(b2Figures(data)).map(({ layout }) => layout.title?.text ?? '');
    const shown = titles(madeUp(asClaimed, [1, 2, 3]));
    expect(shown[0]).toContain('as good for less labour');
    expect(shown[1]).toContain('makes the best SFT model');
    const [writing, editing, choosing] = asClaimed;
    const asGood = titles(madeUp([writing, editing, { ...choosing, sft: editing.sft }], [1, 2, 3]));
    expect(asGood[1]).toContain('edited drafts make a better SFT model than writing alone');
    const none = titles(madeUp(helpless, [1, 2, 3]));
    expect(none[0]).not.toContain('as good for less labour');
    expect(none[1]).not.toContain('makes the best SFT model');
    const { cost } = b2Figures(madeUp(asClaimed, [1, 2, 3]));
    expect(cost.data.slice(0, 3).map(({ name }) => name)).toEqual(['alone', 'edited', '1 of 4']);
    expect(cost.layout.xaxis?.ticktext).toEqual(['1', '4', '16']);
  });
});
