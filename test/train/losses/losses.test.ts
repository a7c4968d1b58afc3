/** Every loss against finite differences, at its extremes, and what it means. */
import { describe, expect, it } from 'vitest';
import type { Weights } from '../../../src/model/weights';
import { lossAndGradient } from '../../../src/train/gradient';
import {
  attributeRegression,
  bradleyTerry,
  clippedPolicyLoss,
  clippedValueLoss,
  crossEntropy,
  dpoLoss,
  entropyBonus,
  exactKl,
  grpoLoss,
  klEstimate,
  marginBradleyTerry,
  ratingMargin,
  reinforceLoss,
  rowOffsets,
  type Losses,
  type Vector,
} from '../../../src/train/losses';
import * as tf from '../../../src/tensors';
import { expectRelative } from '../../helpers/close';
import { checkGradients } from '../../helpers/finite-difference';

const vector = (...values: number[]) => Float32Array.from(values);

describe('losses against finite differences', () => {
  // Log-probabilities and friends of six tokens in three rows; nothing lies within a step of a corner of a clip.
  const x = [-0.7, -1.3, -0.2, -2.1, -0.9, -0.4];
  const old = tf.tensor1d([-0.6, -1.8, -0.1, -2.1, -0.5, -0.45]);
  const reference = tf.tensor1d([-1.1, -1.0, -0.5, -2.5, -0.2, -0.3]);
  const advantages = tf.tensor1d([1, -0.5, 2, -1, 0.7, -2]);
  const offsets = rowOffsets([2, 1, 3]);
  const perRow = tf.tensor1d([1.5, -1, 0.5]);
  const pairs = rowOffsets([1, 2, 2, 1]);
  const grpo = { clipRatio: 0.2, klCoefficient: 0.3 };
  const half = (v: Vector) => tf.reshape(v, [2, 3]);
  const sum = (v: Vector) => tf.sum<tf.Scalar>(v);

  const cases: [string, (v: Vector) => Losses][] = [
    ['cross-entropy', (v) => ({ loss: crossEntropy(v) })],
    ['Bradley-Terry', (v) => ({ loss: bradleyTerry(v, old, 0.05) })],
    ['Bradley-Terry, rejected side', (v) => ({ loss: bradleyTerry(old, v, 0.05) })],
    ['margin Bradley-Terry', (v) => ({ loss: marginBradleyTerry(v, old, tf.abs(advantages), 0.05) })],
    ['attribute regression', (v) => ({ loss: attributeRegression(v, advantages) })],
    ['policy', (v) => clippedPolicyLoss(v, old, advantages, 0.2)],
    ['value', (v) => clippedValueLoss(v, old, advantages, 0.3)],
    ['entropy', (v) => ({ loss: entropyBonus(v, 0.3) })],
    ['k1', (v) => ({ loss: sum(tf.mul(advantages, klEstimate(v, reference, 'k1'))) })],
    ['k2', (v) => ({ loss: sum(tf.mul(advantages, klEstimate(v, reference, 'k2'))) })],
    ['k3', (v) => ({ loss: sum(tf.mul(advantages, klEstimate(v, reference, 'k3'))) })],
    ['exact KL', (v) => ({ loss: sum(exactKl(half(v), half(reference))) })],
    ['exact KL, reference side', (v) => ({ loss: sum(exactKl(half(reference), half(v))) })],
    ['REINFORCE', (v) => ({ loss: reinforceLoss(v, offsets, perRow) })],
    ['GRPO', (v) => grpoLoss(v, old, reference, offsets, perRow, { ...grpo, divideBy: 'length' })],
    ['Dr. GRPO', (v) => grpoLoss(v, old, reference, offsets, perRow, { ...grpo, divideBy: 5 })],
    ['DPO', (v) => dpoLoss(v, reference, pairs, { beta: 0.4 })],
    ['cDPO', (v) => dpoLoss(v, reference, pairs, { beta: 0.4, labelSmoothing: 0.2 })],
    ['DPO by length', (v) => dpoLoss(v, reference, pairs, { beta: 2, lengthNormalised: true })],
  ];

  it.each(cases)('%s', (_, loss) => {
    const named = (data: Float32Array) => new Map([['x', { shape: [x.length], data }]]);
    const { gradients } = lossAndGradient([vector(...x)], loss);
    expect(gradients[0].some((g) => g !== 0)).toBe(true);
    const f = (at: Weights) => lossAndGradient([at.get('x')?.data ?? vector()], loss).values.loss;
    checkGradients(f, named(vector(...x)), named(gradients[0]), { step: 1e-2, tolerance: 2e-3 });
  });
});

