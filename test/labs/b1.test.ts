/** Lab B1: the whole path at toy size, and what its checks need. */
import { beforeAll, describe, expect, it } from 'vitest';
import { b1, b1Presets } from '../../src/labs/b1';
import { passes } from '../../src/steps/imitation';
import type { LabResult } from '../../src/study/lab';
import { Table } from '../../src/study/rows';
import { changesTo, runToy, toyBench } from '../helpers/toy-labs';

const writers = ['expert', 'average', 'careless', 'mixed'];
const starts = ['from base', 'from few', 'from SFT'];

describe('lab B1 at toy size', () => {
  let result: LabResult;
  let table: Table;

  beforeAll(async () => {
    const toy = {
      imitation: { rows: 60, prompts: 12, maxNewTokens: 24 },
      foundation: { demonstrations: 40, pairs: 2, heldOutPairs: 8, maxNewTokens: 12 },
      ppo: { rowsPerIteration: 8, minibatchRows: 8, maxNewTokens: 12 },
      evaluation: { interval: 1, prompts: 4 },
    };
    const changes = { counts: [2, 30], lossCounts: [30], handful: 4, iterations: 1, ...changesTo(toy, '') };
    result = await runToy(b1, changes);
    table = new Table(result.rows);
  }, 240_000);

  it('measures every writer at every number, and RL from every start', () => {
    expect(table.arms).toEqual(['base', ...writers, 'all tokens', ...starts]);
    for (const arm of writers)
      for (const at of [2, 30])
        expect(table.values({ arm, measure: 'gold in [0, 1]', at }, 1)).toHaveLength(12);
    for (const arm of starts) {
      expect(table.places(arm, 'gold', 1)).toEqual([0, 1]);
      expect(table.mean({ arm, measure: 'KL', at: 0 }, 1)).toBe(0);
      // The judge is the reward, so there is no other proxy.
      expect(table.values({ arm, measure: 'proxy', at: 1 }, 1)).toEqual(
        table.values({ arm, measure: 'gold', at: 1 }, 1),
      );
    }
  });

  it('has better demonstrations by better writers, and the same ones for both losses', () => {
    const shown = (arm: string) => table.mean({ arm, measure: 'gold of the demonstrations', at: 30 }, 1);
    expect(shown('expert')).toBe(1);
    expect(shown('average')).toBeLessThan(1);
    expect(shown('careless')).toBeLessThan(shown('average'));
    expect(shown('all tokens')).toBe(shown('mixed'));
    const golds = (arm: string) => table.values({ arm, measure: 'gold in [0, 1]', at: 30 }, 1);
    expect(golds('all tokens')).not.toEqual(golds('mixed'));
  });

  it('has an interval for every check, a curve for every arm, and texts along every course', () => {
    expect(result.checks).toHaveLength(11);
    expect(result.checks.every(({ interval }) => interval !== null)).toBe(true);
    expect(result.checks[0].statement).toContain('2 of experts give more gold than 30 of careless writers');
    const { demonstrations, initialisation } = b1.figures(result);
    expect(demonstrations.data).toHaveLength(4 + 4 + 4 + 2);
    expect(initialisation.data).toHaveLength(3 * 3);
    expect(result.texts.every(({ replies }) => replies.length === 9)).toBe(true);
  });
});

describe('settings of lab B1', () => {
  it.each([
    [{ counts: [20, 100] }, 'counts are 20, 100; expected one that is a tenth of the last or less'],
    [{ lossCounts: [7, 100] }, 'lossCounts has 7; expected numbers that are in counts'],
  ])('are refused before any work where a check has nothing to compare', async (changes, says) => {
    await expect(b1.run(await toyBench(), 'quick', changes).next()).rejects.toThrow(says);
  });

  it('pass over few demonstrations more often, never less than asked', () => {
    const { imitation } = b1Presets.lecture;
    expect(passes(imitation, 20) * 20).toBeGreaterThanOrEqual(imitation.rows);
    expect(passes(imitation, 1_000_000)).toBe(imitation.sft.epochs);
  });
});
