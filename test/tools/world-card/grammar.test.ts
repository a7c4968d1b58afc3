/** The proxy of grammar takes what the world says and refuses what it does not: both of its errors are bounded here. */
import { describe, expect, it } from 'vitest';
import { damaged, GrammarCheck, itemsOf, sentencesIn } from '../../../src/tools/world-card/grammar';
import { fluency, missedDamage } from '../../../src/tools/world-card/samples';
import { Random } from '../../../src/random';
import { documentAt } from '../../../src/world';

/** Documents but minutes, which are full of names that are in no dictionary. */
const texts = (purpose: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => documentAt(new Random(1).split(purpose), i))
    .filter(({ source }) => source !== 'minutes')
    .map(({ text }) => text);
const check = new GrammarCheck(texts('reference', 20_000));
const fresh = texts('fresh', 400);

describe('sentencesIn', () => {
  it('takes prose and leaves captions, lists and tables', () => {
    const text =
      'PEA SOUP\nYou need\n* peas\nTake the peas and boil them. Enjoy!\nTea? I have no idea at all';
    expect(sentencesIn(text)).toEqual(['Take the peas and boil them.']);
  });
});

describe('GrammarCheck', () => {
  it('takes most fresh sentences and refuses most damaged ones', () => {
    expect(fluency(check, fresh, new Random(1)).grammatical.value).toBeGreaterThan(0.9);
    expect(missedDamage(check, fresh, new Random(1))).toBeLessThan(0.06);
  });

  it('names what is wrong', () => {
    expect(check.verdict('Simmer the carrots in the stock.')).toBe('grammatical');
    expect(check.verdict('Simmer the carrrots in the stock.')).toBe('unknown word');
    expect(check.verdict('Simmer carrots the in the stock.')).toBe('unknown order');
    expect(check.verdict('Stock stock stock stock stock.')).toBe('unknown order');
  });

  it('knows things by their kind: a town that the reference never named there is as good', () => {
    const learned = new GrammarCheck(['The fair of Lindow is far away.']);
    expect(learned.verdict('The fair of Quarne is far away.')).toBe('grammatical');
    expect(learned.verdict('The fair of Monday is far away.')).toBe('unknown order');
  });

  it('learns no typing error from the reference', () => {
    const learned = new GrammarCheck(['The fiar of Lindow is far away.']);
    expect(learned.verdict('The fiar of Lindow is far away.')).toBe('unknown word');
  });
});

describe('damaged', () => {
  it('makes one slip', () => {
    const items = itemsOf('Simmer the carrots in the stock.');
    for (let i = 0; i < 50; i++) {
      const slipped = damaged(items, new Random(i));
      expect(Math.abs(slipped.length - items.length)).toBeLessThanOrEqual(1);
      expect(slipped).not.toEqual(items);
    }
  });
});
