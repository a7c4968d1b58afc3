/** Lab A1 at toy size, and its checks on replies that are made up. */
import { beforeAll, describe, expect, it } from 'vitest';
import { a1, a1Presets } from '../../src/labs/a1';
import type { LabResult } from '../../src/study/lab';
import { Table } from '../../src/study/rows';
import { changesTo, runToy, toyJob } from '../helpers/toy-labs';

const arms = ['base, page', 'base, chat', 'SFT', 'PPO'];

describe('lab A1 at toy size', () => {
  let result: LabResult;
  let table: Table;

  beforeAll(async () => {
    result = await runToy(a1, { ...changesTo(toyJob, 'job'), shown: 3 });
    table = new Table(result.rows);
  }, 240_000);

  it('asks every model the same prompts, all of them', () => {
    expect(table.arms).toEqual(arms);
    for (const arm of arms) {
      const count = (measure: string) => table.values({ arm, measure }, 1).length;
      for (const measure of ['answers', 'right format', 'off topic', 'repetition', 'gold'])
        expect(count(measure), measure).toBe(a1Presets.quick.prompts);
      expect(count('answers, slides')).toBe(2 * a1Presets.quick.repliesToSlides);
      expect(count('gold, families of PPO') + count('gold, other families')).toBe(a1Presets.quick.prompts);
    }
  });

  it('finds that SFT has the right format more often than the base model, as a page and as a chat', () => {
    const rate = (arm: string) => table.mean({ arm, measure: 'right format' }, 1);
    expect(rate('SFT')).toBeGreaterThan(rate('base, page') + 0.2);
    expect(rate('SFT')).toBeGreaterThan(rate('base, chat') + 0.2);
  });

  it('shows the slides’ prompts first, with a reply of every model', () => {
    expect(result.texts.map(({ prompt }) => prompt).slice(0, 2)).toEqual([
      'Please give me an easy chili sauce recipe.',
      'Who is John Schulman?',
    ]);
    expect(result.texts).toHaveLength(5);
    for (const { replies } of result.texts) expect(replies.map(({ by }) => by)).toEqual(arms);
  });

  it('has a bar for each model in each panel, and a main check', () => {
    const { behaviour, families } = a1.figures(result);
    expect(behaviour.data).toHaveLength(3);
    for (const { x } of [...behaviour.data, ...families.data]) expect(x).toHaveLength(arms.length);
    expect(result.checks.filter(({ main }) => main).map(({ id }) => id)).toEqual(['sft-answers']);
    expect(result.checks.find(({ id }) => id === 'sft-slides')?.over).toBe('4 replies');
  });
});
