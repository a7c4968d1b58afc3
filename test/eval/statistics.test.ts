import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  explainedVariance,
  mean,
  movingAverage,
  pearson,
  quantile,
  ranks,
  spearman,
  standardDeviation,
  variance,
} from '../../src/eval/statistics';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const values = fc.array(finite, { minLength: 2, maxLength: 40 });

describe('moments', () => {
  it('match values worked by hand', () => {
    expect(mean([2, 4, 9])).toBe(5);
    expect(variance([2, 4, 9])).toBe(13);
    expect(standardDeviation([2, 4, 9])).toBe(Math.sqrt(13));
  });

  it('keep the digits of a small spread on a large offset', () => {
    expect(variance([1e9, 1e9 + 1, 1e9 + 2])).toBe(1);
  });

  it('refuse empty input by name', () => {
    expect(() => mean([])).toThrow('mean: 0 values; expected at least 1');
    expect(() => variance([3])).toThrow('variance: 1 value; expected at least 2');
  });
});

describe('quantile', () => {
  it("matches NumPy's default", () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, .1, .25, .5, .9, 1])
    const sample = [3, 1, 4, 1, 5, 9, 2, 6];
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((p) => quantile(sample, p))).toEqual(
      [1, 1, 1.75, 3.5, 6.9, 9].map((q) => expect.closeTo(q, 12)),
    );
  });

  it('rises with p and stays within the values', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sample, p) => {
        const low = quantile(sample, p / 2);
        const high = quantile(sample, p);
        expect(low).toBeGreaterThanOrEqual(Math.min(...sample));
        expect(high).toBeLessThanOrEqual(Math.max(...sample));
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('refuses a percentage', () => {
    expect(() => quantile([1, 2], 50)).toThrow('p is 50; expected a share from 0 to 1');
  });
});

describe('correlation', () => {
  it('is one for any rising line and minus one for any falling one', () => {
    const x = [0.3, 1.7, 2.9, 8];
    expect(
      pearson(
        x,
        x.map((v) => 5 * v - 3),
      ),
    ).toBeCloseTo(1, 12);
    expect(
      pearson(
        x,
        x.map((v) => -v),
      ),
    ).toBeCloseTo(-1, 12);
  });

  it('is 0 where one side does not vary', () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBe(0);
  });

  it('by ranks sees any monotone relation; the linear one does not', () => {
    const x = [1, 2, 3, 4, 5, 6];
    const y = x.map((v) => Math.exp(v));
    expect(spearman(x, y)).toBeCloseTo(1, 12);
    expect(pearson(x, y)).toBeLessThan(0.9);
  });

  it('gives equal values the mean of their ranks', () => {
    expect([...ranks([10, 20, 10, 5, 20, 20])]).toEqual([2.5, 5, 2.5, 1, 5, 5]);
  });

  it('refuses arrays of different length', () => {
    expect(() => pearson([1, 2], [1, 2, 3])).toThrow('2 and 3 values');
  });
});

describe('explained variance', () => {
  it('is 1 for perfect, 0 for constant and below 0 for reversed predictions', () => {
    const targets = [1, 2, 3, 4];
    expect(explainedVariance(targets, targets)).toBe(1);
    expect(explainedVariance([7, 7, 7, 7], targets)).toBe(0);
    expect(explainedVariance([4, 3, 2, 1], targets)).toBe(-3);
    expect(explainedVariance(targets, [2, 2, 2, 2])).toBeNaN();
  });
});

describe('moving average', () => {
  it('is centred and shrinks at the ends', () => {
    expect([...movingAverage([0, 0, 9, 0, 0], 1)]).toEqual([0, 3, 3, 3, 0]);
    expect([...movingAverage([4, 0, 2], 1)]).toEqual([2, 2, 1]);
  });

  it('leaves values alone at radius 0', () => {
    expect([...movingAverage([3, 1, 4, 1, 5], 0)]).toEqual([3, 1, 4, 1, 5]);
  });
});
