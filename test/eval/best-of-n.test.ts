import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOfN, bestOfNKl } from '../../src/eval/best-of-n';
import { mean } from '../../src/eval/statistics';
import { Random } from '../../src/random';

/** All subsets of size n of 0..total−1. */
function subsets(total: number, n: number, from = 0): number[][] {
  if (n === 0) return [[]];
  const all: number[][] = [];
  for (let i = from; i <= total - n; i++) {
    for (const rest of subsets(total, n - 1, i + 1)) all.push([i, ...rest]);
  }
  return all;
}

/** The definition: over every subset, the score of its best by proxy, ties by lot. */
function slowBestOfN(proxy: number[], gold: number[], n: number): { proxy: number; gold: number } {
  const best = subsets(proxy.length, n).map((subset) => {
    const top = Math.max(...subset.map((i) => proxy[i]));
    return { proxy: top, gold: mean(subset.filter((i) => proxy[i] === top).map((i) => gold[i])) };
  });
  return { proxy: mean(best.map((b) => b.proxy)), gold: mean(best.map((b) => b.gold)) };
}

// Few distinct proxies, so that ties are common.
const samples = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -9, max: 9 })), {
  minLength: 1,
  maxLength: 8,
});

describe('best-of-n', () => {
  it('equals the enumeration of all subsets, ties included', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const proxy = pairs.map(([p]) => p);
        const gold = pairs.map(([, g]) => g);
        for (const point of bestOfN(proxy, gold)) {
          const slow = slowBestOfN(proxy, gold, point.n);
          expect(point.proxy).toBeCloseTo(slow.proxy, 10);
          expect(point.gold).toBeCloseTo(slow.gold, 10);
        }
      }),
    );
  });

  it('does not depend on the order of the samples, even with a constant proxy', () => {
    const gold = [3, 1, 4, 1, 5];
    const constant = bestOfN([2, 2, 2, 2, 2], gold);
    expect(constant.map((point) => point.gold)).toEqual(gold.map(() => expect.closeTo(mean(gold), 12)));
  });

  it('is unbiased: estimates from few samples average to the estimate from many', () => {
    const random = new Random(11);
    const draw = (count: number) => Array.from({ length: count }, () => random.normal());
    const estimates = Array.from({ length: 3000 }, () => {
      const proxy = draw(8);
      return bestOfN(proxy, proxy, [4])[0].gold;
    });
    expect(mean(estimates)).toBeCloseTo(1.029, 1); // the mean of the largest of four standard normals
  });

  it('stays finite and rising at the sizes in use', () => {
    const random = new Random(12);
    const proxy = Array.from({ length: 1024 }, () => random.normal());
    const curve = bestOfN(proxy, proxy);
    expect(curve[0].proxy).toBeCloseTo(mean(proxy), 10);
    expect(curve[1023].proxy).toBe(Math.max(...proxy));
    curve.slice(1).forEach((point, i) => expect(point.proxy).toBeGreaterThanOrEqual(curve[i].proxy - 1e-12));
  });

  it('has the KL of the closed form', () => {
    expect(bestOfNKl(1)).toBe(0);
    expect(bestOfNKl(2)).toBeCloseTo(Math.log(2) - 0.5, 15);
    expect(bestOfN([1, 2, 3, 4], [0, 0, 0, 0], [4])[0].kl).toBe(bestOfNKl(4));
  });

  it('refuses bad input by name', () => {
    expect(() => bestOfN([1, 2], [1])).toThrow('2 proxies and 1 golds');
    expect(() => bestOfN([], [])).toThrow('0 proxies and 0 golds');
    expect(() => bestOfN([1, 2], [1, 2], [3])).toThrow('n is 3; expected 1 to 2');
    expect(() => bestOfN([1, NaN], [1, 2])).toThrow('NaN');
  });
});
