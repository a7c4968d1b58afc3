import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitGold, predictGold, type OptimizationForm } from '../../src/eval/curve-fits';
import { Random } from '../../src/random';

const distances = Array.from({ length: 20 }, (_, i) => 0.15 * i);

describe('fits of gold against sqrt(KL)', () => {
  it('recover α and β of either form', () => {
    const coefficient = fc.double({ min: 0.05, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom<OptimizationForm>('best-of-n', 'rl'),
        coefficient,
        coefficient,
        (form, alpha, beta) => {
          const points = distances.map((distance) => ({
            distance,
            gold: predictGold({ form, alpha, beta }, distance),
          }));
          const fit = fitGold(form, points);
          expect(fit?.alpha).toBeCloseTo(alpha, 8);
          expect(fit?.beta).toBeCloseTo(beta, 8);
          expect(fit?.rSquared).toBeCloseTo(1, 8);
        },
      ),
    );
  });

  it('put the peak where the curve is highest', () => {
    for (const form of ['best-of-n', 'rl'] as const) {
      const curve = { form, alpha: 0.9, beta: 0.6 };
      const fit = fitGold(
        form,
        distances.map((distance) => ({ distance, gold: predictGold(curve, distance) })),
      );
      const peak = fit?.peak ?? NaN;
      expect(predictGold(curve, peak)).toBeGreaterThan(predictGold(curve, peak - 0.01));
      expect(predictGold(curve, peak)).toBeGreaterThan(predictGold(curve, peak + 0.01));
    }
  });

  it('report less than a perfect R² on noise', () => {
    const random = new Random(5);
    const fit = fitGold(
      'best-of-n',
      distances.map((distance) => ({
        distance,
        gold: distance * (1 - 0.3 * distance) + 0.1 * random.normal(),
      })),
    );
    expect(fit?.rSquared).toBeGreaterThan(0.5);
    expect(fit?.rSquared).toBeLessThan(0.999);
    expect(fit?.peak).toBeCloseTo(1 / 0.6, 0);
  });

  it('name no peak for a curve that has none', () => {
    const rising = distances.map((distance) => ({ distance, gold: distance + 0.1 * distance * distance }));
    expect(fitGold('best-of-n', rising)).not.toHaveProperty('peak');
    const falling = distances.map((distance) => ({ distance, gold: -distance - 0.1 * distance * distance }));
    expect(fitGold('best-of-n', falling)).not.toHaveProperty('peak');
  });

  it('do not guess when the run never moved', () => {
    expect(fitGold('rl', [])).toBeUndefined();
    expect(fitGold('rl', [{ distance: 0, gold: 0 }])).toBeUndefined();
    expect(
      fitGold('best-of-n', [
        { distance: 1.3, gold: 0.4 },
        { distance: 1.3, gold: 0.5 },
      ]),
    ).toBeUndefined();
  });

  it('refuse points off the plane by index', () => {
    const good = { distance: 1, gold: 1 };
    expect(() => fitGold('rl', [good, { distance: NaN, gold: 1 }])).toThrow('fit: point 1 is (NaN, 1)');
    expect(() => fitGold('rl', [{ distance: -1, gold: 1 }, good])).toThrow('point 0');
  });
});
