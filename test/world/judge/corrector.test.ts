import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { correction, nearWords } from '../../../src/world/judge/corrector';
import { dictionary, isKnownWord } from '../../../src/world/judge/dictionary';
import { misspell } from '../../../src/world/typos';

const long = [...dictionary].filter((word) => /^[a-z]{4,}$/.test(word));

/** Optimal string alignment distance: insertions, deletions, exchanges, swaps of neighbours. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => i + j),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.length][b.length];
}

describe('near words', () => {
  it('hold the word that a slip was made in, and only words at one slip', () => {
    fc.assert(
      fc.property(fc.constantFrom(...long), fc.integer(), (word, seed) => {
        const typed = misspell(word, new Random(seed));
        fc.pre(!isKnownWord(typed));
        const near = nearWords(typed);
        expect(near, typed).toContain(word);
        for (const other of near) expect(distance(typed, other), `${typed}, ${other}`).toBe(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('are all that a slow search finds with the same first letter', () => {
    const random = new Random(1);
    for (let i = 0; i < 60; i++) {
      const typed = misspell(random.pick(long), random);
      if (isKnownWord(typed)) continue;
      const slow = [...dictionary].filter(
        (word) => word.length >= 3 && word[0] === typed[0] && distance(word, typed) === 1,
      );
      expect(new Set(nearWords(typed))).toEqual(new Set(slow));
    }
  });

  it('are none of a known word, of a very short or long one, of one far from all', () => {
    for (const word of ['garlic', 'x', '', 'qqqqqqq', 'a'.repeat(1000)]) expect(nearWords(word)).toEqual([]);
  });
});

describe('correction', () => {
  it('prefers what is likely, then a swap of letters', () => {
    expect(correction('lcok', () => 0)).toBe('lock');
    expect(correction('lcok', (word) => Number(word === 'look'))).toBe('look');
    expect(correction('qqqqqqq', () => 1)).toBeUndefined();
  });
});
