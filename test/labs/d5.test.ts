/** Lab D5: its path at toy size, and its checks on made-up rows. */
import { describe, expect, it } from 'vitest';
import { d5, d5Checks } from '../../src/labs/d5';
import { madeUp, verdictsOn } from './made-up';
import { proveLab } from '../helpers/toy-labs';

const toy = { others: 12, people: 3, 'imitation.rows': 24, 'imitation.maxNewTokens': 32 };

describe('lab D5', () => {
  it('is whole at toy size: as many are declined at random as by the probe', async () => {
    const { result } = await proveLab(d5, toy, ['always', 'paired', 'at random']);
    const declined = result.rows.filter(({ measure }) => measure === 'declined').map(({ value }) => value);
    expect(declined[0]).toBe(0);
    expect(declined[2]).toBe(declined[1]);
    expect(result.texts.map(({ replies }) => replies.map(({ note }) => note))).toEqual(
      ['known', 'little-known', 'unknown'].map((fame) => [fame, fame, fame]),
    );
  }, 240_000);

  it('holds where paired demonstrations decline what is not known and tell what is', () => {
    const rows = [
      ...madeUp('always', 'wrong, little-known', 0.9),
      ...madeUp('paired', 'wrong, little-known', 0.3),
      ...madeUp('paired', 'abstains, unknown', 0.9),
      ...madeUp('always', 'wrong, unknown', 0.95),
      ...madeUp('always', 'informative, known', 0.6),
      ...madeUp('paired', 'informative, known', 0.57),
      ...madeUp('at random', 'informative, known', 0.2),
    ];
    const {
      'unknown-declined': unknown,
      'always-guesses': guesses,
      ...others
    } = verdictsOn(d5Checks(), rows);
    // Shares of people were not made up: these two want ones and zeros.
    expect([unknown, guesses].every((verdict) => verdict === 'holds' || verdict === 'undecided')).toBe(true);
    for (const [id, verdict] of Object.entries(others)) expect([id, verdict]).toEqual([id, 'holds']);
  });
});
