import { describe, expect, it } from 'vitest';
import { lossAndGradient } from '../../../src/train/gradient';
import {
  bradleyTerry,
  clippedPolicyLoss,
  clippedValueLoss,
  crossEntropy,
  entropyBonus,
  type Losses,
  type Vector,
} from '../../../src/train/losses';
import * as tf from '../../../src/tensors';
import fixtures from '../../fixtures/losses.json';

const vector = (values: number[]) => Float32Array.from(values);

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 2e-6) {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(actual[i] - value)), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe('losses against PyTorch', () => {
  it('cross-entropy', () => {
    const { inputs, loss, gradients, fromLogits } = fixtures.crossEntropy;
    const ours = lossAndGradient([vector(inputs.logprobs)], (logprobs) => ({ loss: crossEntropy(logprobs) }));
    expect(ours.values.loss).toBeCloseTo(loss, 5);
    expect(ours.values.loss).toBeCloseTo(fromLogits, 5);
    expectClose(ours.gradients[0], gradients.logprobs);
  });

  it('Bradley-Terry with centring, also where the sigmoid saturates', () => {
    const { inputs, constants, loss, gradients } = fixtures.bradleyTerry;
    const ours = lossAndGradient([vector(inputs.chosen), vector(inputs.rejected)], (chosen, rejected) => ({
      loss: bradleyTerry(chosen, rejected, constants.centring),
    }));
    expect(ours.values.loss).toBeCloseTo(loss, 5);
    expectClose(ours.gradients[0], gradients.chosen);
    expectClose(ours.gradients[1], gradients.rejected);
  });

  it('the clipped policy loss', () => {
    const { inputs, constants, loss, gradients, extras } = fixtures.clippedPolicyLoss;
    const ours = lossAndGradient([vector(inputs.logprobs)], (logprobs) =>
      clippedPolicyLoss(
        logprobs,
        tf.tensor1d(inputs.oldLogprobs),
        tf.tensor1d(inputs.advantages),
        constants.clipRatio,
      ),
    );
    expect(ours.values.loss).toBeCloseTo(loss, 5);
    expectClose(ours.gradients[0], gradients.logprobs);
    expect(ours.values.clipFraction).toBeCloseTo(extras.clipFraction, 6);
    expect(ours.values.updateKl).toBeCloseTo(extras.updateKl, 6);
  });

  it('the clipped value loss', () => {
    const { inputs, constants, loss, gradients, extras } = fixtures.clippedValueLoss;
    const ours = lossAndGradient([vector(inputs.values)], (values) =>
      clippedValueLoss(
        values,
        tf.tensor1d(inputs.oldValues),
        tf.tensor1d(inputs.returns),
        constants.clipRange,
      ),
    );
    expect(ours.values.loss).toBeCloseTo(loss, 5);
    expectClose(ours.gradients[0], gradients.values);
    expect(ours.values.clipFraction).toBeCloseTo(extras.clipFraction, 6);
  });
});

describe('losses against finite differences', () => {
  const x = [-0.7, -1.3, -0.2, -2.1];
  const others = { old: [-0.6, -1.8, -0.1, -2.1], advantages: [1, -0.5, 2, -1] };
  const cases: [string, (v: Vector) => Losses][] = [
    ['cross-entropy', (v) => ({ loss: crossEntropy(v) })],
    ['Bradley-Terry', (v) => ({ loss: bradleyTerry(v, tf.tensor1d(others.old), 0.05) })],
    ['policy', (v) => clippedPolicyLoss(v, tf.tensor1d(others.old), tf.tensor1d(others.advantages), 0.2)],
    ['value', (v) => clippedValueLoss(v, tf.tensor1d(others.old), tf.tensor1d(others.advantages), 0.3)],
    ['entropy', (v) => ({ loss: entropyBonus(v, 0.3) })],
  ];

  it.each(cases)('%s', (_, loss) => {
    const at = (values: number[]) => lossAndGradient([vector(values)], loss).values.loss;
    const { gradients } = lossAndGradient([vector(x)], loss);
    const h = 1e-2;
    const differences = x.map((_, i) => {
      const moved = (by: number) => at(x.map((value, j) => (j === i ? value + by : value)));
      return (moved(h) - moved(-h)) / (2 * h);
    });
    expectClose(gradients[0], differences, 1e-3);
  });
});

describe('what the losses mean', () => {
  const policy = (ratio: number, advantage: number) =>
    lossAndGradient([vector([Math.log(ratio)])], (logprobs) =>
      clippedPolicyLoss(logprobs, tf.tensor1d([0]), tf.tensor1d([advantage]), 0.2),
    );

  it('clips only what would make a good token still likelier or a bad one still less likely', () => {
    expect(policy(1.5, 1).gradients[0][0]).toBe(0);
    expect(policy(0.5, -1).gradients[0][0]).toBe(0);
    expect(policy(1.5, -1).gradients[0][0]).toBeCloseTo(1.5, 5);
    expect(policy(0.5, 1).gradients[0][0]).toBeCloseTo(-0.5, 5);
  });

  it('at a ratio of 1 the policy gradient is −advantage and nothing is clipped', () => {
    const { values, gradients } = policy(1, 0.7);
    expect(gradients[0][0]).toBeCloseTo(-0.7, 6);
    expect(values.clipFraction).toBe(0);
    expect(values.updateKl).toBe(0);
  });

  it('a reward model that knows nothing has a loss of log 2, whatever its offset', () => {
    const loss = (score: number) =>
      lossAndGradient([vector([score]), vector([score])], (a, b) => ({ loss: bradleyTerry(a, b) })).values
        .loss;
    expect(loss(0)).toBeCloseTo(Math.log(2), 6);
    expect(loss(5)).toBeCloseTo(Math.log(2), 6);
  });
});
