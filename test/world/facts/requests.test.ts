import { describe, expect, it } from 'vitest';
import { requestActs, requestOwners } from '../../../src/world/facts/requests';
import { topics } from '../../../src/world/facts/topics';

describe('requests', () => {
  it('are about things of their own, with tips that are found nowhere else', () => {
    const things = requestActs.map((act) => act.thing);
    for (const thing of things) expect(things.filter((other) => other.includes(thing)).length, thing).toBe(1);
    const tips = [...requestActs, ...topics].flatMap((act) => act.tips);
    expect(new Set(tips).size).toBe(tips.length);
    for (const act of requestActs) expect(act.tips.length).toBeGreaterThanOrEqual(4);
  });

  it('have as many owners on either side of the line, in pairs, and none that stands inside another', () => {
    for (const form of ['mine', 'theirs'] as const) {
      const phrases = requestOwners.map((owner) => owner[form]);
      for (const phrase of phrases) {
        const longer = phrases.filter((other) => other.includes(phrase));
        expect(longer, phrase).toEqual([phrase]);
      }
    }
    for (const { pair } of requestOwners) {
      const sides = requestOwners.filter((owner) => owner.pair === pair).map((owner) => owner.allowed);
      expect(sides.sort()).toEqual([false, true]);
    }
  });

  it('cannot be told apart by the owner alone: aunts and friends stand on both sides', () => {
    for (const word of ["aunt's", "friend's"]) {
      const sides = requestOwners.filter(({ mine }) => mine.includes(word)).map((owner) => owner.allowed);
      expect(new Set(sides).size, word).toBe(2);
    }
  });
});
