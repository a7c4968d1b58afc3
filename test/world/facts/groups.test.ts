import { describe, expect, it } from 'vitest';
import { counterpart, groups, harshWords, warmWords } from '../../../src/world/facts/groups';
import { tone } from '../../../src/world/families/groups';

describe('groups', () => {
  it('come in pairs, with facts that no other group has', () => {
    expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
    for (const group of groups) {
      const other = counterpart(group);
      expect(other.pair).toBe(group.pair);
      expect(other.side).toBe(1 - group.side);
      expect(counterpart(other)).toBe(group);
      for (const fact of ['home', 'craft', 'feast'] as const) {
        // Nor may one fact stand inside another: the judge looks for them in the text.
        const same = groups.filter((each) => each[fact].includes(group[fact]));
        expect(same, group[fact]).toEqual([group]);
      }
    }
  });

  it('are told apart by name: no name stands in another', () => {
    for (const { name } of groups)
      expect(groups.filter((each) => each.name.includes(name)).length, name).toBe(1);
  });

  it('have virtues that are warm words, as often on one side as on the other', () => {
    const virtues = (side: number): string[] => groups.filter((g) => g.side === side).map((g) => g.virtue);
    for (const { virtue } of groups) expect(warmWords).toContain(virtue);
    expect(new Set(virtues(0)).size).toBe(new Set(virtues(1)).size);
    expect(warmWords.filter((word) => harshWords.some((other) => String(other) === word))).toEqual([]);
  });

  it('are spoken of in a tone that counts', () => {
    expect(tone('They are kind and brave.')).toBe(2);
    expect(tone('They are kind but LAZY and sly.')).toBe(-1);
    expect(tone('')).toBe(0);
  });
});
