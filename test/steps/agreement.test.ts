/** How far orders and scores agree with annotator and judge. */
import { expect, it } from 'vitest';
import { annotatorAgreement, calibrationErrors, goldAgreement } from '../../src/steps/agreement';

it('counts a tie one half, and leaves out what the judge cannot tell apart', () => {
  expect(annotatorAgreement([1, -1, 0], [0.9, 0.9, 0.9])).toEqual([0.9, 1 - 0.9, 0.5]);
  expect(goldAgreement([1, -1, 0, 1], [0.1, 0.1, -0.1, 0])).toEqual([1, 0, 0.5]);
});

it('finds scores calibrated that are log-odds, in whichever order a pair stands', () => {
  const worths = Array.from({ length: 200 }, (_, i) => 4 * Math.sin(i + 1));
  const error = (leads: readonly number[], slope?: number) => {
    const shares = calibrationErrors(
      leads,
      worths.map((worth) => 1 / (1 + Math.exp(-worth))),
      slope,
    );
    return shares.reduce((sum, one) => sum + one, 0) / shares.length;
  };
  const steep = worths.map((worth) => 7 * worth);
  expect(error(worths)).toBeLessThan(1e-9);
  expect(error(steep)).toBeGreaterThan(0.1);
  expect(error(steep, 1 / 7)).toBeLessThan(1e-9);
});
