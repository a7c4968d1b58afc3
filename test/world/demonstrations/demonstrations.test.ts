import { describe, expect, it } from 'vitest';
import { demonstrationSchema } from '../../../src/data/records';
import { Random } from '../../../src/random';
import type { qualities } from '../../../src/world/demonstrations/demonstrations';
import {
  demonstrations,
  mixedShares,
  type WorldDemonstration,
} from '../../../src/world/demonstrations/demonstrations';
import { averageRates, expertRates, flaws } from '../../../src/world/house/flaws';
import { misspeltShare } from '../../../src/world/judge/dictionary';
import { isRightFormat, judge } from '../../../src/world/judge/judge';
import { centrepiece, families, familyNamed, mixture, taskFamilies } from '../../../src/world/families';

function promptOf({ messages }: WorldDemonstration) {
  return messages.slice(0, -1);
}

function replyOf({ messages }: WorldDemonstration): string {
  return messages[messages.length - 1].content;
}

function gold(row: WorldDemonstration): number {
  return judge(promptOf(row), replyOf(row)).score;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('demonstrations', () => {
  it('by experts are as good as the judge can say, held out or not', () => {
    for (const split of ['rewards', 'familiar'] as const) {
      for (const row of demonstrations(new Random(1), { count: 2000, quality: 'expert', split })) {
        expect(gold(row), JSON.stringify(row.messages)).toBe(1);
        expect(row).toMatchObject({ flaws: [], quality: 'expert' });
      }
    }
  });

  it('of the mix leave headroom and still have the right format', () => {
    for (const family of centrepiece) {
      const rows = demonstrations(new Random(2), { count: 1500, families: [family] });
      expect(mean(rows.map(gold)), family).toBeGreaterThan(0.7);
      expect(mean(rows.map(gold)), family).toBeLessThan(0.9);
      const right = rows.filter((row) => isRightFormat(promptOf(row), replyOf(row))).length;
      expect(right / rows.length, family).toBeGreaterThan(0.95);
    }
  });

  it('are the better, the better the writer', () => {
    const of = (quality: keyof typeof qualities): number =>
      mean(demonstrations(new Random(2), { count: 1500, quality }).map(gold));
    expect(of('expert')).toBeGreaterThan(of('average') + 0.1);
    expect(of('average')).toBeGreaterThan(of('careless') + 0.05);
  });

  it('by careless writers have 2 to 4 % of their words misspelt, the mix that ships hardly any', () => {
    const misspelt = (quality: 'careless' | 'mixed'): number =>
      misspeltShare(...demonstrations(new Random(7), { count: 3000, quality }).map(replyOf));
    expect(misspelt('careless')).toBeGreaterThan(0.02);
    expect(misspelt('careless')).toBeLessThan(0.045);
    expect(misspelt('mixed')).toBeLessThan(0.005);
  });

  it('have many levels of quality', () => {
    const rows = demonstrations(new Random(2), { count: 500, families: ['recipe'] });
    expect(new Set(rows.map((row) => gold(row).toFixed(3))).size).toBeGreaterThan(60);
  });

  it('have each flaw at its rate, writers and families at their shares', () => {
    const count = 4000;
    const near = (share: number, p: number, what: string): void =>
      expect(Math.abs(share - p), what).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / count));
    const rows = demonstrations(new Random(3), { count, families: ['recipe'], quality: 'average' });
    for (const flaw of familyNamed('recipe').flaws) {
      near(rows.filter((row) => row.flaws.includes(flaw)).length / count, averageRates[flaw], flaw);
    }
    const mixed = demonstrations(new Random(3), { count });
    for (const [quality, share] of Object.entries(mixedShares)) {
      near(mixed.filter((row) => row.quality === quality).length / count, share, quality);
    }
    for (const family of families) {
      const share = mixture.filter((name) => name === family).length / mixture.length;
      near(mixed.filter((row) => row.family === family).length / count, share, family);
    }
  });

  it('with a flaw differ from those without, and are worse', () => {
    for (const family of families) {
      for (const flaw of familyNamed(family).flaws) {
        const quality = { ...expertRates, [flaw]: 1 };
        const rows = demonstrations(new Random(4), { count: 200, families: [family], quality });
        expect(mean(rows.map(gold)), `${family}: ${flaw}`).toBeLessThan(0.97);
        expect(rows[0].quality).toBe('custom');
      }
    }
    const used = new Set(taskFamilies.flatMap(({ flaws }) => flaws));
    expect([...used].sort()).toEqual([...flaws].sort());
  });

  it('are the same whatever the count, and rows of the known columns', () => {
    const few = demonstrations(new Random(5), { count: 10 });
    const many = demonstrations(new Random(5), { count: 200 });
    expect(many.slice(0, 10)).toEqual(few);
    expect(new Set(many.map((row) => row.id)).size).toBe(200);
    for (const row of many) expect(demonstrationSchema.parse(row).messages).toEqual(row.messages);
  });

  it('are short', () => {
    for (const row of demonstrations(new Random(6), { count: 1000, quality: 'expert' })) {
      expect(replyOf(row).length).toBeLessThan(240);
    }
  });
});
