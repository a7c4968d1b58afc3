import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineItems, repeatedShare, words } from '../../src/eval/repetition';

describe('repetition', () => {
  it('counts words without case and punctuation', () => {
    expect(words("Stir, don't STIR: 2 cups of crème!")).toEqual([
      'stir',
      "don't",
      'stir',
      '2',
      'cups',
      'of',
      'crème',
    ]);
    expect(words(' … ')).toEqual([]);
  });

  it('is 0 without repeats and near 1 in a loop', () => {
    expect(repeatedShare(words('one two three four five'))).toBe(0);
    expect(repeatedShare(words('study the company '.repeat(100)))).toBeCloseTo(1 - 3 / 298, 12);
    expect(repeatedShare([1, 2, 1, 2, 1], 2)).toBe(0.5);
  });

  it('has nothing to repeat below n items', () => {
    expect(repeatedShare(['so', 'so'], 3)).toBe(0);
  });

  it('keeps items apart that only look alike when joined', () => {
    expect(repeatedShare(['1', '23', '12', '3'], 2)).toBe(0);
  });

  it('never falls when a reply is said twice', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 3, maxLength: 20 }), (tokens) => {
        expect(repeatedShare([...tokens, ...tokens])).toBeGreaterThanOrEqual(repeatedShare(tokens));
      }),
    );
  });

  it('refuses an n below 1', () => {
    expect(() => repeatedShare([1, 2], 0)).toThrow('n is 0; expected a whole number from 1 up');
  });

  it('sees an item that stands in a list twice, which three-word sequences do not', () => {
    const text = 'Plum jam\nIngredients:\n- sugar\n- Lemon\n* sugar\n2. Sugar\n';
    expect(repeatedShare(words(text))).toBe(0);
    expect(repeatedShare(lineItems(text), 1)).toBeCloseTo(2 / 6, 12);
  });
});
