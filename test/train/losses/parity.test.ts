/** Every loss and its gradients against PyTorch in float64 (`make-loss-fixtures.py`), to 1e-5 relative. */
import { describe, expect, it } from 'vitest';
import * as tf from '../../../src/tensors';
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
  reinforceLoss,
  rowOffsets,
  type Losses,
  type Vector,
} from '../../../src/train/losses';
import fixtures from '../../fixtures/losses.json';
import { expectRelative } from '../../helpers/close';

interface Case {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly extras: Readonly<Record<string, number | readonly number[]>>;
}

/** Evaluates `loss` on the fixture's inputs, by name, and compares loss, gradients and extras. */
function expectParity(fixture: Case, loss: (inputs: (name: string) => Vector) => Losses): void {
  const names = Object.keys(fixture.gradients);
  const leaves = names.map((name) => Float32Array.from(fixture.inputs[name]));
  const ours = lossAndGradient(leaves, (...vectors) =>
    loss((name) =>
      names.includes(name) ? vectors[names.indexOf(name)] : tf.tensor1d([...fixture.inputs[name]]),
    ),
  );
  expectRelative([ours.values.loss], [fixture.loss]);
  names.forEach((name, i) => expectRelative(ours.gradients[i], fixture.gradients[name]));
  for (const [name, extra] of Object.entries(fixture.extras)) {
    if (typeof extra === 'number') expectRelative([ours.values[name]], [extra]);
  }
}

const sum = (x: Vector) => tf.sum<tf.Scalar>(x);

describe('losses against PyTorch', () => {
  it('cross-entropy', () => {
    expectParity(fixtures.crossEntropy, (x) => ({ loss: crossEntropy(x('logprobs')) }));
    expectRelative([fixtures.crossEntropy.loss], [fixtures.crossEntropy.fromLogits], 1e-6);
  });

  it('Bradley-Terry with centring, also where the sigmoid saturates', () => {
    const { centring } = fixtures.bradleyTerry.constants;
    expectParity(fixtures.bradleyTerry, (x) => ({
      loss: bradleyTerry(x('chosen'), x('rejected'), centring),
    }));
  });

  it('Bradley-Terry with margins', () => {
    const { centring } = fixtures.marginBradleyTerry.constants;
    expectParity(fixtures.marginBradleyTerry, (x) => ({
      loss: marginBradleyTerry(x('chosen'), x('rejected'), x('margins'), centring),
    }));
  });

  it('regression on attributes', () => {
    expectParity(fixtures.attributeRegression, (x) => ({
      loss: attributeRegression(x('scores'), x('ratings')),
    }));
  });

  it('the clipped policy loss', () => {
    const { clipRatio } = fixtures.clippedPolicyLoss.constants;
    expectParity(fixtures.clippedPolicyLoss, (x) =>
      clippedPolicyLoss(x('logprobs'), x('oldLogprobs'), x('advantages'), clipRatio),
    );
  });

  it('the clipped value loss', () => {
    const { clipRange } = fixtures.clippedValueLoss.constants;
    expectParity(fixtures.clippedValueLoss, (x) =>
      clippedValueLoss(x('values'), x('oldValues'), x('returns'), clipRange),
    );
  });

  it('the entropy bonus', () => {
    const { coefficient } = fixtures.entropyBonus.constants;
    expectParity(fixtures.entropyBonus, (x) => ({ loss: entropyBonus(x('entropies'), coefficient) }));
  });

  it.each(['k1', 'k2', 'k3'] as const)('%s, from a millionth of a nat to five nats', (estimator) => {
    const fixture = fixtures.klEstimate[estimator];
    expectParity(fixture, (x) => ({
      loss: sum(tf.mul(x('weights'), klEstimate(x('logprobs'), x('referenceLogprobs'), estimator))),
    }));
    const { logprobs, referenceLogprobs } = fixture.inputs;
    const each = klEstimate(tf.tensor1d(logprobs), tf.tensor1d(referenceLogprobs), estimator).dataSync();
    fixture.extras.perToken.forEach((expected, t) => expectRelative([each[t]], [expected]));
  });

  it('the exact KL over the vocabulary', () => {
    const matrix = (x: Vector) => tf.reshape(x, [6, 11]);
    expectParity(fixtures.exactKl, (x) => ({
      loss: sum(tf.mul(x('weights'), exactKl(matrix(x('logits')), matrix(x('referenceLogits'))))),
    }));
    const { logits, referenceLogits } = fixtures.exactKl.inputs;
    const each = exactKl(tf.tensor2d(logits, [6, 11]), tf.tensor2d(referenceLogits, [6, 11])).dataSync();
    expectRelative(each, fixtures.exactKl.extras.perToken);
  });

  it('REINFORCE on whole replies', () => {
    const offsets = rowOffsets(fixtures.reinforceLoss.constants.lengths);
    expectParity(fixtures.reinforceLoss, (x) => ({
      loss: reinforceLoss(x('logprobs'), offsets, x('advantages')),
    }));
  });

  it('GRPO and Dr. GRPO', () => {
    const divisors = fixtures.grpoLoss.map(({ constants }) => constants.divideBy);
    expect(divisors).toEqual(['length', 16]);
    fixtures.grpoLoss.forEach((fixture, i) => {
      const { lengths, clipRatio, klCoefficient } = fixture.constants;
      const divideBy = i === 0 ? 'length' : 16;
      expectParity(fixture, (x) =>
        grpoLoss(
          x('logprobs'),
          x('oldLogprobs'),
          x('referenceLogprobs'),
          rowOffsets(lengths),
          x('advantages'),
          { clipRatio, klCoefficient, divideBy },
        ),
      );
    });
  });

  it('DPO, with label smoothing, and normalised by length', () => {
    for (const fixture of fixtures.dpoLoss) {
      const { lengths, ...options } = fixture.constants;
      expectParity(fixture, (x) =>
        dpoLoss(x('logprobs'), x('referenceLogprobs'), rowOffsets(lengths), options),
      );
    }
  });
});
