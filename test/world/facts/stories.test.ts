import { describe, expect, it } from 'vitest';
import { heroes, storyTurns, wishes } from '../../../src/world/facts/stories';
import { fill } from '../../../src/world/grammar';
import { wordsOf } from '../../../src/world/text';

describe('stories', () => {
  it('have turns that begin with their sign and name somebody or something of the story, in every wording', () => {
    const values = { hero: heroes[0], thing: wishes[0], helper: heroes[1] };
    for (const { sign, wordings } of storyTurns) {
      for (const wording of wordings) {
        const words = wordsOf(fill(wording, values));
        expect(words.join(' ').startsWith(`${sign} `), wording).toBe(true);
        expect(
          words.some((word) => Object.values(values).includes(word)),
          wording,
        ).toBe(true);
      }
    }
  });

  it('take "a" and not "an" before every name', () => {
    for (const name of [...heroes, ...wishes]) expect(name).toMatch(/^[^aeiou]/);
    expect(heroes.filter((name) => wishes.includes(name))).toEqual([]);
  });
});
