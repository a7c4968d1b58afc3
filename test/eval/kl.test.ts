import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { k1, k2, k3, klDistance, klPerToken, sequenceKl } from '../../src/eval/kl';
import { mean, variance } from '../../src/eval/statistics';
import { Random } from '../../src/random';

/** k3 to about 1e-16 relative by its series, for small log-ratios. */
function k3Series(logRatio: number): number {
  let term = logRatio;
  let sum = 0;
  for (let n = 2; n < 30; n++) {
    term *= logRatio / n;
    sum += term;
  }
  return sum;
}

describe('KL estimators', () => {
  it('agree with their definitions far from 0', () => {
    expect(k1(-1, -3)).toBe(2);
    expect(k2(-1, -3)).toBe(2);
    expect(k3(-1, -3)).toBeCloseTo(Math.exp(-2) - 1 + 2, 14);
  });

  it('give k3 to ten digits at any distance from 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: -150, max: 0 }), fc.boolean(), (exponent, negative) => {
        const logRatio = (negative ? -1 : 1) * 10 ** (exponent / 10);
        const expected = k3Series(logRatio);
        expect(Math.abs(k3(0, logRatio) - expected)).toBeLessThan(1e-10 * expected);
      }),
    );
  });

  it('never let k2 and k3 fall below 0', () => {
    const logprob = fc.double({ min: -700, max: 0, noNaN: true });
    fc.assert(
      fc.property(logprob, logprob, (policy, reference) => {
        expect(k2(policy, reference)).toBeGreaterThanOrEqual(0);
        expect(k3(policy, reference)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('are unbiased (k1, k3) for a known KL, and k3 has the smaller variance', () => {
    const policy = [0.5, 0.3, 0.2];
    const reference = [0.4, 0.4, 0.2];
    const exact = policy.reduce((sum, p, i) => sum + p * Math.log(p / reference[i]), 0);
    const random = new Random(21);
    const draws = Array.from({ length: 40_000 }, () => {
      const u = random.uniform();
      return u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
    });
    const policyLogprobs = draws.map((i) => Math.log(policy[i]));
    const referenceLogprobs = draws.map((i) => Math.log(reference[i]));
    const first = klPerToken(policyLogprobs, referenceLogprobs, 'k1');
    const third = klPerToken(policyLogprobs, referenceLogprobs, 'k3');
    expect(Math.abs(mean(first) - exact)).toBeLessThan(0.004);
    expect(Math.abs(mean(third) - exact)).toBeLessThan(0.001);
    expect(variance(third)).toBeLessThan(variance(first) / 10);
  });

  it('sum over the tokens of a reply', () => {
    expect(sequenceKl([-1, -2], [-2, -4])).toBe(3);
    expect(sequenceKl([-1, -2], [-2, -4], 'k2')).toBe(2.5);
    expect(() => sequenceKl([-1], [-1, -2])).toThrow('1 tokens of the policy and 2 of the reference');
  });

  it('give a distance of 0 where the estimate is negative', () => {
    expect([-0.5, 0, 4].map(klDistance)).toEqual([0, 0, 2]);
  });
});