describe('what the losses mean', () => {
  const policy = (ratio: number, advantage: number) =>
    lossAndGradient([vector(Math.log(ratio))], (logprobs) =>
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
      lossAndGradient([vector(score), vector(score)], (a, b) => ({ loss: bradleyTerry(a, b) })).values.loss;
    expect(loss(0)).toBeCloseTo(Math.log(2), 6);
    expect(loss(5)).toBeCloseTo(Math.log(2), 6);
  });

  it('a margin asks for that much more difference before the loss is the same', () => {
    const at = (difference: number, margin: number) =>
      lossAndGradient([vector(difference), vector(0)], (a, b) => ({
        loss: marginBradleyTerry(a, b, tf.tensor1d([margin])),
      })).values.loss;
    expect(at(3, 1)).toBeCloseTo(at(2, 0), 6);
    expect(at(1, 1)).toBeCloseTo(Math.log(2), 6);
  });

  it('ratings from 1 to 7 become the margins of Llama 2, alike on both sides of 4', () => {
    expect([4, 5, 6, 7].map((rating) => ratingMargin(rating))).toEqual([0, 1 / 3, 2 / 3, 1]);
    expect([4, 3, 2, 1].map((rating) => ratingMargin(rating, 1))).toEqual([0, 1, 2, 3]);
    expect(() => ratingMargin(0)).toThrow(new RangeError('rating is 0; expected 1 to 7'));
    expect(() => ratingMargin(NaN)).toThrow(RangeError);
  });

  it('DPO starts at log 2 with a margin of 0 and moves both replies by β / 2', () => {
    const { values, gradients } = lossAndGradient([vector(-1, -2, -3)], (v) =>
      dpoLoss(v, tf.tensor1d([-1, -2, -3]), rowOffsets([1, 2]), { beta: 0.4 }),
    );
    expect(values.loss).toBeCloseTo(Math.log(2), 6);
    expect(values).toMatchObject({ margin: 0, accuracy: 0, chosenReward: 0, rejectedReward: 0 });
    [-0.2, 0.2, 0.2].forEach((g, i) => expect(gradients[0][i]).toBeCloseTo(g, 6));
  });

  it('smoothed by one half, DPO has nothing to prefer', () => {
    const options = { beta: 1, labelSmoothing: 0.5 };
    const { gradients } = lossAndGradient([vector(-1, -1)], (v) =>
      dpoLoss(v, tf.tensor1d([-1, -1]), rowOffsets([1, 1]), options),
    );
    expect([...gradients[0]]).toEqual([0, 0]);
  });

  it('DPO needs pairs', () => {
    expect(() => dpoLoss(tf.tensor1d([-1]), tf.tensor1d([-1]), rowOffsets([1]), { beta: 1 })).toThrow(
      new RangeError('DPO: 1 rows; expected as many rejected ones as chosen ones'),
    );
  });

  it('GRPO makes a token of a long reply count less, Dr. GRPO does not', () => {
    const gradient = (divideBy: 'length' | number) => {
      const old = tf.tensor1d([-1, -1, -1, -1, -1]);
      const options = { clipRatio: 0.2, klCoefficient: 0, divideBy };
      return lossAndGradient([vector(-1, -1, -1, -1, -1)], (v) =>
        grpoLoss(v, old, old, rowOffsets([1, 4]), tf.tensor1d([-1, -1]), options),
      ).gradients[0];
    };
    expect([...gradient('length')]).toEqual([0.5, 0.125, 0.125, 0.125, 0.125]);
    expect([...gradient(4)]).toEqual([0.125, 0.125, 0.125, 0.125, 0.125]);
  });

  it('at the policy itself GRPO is REINFORCE: the ratio has the gradient of the log-probability', () => {
    const x = vector(-1, -0.5, -2);
    const offsets = rowOffsets([1, 2]);
    const advantages = tf.tensor1d([1, -0.5]);
    const options = { clipRatio: 0.2, klCoefficient: 0, divideBy: 1 };
    const ours = lossAndGradient([x], (v) =>
      grpoLoss(v, tf.tensor1d(x), tf.tensor1d(x), offsets, advantages, options),
    );
    const plain = lossAndGradient([x], (v) => ({ loss: reinforceLoss(v, offsets, advantages) }));
    expect([...ours.gradients[0]]).toEqual([...plain.gradients[0]]);
  });
});

describe('what minimising a KL estimate does, in expectation over tokens that the policy samples', () => {
  const [policy, reference] = [vector(0.3, -1.2, 2, 0.1, -0.4), vector(-0.5, 0.8, 1.1, 0, -2)];
  const row = (logits: ArrayLike<number>) => tf.tensor2d(Float32Array.from(logits), [1, 5]);
  const logSoftmax = (logits: Vector) => tf.reshape(tf.logSoftmax(tf.reshape(logits, [1, 5])), [5]);
  const scalar = (x: Vector) => tf.sum<tf.Scalar>(x);

  /** Σ_v π(v) ∇ k(v), by the policy's logits; the weights π(v) are constants. */
  const expected = (estimator: 'k1' | 'k2' | 'k3') =>
    lossAndGradient([policy], (logits) => {
      const shares = tf.softmax(tf.tensor1d(policy));
      const estimate = klEstimate(logSoftmax(logits), logSoftmax(tf.tensor1d(reference)), estimator);
      return { loss: scalar(tf.mul(shares, estimate)) };
    }).gradients[0];
  const exact = (kl: (logits: Vector) => Vector) =>
    lossAndGradient([policy], (logits) => ({ loss: scalar(kl(tf.reshape(logits, [1, 5]))) })).gradients[0];

  it('k1: nothing', () => {
    for (const g of expected('k1')) expect(g).toBeCloseTo(0, 6);
  });

  it('k2: what minimising KL(policy ‖ reference) does', () => {
    expectRelative(
      expected('k2'),
      exact((logits) => exactKl(logits, row(reference))),
    );
  });

  it('k3: what minimising KL(reference ‖ policy) does', () => {
    expectRelative(
      expected('k3'),
      exact((logits) => exactKl(row(reference), logits)),
    );
  });
});

