import { describe, expect, it } from 'vitest';
import {
  calibrationBins,
  calibrationShares,
  calibrationSlope,
  expectedCalibrationError,
} from '../../src/eval/calibration';
import { Random } from '../../src/random';

describe('calibration', () => {
  it('bins by predicted probability, with 1 in the last bin', () => {
    const bins = calibrationBins([0.05, 0.15, 0.95, 1], [false, true, true, false], 10);
    expect(bins.map(({ count }) => count)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(bins[9]).toEqual({ low: 0.9, high: 1, count: 2, predicted: 0.975, observed: 0.5 });
    // (|.05 − 0| + |.15 − 1| + 2 |.975 − .5|) / 4
    expect(expectedCalibrationError(bins)).toBeCloseTo((0.05 + 0.85 + 0.95) / 4, 12);
  });

  it('is near 0 when outcomes follow the probabilities and far when they are pushed to the ends', () => {
    const random = new Random(3);
    const honest = Array.from({ length: 20_000 }, () => random.uniform());
    const outcomes = honest.map((p) => random.chance(p));
    const overconfident = honest.map((p) => (p > 0.5 ? 1 : 0));
    expect(expectedCalibrationError(calibrationBins(honest, outcomes))).toBeLessThan(0.02);
    expect(expectedCalibrationError(calibrationBins(overconfident, outcomes))).toBeCloseTo(0.25, 1);
  });

  it('is the mean of what each case adds to it', () => {
    const random = new Random(5);
    const probabilities = Array.from({ length: 300 }, () => random.uniform());
    const outcomes = probabilities.map((p) => random.chance(p * p));
    const shares = calibrationShares(probabilities, outcomes);
    const error = expectedCalibrationError(calibrationBins(probabilities, outcomes));
    expect(shares.reduce((sum, one) => sum + one, 0) / 300).toBeCloseTo(error, 12);
    expect(error).toBeGreaterThan(0.1);
  });

  it('refuses logits and unequal lengths', () => {
    expect(() => calibrationBins([0.2, 1.7], [true, false])).toThrow('probability 1 is 1.7');
    expect(() => calibrationBins([0.2], [true, false])).toThrow('1 probabilities and 2 outcomes');
    expect(() => calibrationBins([0.2], [true], 0)).toThrow('bins is 0');
  });

  it('takes probabilities for outcomes, where they are known', () => {
    const bins = calibrationBins([0.2, 0.3], [0.4, 0.2], 1);
    expect(bins[0].observed).toBeCloseTo(0.3, 12);
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.05, 12);
  });
});

describe('temperature scaling', () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const random = new Random(4);
  const differences = Array.from({ length: 500 }, () => random.normal());

  it('finds the slope of log-odds, exactly from probabilities and nearly from outcomes', () => {
    const probabilities = differences.map((d) => sigmoid(2.5 * d));
    expect(calibrationSlope(differences, probabilities)).toBeCloseTo(2.5, 9);
    const outcomes = probabilities.map((p) => random.chance(p));
    expect(Math.abs(calibrationSlope(differences, outcomes) - 2.5)).toBeLessThan(0.5);
  });

  it('goes with the unit of the scores', () => {
    const probabilities = differences.map((d) => sigmoid(d));
    expect(
      calibrationSlope(
        differences.map((d) => 10 * d),
        probabilities,
      ),
    ).toBeCloseTo(0.1, 9);
  });

  it('is 0 for scores that say nothing or the opposite', () => {
    expect(
      calibrationSlope(
        differences,
        differences.map((d) => d < 0),
      ),
    ).toBeCloseTo(0, 9);
    expect(calibrationSlope([1, 1, -1, -1], [true, false, true, false])).toBeCloseTo(0, 9);
  });

  it('refuses no cases and unequal lengths', () => {
    expect(() => calibrationSlope([], [])).toThrow('at least one');
    expect(() => calibrationSlope([1], [true, false])).toThrow('1 differences and 2 outcomes');
  });
});
