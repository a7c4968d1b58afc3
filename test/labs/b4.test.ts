/** Lab B4: its path at toy size, and its checks on made-up courses. */
import { describe, expect, it } from 'vitest';
import { b4, b4Checks, b4Presets, goldAt } from '../../src/labs/b4';
import { coursesCsv } from '../../src/study/courses';
import { changesTo, proveLab, toyJob } from '../helpers/toy-labs';
import { madeUp, madeUpCourse, verdictsOn } from './made-up';

describe('lab B4', () => {
  it('has an arm for each price and one on other families, and the middle price once more', async () => {
    const changes = { ...changesTo(toyJob, ''), 'foundation.demonstrations': 64, prices: [0, 0.15] };
    const arms = ['β 0', 'β 0.15', 'own families', 'other families'];
    const { result, figures } = await proveLab(b4, changes, arms);
    expect(Object.keys(figures)).toEqual(['penalty', 'distribution', 'monitors']);
    expect(result.checks.map(({ id }) => id)).toEqual([
      'gains-0.15',
      'free-falls',
      'inside-more',
      'equal-kl-0.15',
    ]);
    // The middle price a second time is no second run.
    expect(coursesCsv(result.rows)?.trim().split('\n')).toHaveLength(1 + 3 * 2);
    expect(new Set(result.texts.flatMap(({ replies }) => replies.map(({ by }) => by.split(',')[0])))).toEqual(
      new Set(['β 0', 'β 0.15', 'other families']),
    );
  }, 240_000);

  it('trains outside on families that the reward model never saw', () => {
    for (const { outside, foundation } of Object.values(b4Presets)) {
      expect(outside.length).toBeGreaterThan(0);
      for (const family of outside) expect(foundation.families).not.toContain(family);
    }
  });
});

describe('checks of lab B4', () => {
  const free = madeUpCourse('β 0', [0, 0.6, -0.6]);
  const priced = (gold: number[], overFree: number) => [
    ...madeUpCourse('β 0.15', gold),
    ...madeUp('β 0.15', 'gain', gold[2]),
    ...madeUp('β 0.15', 'gold over no penalty at equal KL', overFree),
  ];
  const outside = madeUp('other families', 'gain', -0.4);
  const checks = b4Checks(b4Presets.lecture);

  it('hold where PPO gains inside, less outside, and no more than the free run at its distance', () => {
    expect(verdictsOn(checks, [...free, ...priced([0, 0.2, 0.3], 0.05), ...outside])).toEqual({
      'gains-0.15': 'holds',
      'free-falls': 'holds',
      'inside-more': 'holds',
      'equal-kl-0.15': 'holds',
    });
    expect(checks.filter(({ main }) => main).map(({ id }) => id)).toEqual(['gains-0.15']);
  });

  it('are contradicted where the priced run falls, outside gains more, or the price beats the free run by far', () => {
    const rising = madeUpCourse('β 0', [0, 0.3, 0.6]);
    expect(verdictsOn(checks, [...rising, ...priced([0, -0.3, -0.6], 0.6), ...outside])).toEqual({
      'gains-0.15': 'contradicted',
      'free-falls': 'no difference that matters',
      'inside-more': 'contradicted',
      'equal-kl-0.15': 'contradicted',
    });
  });
});

it('gold is read off a course between its points, and nothing beyond them', () => {
  const course = [
    { d: 0, gold: 0 },
    { d: 2, gold: 0.4 },
    { d: 2, gold: 0.5 },
    { d: 4, gold: 0.1 },
  ];
  expect(goldAt(course, 0)).toBe(0);
  expect(goldAt(course, 1)).toBeCloseTo(0.2, 12);
  expect(goldAt(course, 3)).toBeCloseTo(0.3, 12);
  expect(goldAt(course, 4.5)).toBeUndefined();
  expect(goldAt([], 1)).toBeUndefined();
});
