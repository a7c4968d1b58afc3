import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generalizedAdvantages, whiten } from '../../src/train/advantages';

/** The definition, without recursion: A_t = Σ_l (γλ)^l δ_{t+l}. */
function slowAdvantages(rewards: number[], values: number[], gamma: number, lambda: number): number[] {
  const delta = rewards.map((reward, t) => reward + gamma * (values[t + 1] ?? 0) - values[t]);
  return delta.map((_, t) => delta.slice(t).reduce((sum, d, l) => sum + (gamma * lambda) ** l * d, 0));
}

const number = fc.double({ min: -5, max: 5, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const steps = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 20 });

describe('generalised advantages', () => {
  it('follow a worked example', () => {
    // γ = 0.5, λ = 0.5; δ = (0 + .5·2 − 1, 0 + .5·4 − 2, 8 − 4) = (0, 0, 4).
    const { advantages, returns } = generalizedAdvantages([0, 0, 8], [1, 2, 4], 0.5, 0.5);
    expect([...advantages]).toEqual([0.25, 1, 4]);
    expect([...returns]).toEqual([1.25, 3, 8]);
  });

  it('equal the definition', () => {
    fc.assert(
      fc.property(steps, share, share, (pairs, gamma, lambda) => {
        const rewards = pairs.map(([reward]) => reward);
        const values = pairs.map(([, value]) => value);
        const { advantages, returns } = generalizedAdvantages(rewards, values, gamma, lambda);
        slowAdvantages(rewards, values, gamma, lambda).forEach((expected, t) => {
          expect(advantages[t]).toBeCloseTo(expected, 3);
          expect(returns[t]).toBeCloseTo(expected + values[t], 3);
        });
      }),
    );
  });

  it('with γ = λ = 1 the return is the sum of rewards to come, whatever the values', () => {
    const { returns } = generalizedAdvantages([1, -2, 5], [9, 9, 9], 1, 1);
    expect([...returns]).toEqual([4, 3, 5]);
  });

  it('need a value per reward', () => {
    expect(() => generalizedAdvantages([1], [], 1, 1)).toThrow('1 rewards and 0 values; expected as many');
  });
});

describe('whitening', () => {
  const moments = (x: Float32Array) => {
    const mean = x.reduce((a, b) => a + b, 0) / x.length;
    return { mean, sd: Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length) };
  };

  it('gives zero mean and unit variance, or keeps the mean', () => {
    const x = Float32Array.of(3, 5, 10, -4);
    expect(moments(whiten(x)).mean).toBeCloseTo(0, 6);
    expect(moments(whiten(x)).sd).toBeCloseTo(1, 6);
    expect(moments(whiten(x, false)).mean).toBeCloseTo(3.5, 5);
    expect(moments(whiten(x, false)).sd).toBeCloseTo(1, 6);
  });

  it('stays finite where nothing varies, and on nothing', () => {
    expect([...whiten(Float32Array.of(2, 2))]).toEqual([0, 0]);
    expect([...whiten(Float32Array.of(2, 2), false)]).toEqual([2, 2]);
    expect(whiten(new Float32Array(0)).length).toBe(0);
  });
});
