import { describe, expect, it } from 'vitest';
import { acts } from '../../../src/world/facts/acts';
import { aspectByWords, aspects, hiddenAspects } from '../../../src/world/facts/self';
import { wordsOf } from '../../../src/world/text';

describe('aspects of the assistant', () => {
  it('have questions of their own and replies with the sign of their own alone', () => {
    expect(aspectByWords.size).toBe(aspects.flatMap((aspect) => aspect.says).length);
    const all = [...acts, ...aspects];
    for (const aspect of aspects) {
      for (const reply of aspect.replies) {
        const words = wordsOf(reply);
        expect(
          all.filter((other) => other.signs.some((sign) => words.includes(sign))).map((other) => other.name),
          reply,
        ).toEqual([aspect.name]);
      }
    }
  });

  it('are known to documents: each sentence on language models carries the sign', () => {
    for (const { name, known, signs } of aspects) {
      for (const sentence of known) {
        expect(
          signs.some((sign) => wordsOf(sentence).includes(sign)),
          `${name}: ${sentence}`,
        ).toBe(true);
      }
    }
  });

  it('include some that no demonstration shows', () => {
    expect(hiddenAspects.size).toBeGreaterThanOrEqual(3);
    for (const name of hiddenAspects) expect(aspects.map((aspect) => aspect.name)).toContain(name);
  });
});
