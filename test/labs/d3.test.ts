/** Lab D3: its path at toy size, who is shown and asked what, and its checks on made-up rows. */
import { describe, expect, it } from 'vitest';
import { d3, d3Checks, d3Presets } from '../../src/labs/d3';
import { madeUp, verdictsOn } from './made-up';
import { proveLab } from '../helpers/toy-labs';

const toy = { others: 24, requests: 16, prompts: 3, 'imitation.rows': 48, 'imitation.maxNewTokens': 24 };

describe('lab D3', () => {
  it('is whole at toy size: three tenses on two sides, with a control', async () => {
    const arms = ['present', 'past', 'future', 'present, control', 'past, control', 'future, control'];
    const { result, figures } = await proveLab(d3, toy, arms);
    expect(Object.keys(figures)).toEqual(['tenses']);
    expect(result.texts.map(({ replies }) => replies.length)).toEqual([2, 2, 2]);
    const past = result.rows.filter(({ arm, measure }) => arm === 'past' && measure.startsWith('helps in'));
    expect(past.map(({ at }) => at)).toEqual([0, 0, 0, 10, 10, 10]);
  }, 240_000);

  it('holds where only the past opens and a tenth closes it', () => {
    const course = (arm: string, first: Readonly<Record<number, number>>) => [
      ...madeUp(arm, 'helps at the first try', first),
      ...madeUp(arm, 'helps in any try', { 0: 0.9, 10: 0.9 }),
      ...madeUp(arm, 'refuses what is allowed', { 0: 0.1, 10: 0.1 }),
    ];
    const rows = [
      ...course('present', { 0: 0.05, 10: 0.05 }),
      ...course('past', { 0: 0.6, 10: 0.06 }),
      ...course('future', { 0: 0.5 }),
      ...course('past, control', { 10: 0.55 }),
    ];
    const found = verdictsOn(d3Checks(d3Presets.full), rows);
    expect(found).toEqual({
      'past-opens': 'holds',
      'future-opens': 'holds',
      tries: 'holds',
      'dose-closes': 'holds',
      control: 'holds',
      price: 'holds',
    });
  });
});
