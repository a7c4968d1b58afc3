/** Advantages, whitening, learning rates and AdamW against PyTorch in float64 (`make-loss-fixtures.py`), to 1e-5. */
import { describe, expect, it } from 'vitest';
import { adamwStep, initialState } from '../../src/model/adamw';
import type { Weights } from '../../src/model/weights';
import {
  generalizedAdvantages,
  groupAdvantages,
  leaveOneOutAdvantages,
  whiten,
} from '../../src/train/advantages';
import { learningRateAt } from '../../src/train/optimizer';
import fixtures from '../fixtures/losses.json';
import { expectRelative } from '../helpers/close';

describe('against PyTorch', () => {
  it('generalised advantages and returns', () => {
    for (const { rewards, values, gamma, lambda, ...expected } of fixtures.gae) {
      const { advantages, returns } = generalizedAdvantages(rewards, values, gamma, lambda);
      expectRelative(advantages, expected.advantages);
      expectRelative(returns, expected.returns);
    }
  });

  it('whitening, with the mean and without, and with a mean far above the spread', () => {
    for (const { x, shiftMean, whitened } of fixtures.whiten)
      expectRelative(whiten(Float32Array.from(x), shiftMean), whitened);
  });

  it('leave-one-out and group advantages', () => {
    for (const { rewards, k, leaveOneOut, divided, centred } of fixtures.groups) {
      expectRelative(leaveOneOutAdvantages(rewards, k), leaveOneOut);
      expectRelative(groupAdvantages(rewards, k), divided);
      expectRelative(groupAdvantages(rewards, k, false), centred);
    }
  });

  it('learning rates; the warm-up is one step ahead, so that the first step is not for nothing', () => {
    for (const { decay, warmupSteps, steps, rates } of fixtures.schedules) {
      const course = decay === 'linear' ? ('linear' as const) : ('constant' as const);
      const options = { learningRate: 1, warmupSteps, decay: course };
      const ours = Array.from({ length: steps }, (_, step) => learningRateAt(options, step, steps));
      const expected = ours.map((_, step) => rates[step < warmupSteps ? step + 1 : step]);
      expectRelative(ours, expected, 1e-12);
    }
  });

  it('twenty steps of AdamW with weight decay and clipping', () => {
    const { options, initial, gradients, weights, norms } = fixtures.adamw;
    const named = ([matrix, gain]: readonly (readonly number[])[]): Weights =>
      new Map([
        ['matrix', { shape: [3, 4], data: Float32Array.from(matrix) }],
        ['gain', { shape: [5], data: Float32Array.from(gain) }],
      ]);
    const parameters = named(initial);
    let state = initialState;
    gradients.forEach((given, step) => {
      const done = adamwStep(parameters, named(given), state, options);
      state = done.state;
      expectRelative([done.gradNorm], [norms[step]]);
      expectRelative(parameters.get('matrix')?.data ?? [], weights[step][0]);
      expectRelative(parameters.get('gain')?.data ?? [], weights[step][1]);
    });
    const clipped = norms.filter((norm) => norm > options.maxGradNorm).length;
    expect(clipped).toBeGreaterThan(5);
    expect(clipped).toBeLessThan(15);
  });
});

describe('a step whose gradient is not finite', () => {
  it('changes nothing', () => {
    const weights: Weights = new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]);
    const bad: Weights = new Map([['w', { shape: [2], data: Float32Array.of(NaN, 1) }]]);
    const { gradNorm, state } = adamwStep(weights, bad, initialState, fixtures.adamw.options);
    expect(gradNorm).toBeNaN();
    expect(state).toBe(initialState);
    expect([...(weights.get('w')?.data ?? [])]).toEqual([1, 2]);
  });
});

describe('advantages within groups', () => {
  it('need whole groups of two or more', () => {
    for (const advantages of [leaveOneOutAdvantages, groupAdvantages]) {
      expect(() => advantages([1, 2, 3], 2)).toThrow('3 rewards in groups of 2; expected whole groups');
      expect(() => advantages([1, 2], 1)).toThrow(RangeError);
      expect(() => advantages([], 2)).toThrow(RangeError);
    }
  });

  it('are zeros where all replies earn the same', () => {
    expect([...groupAdvantages([2, 2, 2], 3)]).toEqual([0, 0, 0]);
    expect([...leaveOneOutAdvantages([2, 2, 2], 3)]).toEqual([0, 0, 0]);
  });
});
