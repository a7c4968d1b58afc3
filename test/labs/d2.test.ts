/** Lab D2: its path at toy size, what each arm costs, and its checks on made-up rows. */
import { describe, expect, it } from 'vitest';
import { d2, d2Checks } from '../../src/labs/d2';
import { madeUp, verdictsOn } from './made-up';
import { proveLab } from '../helpers/toy-labs';

const toy = { others: 24, labels: 16, prompts: 3, 'imitation.rows': 40, 'imitation.maxNewTokens': 24 };
const arms = ['naive', 'boundary', 'half of each', 'lenient', 'wary', 'everybody', 'tiers'];

describe('lab D2', () => {
  it('is whole at toy size: as many labels, but where those cost more', async () => {
    const { result } = await proveLab(d2, toy, arms);
    const labels = result.rows.filter(({ measure }) => measure === 'labels');
    expect(labels.map(({ value }) => value)).toEqual([16, 16, 16, 16, 16, 16, 10]);
    const near = result.rows.filter(({ arm, measure }) => arm === 'naive' && measure === 'error, near');
    // Both sides of the line.
    expect(near).toHaveLength(6);
  }, 240_000);

  it('holds where pairs across the line teach it, and those who do not know it do harm', () => {
    const errors = (arm: string, near: number, refuses = near, helps = near) => [
      ...madeUp(arm, 'error, near', near),
      ...madeUp(arm, 'error, far', 0.02),
      ...madeUp(arm, 'refuses wrongly, near', refuses),
      ...madeUp(arm, 'helps wrongly, near', helps),
    ];
    const rows = [
      ...errors('naive', 0.4),
      ...errors('boundary', 0.1),
      ...errors('half of each', 0.2),
      ...errors('lenient', 0.5, 0, 1),
      ...errors('wary', 0.5, 1, 0),
      ...errors('everybody', 0.45),
      ...errors('tiers', 0.15),
    ];
    for (const [id, verdict] of Object.entries(verdictsOn(d2Checks(), rows)))
      expect([id, verdict]).toEqual([id, 'holds']);
  });
});
