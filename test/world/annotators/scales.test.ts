import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { drawStep, mixed, order, orderedLogit } from '../../../src/world/annotators/scales';

const worth = fc.double({ min: -3, max: 4, noNaN: true });
const steepness = fc.double({ min: 0.01, max: 200, noNaN: true });
const steps = fc.integer({ min: 2, max: 9 });

describe('ordered logit', () => {
  it('is a distribution whose mean rises with the worth', () => {
    const mean = (scale: readonly number[]): number => scale.reduce((sum, p, k) => sum + p * k, 0);
    fc.assert(
      fc.property(worth, fc.double({ min: 0, max: 2, noNaN: true }), steepness, steps, (w, more, s, n) => {
        const [low, high] = [orderedLogit(w, s, n), orderedLogit(w + more, s, n)];
        expect(low.length).toBe(n);
        expect(low.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
        expect(Math.min(...low)).toBeGreaterThanOrEqual(0);
        expect(mean(high)).toBeGreaterThanOrEqual(mean(low) - 1e-9);
      }),
    );
  });

  it('puts a reply of full worth into the highest step, of none into the lowest', () => {
    expect(orderedLogit(1.2, 50, 7)[6]).toBeGreaterThan(0.99);
    expect(orderedLogit(-0.2, 50, 7)[0]).toBeGreaterThan(0.99);
  });
});

describe('scales', () => {
  it('compare as their products say', () => {
    const { higher, equal, lower } = order([0.5, 0.5], [0.2, 0.8]);
    expect(higher).toBeCloseTo(0.1, 12);
    expect(equal).toBeCloseTo(0.5, 12);
    expect(lower).toBeCloseTo(0.4, 12);
  });

  it('mix', () => {
    expect(mixed(0.25, [1, 0], [0, 1])).toEqual([0.25, 0.75]);
  });

  it('are drawn from at their probabilities, the impossible never', () => {
    const random = new Random(1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[drawStep([0.3, 0, 0.7], random)]++;
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[0] / 4000 - 0.3)).toBeLessThan(0.03);
  });
});
