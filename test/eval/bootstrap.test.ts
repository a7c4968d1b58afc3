import { describe, expect, it } from 'vitest';
import { bootstrapDifference, bootstrapMean, bootstrapPairedDifference } from '../../src/eval/bootstrap';
import { mean, standardDeviation } from '../../src/eval/statistics';
import { Random } from '../../src/random';

function normals(random: Random, count: number, centre = 0): number[] {
  return Array.from({ length: count }, () => centre + random.normal());
}

describe('bootstrap', () => {
  it('gives the same interval for the same seed and another for another', () => {
    const values = normals(new Random(1), 50);
    const first = bootstrapMean(values, { random: new Random(2) });
    expect(bootstrapMean(values, { random: new Random(2) })).toEqual(first);
    expect(bootstrapMean(values, { random: new Random(3) })).not.toEqual(first);
    expect(first.value).toBe(mean(values));
  });

  it('is as wide as the normal theory says for a large sample', () => {
    const values = normals(new Random(4), 400);
    const { low, high } = bootstrapMean(values, { random: new Random(5) });
    const expected = (2 * 1.96 * standardDeviation(values)) / Math.sqrt(400);
    expect((high - low) / expected).toBeGreaterThan(0.9);
    expect((high - low) / expected).toBeLessThan(1.1);
  });

  it('covers the true mean about as often as it promises', () => {
    const random = new Random(6);
    let covered = 0;
    for (let trial = 0; trial < 300; trial++) {
      const options = { random: random.split('resample', trial), resamples: 300, level: 0.9 };
      const { low, high } = bootstrapMean(normals(random.split('draw', trial), 40), options);
      covered += low <= 0 && 0 <= high ? 1 : 0;
    }
    expect(covered / 300).toBeGreaterThan(0.84);
    expect(covered / 300).toBeLessThan(0.95);
  });

  it('sees through pairing what an unpaired comparison does not', () => {
    const random = new Random(7);
    const hard = normals(random, 40).map((v) => 10 * v);
    const better = hard.map((v) => v + 0.5 + 0.1 * random.normal());
    const paired = bootstrapPairedDifference(better, hard, { random: new Random(8) });
    const unpaired = bootstrapDifference(better, hard, { random: new Random(8) });
    expect(paired.value).toBeCloseTo(unpaired.value, 10);
    expect(paired.low).toBeGreaterThan(0);
    expect(unpaired.low).toBeLessThan(0);
  });

  it('refuses bad input by name', () => {
    const random = new Random(0);
    expect(() => bootstrapMean([], { random })).toThrow('mean: 0 values; expected at least 1');
    expect(() => bootstrapMean([1], { random, resamples: 0 })).toThrow('resamples is 0');
    expect(() => bootstrapMean([1], { random, level: 95 })).toThrow('level is 95');
    expect(() => bootstrapPairedDifference([1], [1, 2], { random })).toThrow('pairs of 1 and 2 values');
  });
});
