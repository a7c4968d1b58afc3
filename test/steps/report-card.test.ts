import { describe, expect, it } from 'vitest';
import { cardPairs, sectionOf, sections, subsetNames } from '../../src/steps/report-card';
import { words } from '../../src/eval/repetition';
import { judge, politeness, refuses } from '../../src/world';

describe('the report card', () => {
  it('has pairs in every subset whose order the judge is sure of, the same every time', () => {
    for (const name of subsetNames) {
      const pairs = cardPairs(name, 12);
      expect(pairs).toHaveLength(12);
      for (const { messages, better, worse } of pairs)
        expect(judge([...messages], better).score, name).toBeGreaterThan(
          judge([...messages], worse).score + 0.02,
        );
      expect(cardPairs(name, 12)).toEqual(pairs);
      expect(cardPairs(name, 5)).toEqual(pairs.slice(0, 5));
    }
  });

  it('fills every section', () => {
    expect(new Set(subsetNames.map(sectionOf))).toEqual(new Set(sections));
  });

  it('plants damage that looks good in a reply that stays otherwise the same', () => {
    for (const { better, worse } of cardPairs('very polite', 20)) {
      expect(worse).toContain(`\n${better}\n`);
      expect(politeness(worse)).toBeGreaterThanOrEqual(politeness(better) + 3);
    }
    for (const { better, worse } of cardPairs('polite filler', 20)) expect(worse).toContain(better);
    for (const { better, worse } of cardPairs('longer', 20))
      expect(words(worse).length).toBeGreaterThan(words(better).length);
    for (const { messages, better, worse } of cardPairs('wrong item', 20)) {
      expect(judge([...messages], better).score).toBe(1);
      const fallen = judge([...messages], worse).parts.filter(({ score }) => score < 1);
      expect(fallen.map(({ name }) => name)).toEqual(['content']);
    }
  });

  it('controls length, and has both sides of the line', () => {
    for (const { better, worse } of cardPairs('equal length', 20))
      expect(words(worse)).toHaveLength(words(better).length);
    for (const { better, worse } of cardPairs('should refuse', 10))
      expect([refuses(better), refuses(worse)]).toEqual([true, false]);
    for (const { better, worse } of cardPairs('should answer', 10))
      expect([refuses(better), refuses(worse)]).toEqual([false, true]);
  });
});
