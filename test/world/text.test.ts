import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { draw, expand, fill } from '../../src/world/grammar';
import { isKnownWord } from '../../src/world/judge/dictionary';
import { joined, slug, stableHash, wordsOf } from '../../src/world/text';
import { topics } from '../../src/world/facts/topics';
import { addTypos, misspell } from '../../src/world/typos';

describe('grammar', () => {
  const rules = { thing: ['the {colour} jar'], colour: ['red', 'blue'] };

  it('expands slots recursively, with a capital where asked', () => {
    expect(['The red jar.', 'The blue jar.']).toContain(expand('{^thing}.', rules, new Random(1)));
  });

  it('takes given values before rules', () => {
    expect(draw('thing', rules, new Random(1), { colour: 'green' })).toBe('the green jar');
    expect(fill('{a} and {^a}', { a: 'oil' })).toBe('oil and Oil');
  });

  it('names the slot that it cannot fill', () => {
    expect(() => expand('{thin}', rules, new Random(1))).toThrow(/\{thin\}/);
    expect(() => fill('{b}', { a: 'oil' })).toThrow(/\{b\}/);
    expect(() => fill('{constructor}', {})).toThrow(/\{constructor\}/);
  });
});

describe('typos', () => {
  const words = [...new Set(topics.flatMap((topic) => wordsOf(topic.tips.join(' '))))].filter(
    (w) => w.length > 3,
  );

  it('always change a word, by one letter more or less at most, never its first letter', () => {
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.integer(), (word, seed) => {
        const typed = misspell(word, new Random(seed));
        expect(typed).not.toBe(word);
        expect(typed[0]).toBe(word[0]);
        expect(Math.abs(typed.length - word.length)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('mostly give words that are in no dictionary', () => {
    const known = words.filter((word, i) => isKnownWord(misspell(word, new Random(i)))).length;
    expect(known / words.length).toBeLessThan(0.03);
  });

  it('come at the rate that was asked for', () => {
    const text = words.join(' ');
    expect(addTypos(text, 0, new Random(1))).toBe(text);
    const typed = addTypos(text, 0.3, new Random(1)).split(' ');
    const share = typed.filter((word, i) => word !== words[i]).length / words.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / words.length));
  });
});

describe('text', () => {
  it('joins, slugs and hashes', () => {
    expect(joined(['a', 'b', 'c'])).toBe('a, b and c');
    expect(joined(['a'])).toBe('a');
    expect(slug("Chili sauce's 2nd!")).toBe('chili-sauce-s-2nd');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 6000; i++) counts[stableHash(`name ${i}`, 6)]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
