import { describe, expect, it } from 'vitest';
import { collapseWarnings, duplicateShare } from '../../src/train/collapse';

const first = { entropy: 0.4, duplicates: 0.2, length: 30 };

describe('collapse monitors', () => {
  it('count replies that repeat another, whatever the prompt', () => {
    const reply = (...tokens: number[]) => ({ tokens: Int32Array.from(tokens) });
    expect(duplicateShare([reply(1, 2), reply(1, 2), reply(12), reply(1, 2)])).toBe(0.5);
    expect(duplicateShare([reply(1), reply(1, 1)])).toBe(0);
  });

  it('say nothing of the first iteration, nor of the movements of a healthy run', () => {
    expect(collapseWarnings(first, first)).toEqual([]);
    expect(collapseWarnings(first, { entropy: 0.12, duplicates: 0.55, length: 80 })).toEqual([]);
  });

  it('name each sign with the number now and at the start', () => {
    expect(collapseWarnings(first, { ...first, entropy: 0.05 })).toEqual([
      'entropy collapse: 0.050 nats a token, 0.400 at the start',
    ]);
    expect(collapseWarnings(first, { ...first, duplicates: 0.7 })).toEqual([
      'mode collapse: 70 % of the replies repeat another, 20 % at the start',
    ]);
    expect(collapseWarnings(first, { ...first, length: 95 })).toEqual([
      'length explosion: 95.0 tokens a reply, 30.0 at the start',
    ]);
    expect(collapseWarnings(first, { entropy: 0, duplicates: 1, length: 1 })).toHaveLength(3);
  });

  it('do not cry over duplicates where most replies were the same from the start', () => {
    expect(collapseWarnings({ ...first, duplicates: 0.9 }, { ...first, duplicates: 0.93 })).toEqual([]);
  });
});
