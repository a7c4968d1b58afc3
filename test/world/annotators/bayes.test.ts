import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { annotator } from '../../../src/world/annotators/annotator';
import { bayesAccuracy, ceilingRows, ceilings } from '../../../src/world/annotators/bayes';
import { drawPairs } from '../../../src/world/annotators/labels';
import { centrepiece } from '../../../src/world/families';

const pairs = drawPairs(new Random(1), { count: 1500, families: centrepiece });
const one = annotator();

describe('ceilings', () => {
  const found = ceilings(one, pairs);

  it('are between .78 and .85 for the default choices', () => {
    expect(found.binary).toBeGreaterThan(0.78);
    expect(found.binary).toBeLessThan(0.85);
  });

  it('are what the best predictor reaches, for choices and for ratings', () => {
    const tolerance = 4 * Math.sqrt(0.25 / pairs.length);
    let choices = 0;
    let ratings = 0;
    pairs.forEach(({ prompt, first, second }, i) => {
      const own = new Random(4).split(i);
      const best = one.pFirst(prompt, first, second) >= 0.5 ? 0 : 1;
      if (one.prefer(prompt, first, second, own).choice === best) choices++;
      const mean = (reply: string): number =>
        one.ratingScale(prompt, reply).reduce((sum, p, k) => sum + p * k, 0);
      const guess = Math.sign(mean(first) - mean(second));
      const seen = Math.sign(
        one.rate(prompt, first, own.split('first')) - one.rate(prompt, second, own.split('second')),
      );
      ratings += seen === 0 ? 0.5 : seen === guess ? 1 : 0;
    });
    expect(Math.abs(choices / pairs.length - found.binary)).toBeLessThan(tolerance);
    expect(Math.abs(ratings / pairs.length - found.rating)).toBeLessThan(tolerance);
  });

  it('fall with noise and reach one without', () => {
    const few = pairs.slice(0, 300);
    const noisy = ceilings(annotator({ flipRate: 0.2 }), few);
    const clean = ceilings(one, few);
    for (const [i, [name, accuracy]] of ceilingRows(noisy).entries()) {
      expect(accuracy, name).toBeLessThan(ceilingRows(clean)[i][1]);
      expect(accuracy, name).toBeGreaterThanOrEqual(0.14);
    }
    const sure = few.filter(({ prompt, first, second }) => {
      const p = one.pFirst(prompt, first, second);
      return p < 0.4 || p > 0.6;
    });
    expect(ceilings(annotator({ slope: 1e4, flipRate: 0 }), sure).binary).toBeGreaterThan(0.99);
  });

  it('are means of max(p, 1 - p), and undefined for nothing', () => {
    expect(bayesAccuracy([0.9, 0.2, 0.5])).toBeCloseTo((0.9 + 0.8 + 0.5) / 3, 12);
    expect(() => bayesAccuracy([])).toThrow(RangeError);
    expect(() => ceilings(one, [])).toThrow(RangeError);
  });
});
