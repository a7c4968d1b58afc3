import { describe, expect, it } from 'vitest';
import { demonstrationSchema } from '../../src/data/records';
import { Random } from '../../src/random';
import { demonstrations, type WorldDemonstration } from '../../src/world/demonstrations/demonstrations';
import { expertRates, familyFlaws, flaws, mixedRates } from '../../src/world/demonstrations/flaws';
import { isRightFormat, judge } from '../../src/world/judge/judge';
import { centrepiece, families } from '../../src/world/subject';

function gold({ messages }: WorldDemonstration): number {
  return judge([messages[0]], messages[1].content).score;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('demonstrations', () => {
  it('by experts are as good as the judge can say, held out or not', () => {
    for (const split of ['train', 'held-out'] as const) {
      for (const row of demonstrations(new Random(1), { count: 2000, quality: 'expert', split })) {
        expect(gold(row), JSON.stringify(row.messages)).toBeGreaterThanOrEqual(0.97);
        expect(row.flaws).toEqual([]);
      }
    }
  });

  it('of the mix leave large headroom and still have the right format', () => {
    for (const family of centrepiece) {
      const rows = demonstrations(new Random(2), { count: 1500, families: [family] });
      expect(mean(rows.map(gold)), family).toBeGreaterThan(0.7);
      expect(mean(rows.map(gold)), family).toBeLessThan(0.9);
      const right = rows.filter(({ messages }) => isRightFormat([messages[0]], messages[1].content)).length;
      expect(right / rows.length, family).toBeGreaterThan(0.9);
    }
  });

  it('of the mix have many levels of quality', () => {
    const rows = demonstrations(new Random(2), { count: 500, families: ['recipe'] });
    expect(new Set(rows.map((row) => gold(row).toFixed(3))).size).toBeGreaterThan(100);
  });

  it('have each flaw at its rate', () => {
    const count = 4000;
    const rows = demonstrations(new Random(3), { count, families: ['recipe'] });
    for (const flaw of flaws) {
      const p = mixedRates[flaw];
      const share = rows.filter((row) => row.flaws.includes(flaw)).length / count;
      expect(Math.abs(share - p), flaw).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / count));
    }
  });

  it('with a flaw differ from those without, and are worse', () => {
    for (const family of families) {
      const clean = demonstrations(new Random(4), { count: 200, families: [family], quality: 'expert' });
      for (const flaw of familyFlaws[family]) {
        const quality = { ...expertRates, [flaw]: 1 };
        const rows = demonstrations(new Random(4), { count: 200, families: [family], quality });
        expect(mean(rows.map(gold)), `${family}: ${flaw}`).toBeLessThan(mean(clean.map(gold)) - 0.03);
      }
    }
  });

  it('are the same whatever the count, and rows of the known columns', () => {
    const few = demonstrations(new Random(5), { count: 10 });
    const many = demonstrations(new Random(5), { count: 200 });
    expect(many.slice(0, 10)).toEqual(few);
    expect(new Set(many.map((row) => row.id)).size).toBe(200);
    for (const row of many) expect(demonstrationSchema.parse(row).messages).toEqual(row.messages);
  });

  it('are short', () => {
    for (const { messages } of demonstrations(new Random(6), { count: 1000, quality: 'expert' })) {
      expect(messages[1].content.length).toBeLessThan(240);
    }
  });
});