describe('losses at their extremes', () => {
  it('Bradley-Terry and DPO stay finite and linear where the sigmoid has long saturated', () => {
    const far = lossAndGradient([vector(-1e4), vector(1e4)], (a, b) => ({ loss: bradleyTerry(a, b) }));
    expect(far.values.loss).toBeCloseTo(2e4, 0);
    expect([far.gradients[0][0], far.gradients[1][0]]).toEqual([-1, 1]);
    const won = lossAndGradient([vector(1e4), vector(-1e4)], (a, b) => ({ loss: bradleyTerry(a, b) }));
    expect(won.values.loss).toBe(0);
    expect(won.gradients[0][0]).toBeCloseTo(0, 12);
    const dpo = lossAndGradient([vector(-800, -1)], (v) =>
      dpoLoss(v, tf.tensor1d([-1, -800]), rowOffsets([1, 1]), { beta: 1 }),
    );
    expect(dpo.values.loss).toBeCloseTo(1598, 2);
    expect([...dpo.gradients[0]]).toEqual([-1, 1]);
  });

  it('k3 never falls below 0, is 0 at 0, and is half the square next to it', () => {
    const distances = [0, 1e-7, -1e-6, 1e-4, -1e-3, 1e-2];
    const { gradients } = lossAndGradient([vector(...distances)], (v) => ({
      loss: tf.sum<tf.Scalar>(klEstimate(v, tf.zerosLike(v), 'k3')),
    }));
    const values = klEstimate(tf.tensor1d(distances), tf.zeros([6]), 'k3').dataSync();
    distances.forEach((d, i) => {
      expect(values[i]).toBeGreaterThanOrEqual(0);
      expect(values[i]).toBeCloseTo((d * d) / 2, 6);
      if (d !== 0) expect(values[i] / ((d * d) / 2)).toBeCloseTo(1, 1);
      expect(gradients[0][i]).toBeCloseTo(d, 3);
    });
    expect(values[0]).toBe(0);
  });

  it('the exact KL is 0 between equals, whatever their offset, and finite between certainties', () => {
    const kl = (a: number[], b: number[]) => exactKl(tf.tensor2d([a]), tf.tensor2d([b])).dataSync()[0];
    expect(kl([1, 2, 3], [101, 102, 103])).toBeCloseTo(0, 5);
    expect(kl([1000, 0], [1000, 0])).toBe(0);
    expect(kl([1000, 0], [0, 1000])).toBeCloseTo(1000, 2);
  });
});

describe('log-ratios of 100', () => {
  const far = vector(0, -100);
  const near = tf.tensor1d([-100, 0]);
  const finite = (values: Iterable<number>) => [...values].every(Number.isFinite);

  it('leave the clipped loss finite, and a clipped ratio without a gradient', () => {
    const advantages = tf.tensor1d([1, 1]);
    const { values, gradients } = lossAndGradient([far], (logprobs) =>
      clippedPolicyLoss(logprobs, near, advantages, 0.2),
    );
    expect(finite(Object.values(values))).toBe(true);
    expect(values.loss).toBeCloseTo(-0.6, 6);
    expect(values.clipFraction).toBe(1);
    expect(gradients[0][0]).toBeCloseTo(0, 12);
    expect(finite(gradients[0])).toBe(true);
  });

  it('leave GRPO, k3 and DPO finite', () => {
    const offsets = rowOffsets([1, 1]);
    const options = { clipRatio: 0.2, klCoefficient: 0, divideBy: 'length' as const };
    const losses: ((logprobs: Vector) => Losses)[] = [
      (logprobs) => grpoLoss(logprobs, near, near, offsets, tf.tensor1d([1, -1]), options),
      (logprobs) => ({ loss: tf.mean(klEstimate(logprobs, near, 'k3')) }),
      (logprobs) => dpoLoss(logprobs, near, offsets, { beta: 1 }),
    ];
    for (const loss of losses) {
      const { values, gradients } = lossAndGradient([far], loss);
      expect(finite(Object.values(values))).toBe(true);
      expect(finite(gradients[0])).toBe(true);
    }
  });
});
