/**
 * Holds a backend to PyTorch: logits, per-token scores, every named gradient, and the losses and weights of ten
 * AdamW steps, on the networks in `test/fixtures`. Differences are measured against the largest number of the
 * array they occur in, so that a small array is held to as many digits as a large one.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend, LanguageModel, ScalarModel } from '../../src/model/model';
import type { Weights } from '../../src/model/weights';
import { readNetworkFixture, type NetworkFixture } from './network-fixture';

/** How far the arrays of the two sides lie apart. */
export interface Difference {
  readonly name: string;
  /** Largest |actual - expected| over the largest |expected|; infinite for a wrong length or a NaN. */
  readonly relative: number;
  /** The first element that is off by more than the tolerance, or where the lengths differ. */
  readonly first?: string;
}

/** Compares two arrays. @param tolerance relative to the largest |expected| */
export function difference(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): Difference {
  if (actual.length !== expected.length)
    return { name, relative: Infinity, first: `${actual.length} numbers instead of ${expected.length}` };
  let scale = 0;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  let relative = 0;
  let first: string | undefined;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i] - expected[i]);
    const off = Number.isNaN(gap) ? Infinity : gap / (scale || 1);
    relative = Math.max(relative, off);
    if (off > tolerance) first ??= `[${i}] is ${actual[i]} instead of ${expected[i]}`;
  }
  return { name, relative, first };
}

/** Throws an Error that lists every array beyond the tolerance: its first mismatch and its largest difference. */
export function expectClose(differences: readonly Difference[], tolerance: number): void {
  const wrong = differences.filter(({ first }) => first !== undefined);
  if (wrong.length === 0) return;
  const lines = wrong.map(
    ({ name, first, relative }) => `  ${name}: ${first}; largest ${relative.toExponential(1)}`,
  );
  throw new Error(
    `${wrong.length} of ${differences.length} arrays differ by more than ${tolerance} of their largest number:\n` +
      lines.join('\n'),
  );
}

function compareWeights(actual: Weights, expected: Weights, tolerance: number): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  const differences = [...expected].map(([name, { data }]) =>
    difference(name, actual.get(name)?.data ?? [], data, tolerance),
  );
  expectClose(differences, tolerance);
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** One forward and backward with the fixture's loss; returns the loss. */
type Pass = () => number;

/** Ten steps on one batch: losses, gradient norms and the weights in the end. */
function checkTraining(
  model: LanguageModel | ScalarModel,
  pass: Pass,
  fixture: NetworkFixture,
  tolerance: number,
) {
  const losses: number[] = [];
  const norms: number[] = [];
  const steps = fixture.array('losses').length;
  for (let step = 0; step < steps; step++) {
    losses.push(pass());
    if (step === 0) compareWeights(model.gradients(), fixture.group('gradients'), tolerance);
    norms.push(model.step(fixture.adamw).gradNorm);
  }
  expectClose(
    [
      difference('losses', losses, fixture.array('losses'), tolerance),
      difference('gradient norms', norms, fixture.array('grad_norms'), tolerance),
    ],
    tolerance,
  );
  compareWeights(model.weights(), fixture.group('trained'), tolerance);
}

/**
 * Registers the parity tests of a backend; to be called at the top of a test file.
 * @param open gives the backend, before the first test
 * @param tolerance relative to the largest number of each array
 */
export function checkBackendAgainstFixtures(open: () => Promise<Backend>, tolerance: number): void {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });
  describe.each(['lm-grouped-untied', 'lm-full-tied', 'llama3-biased', 'qwen2-linear', 'qwen3'])(
    'against PyTorch: %s',
    (name) => {
      const fixture = readNetworkFixture(name);
      const mask = Uint8Array.from(fixture.array('mask'));
      const create = () => backend.languageModel(fixture.config, fixture.group('weights'));

      it('gives the same logits, log-probabilities and entropies', () => {
        const model = create();
        const { logprobs, entropies } = model.forward(fixture.batch, mask);
        const outputs = { logits: model.logits(fixture.batch), logprobs, entropies };
        expectClose(
          Object.entries(outputs).map(([name, actual]) =>
            difference(name, actual, fixture.array(name), tolerance),
          ),
          tolerance,
        );
      });

      it('gives the same gradient for every parameter and the same ten AdamW steps', () => {
        const model = create();
        const gradient = {
          logprobs: fixture.array('gradient.logprobs'),
          entropies: fixture.array('gradient.entropies'),
        };
        const pass = () => {
          const { logprobs, entropies } = model.forward(fixture.batch, mask);
          model.backward(gradient);
          return dot(logprobs, gradient.logprobs) + dot(entropies, gradient.entropies);
        };
        checkTraining(model, pass, fixture, tolerance);
      });
    },
  );

  describe.each(['scalar-grouped', 'mistral'])('against PyTorch: %s', (name) => {
    const fixture = readNetworkFixture(name);
    const create = () => backend.scalarModel(fixture.config, fixture.group('weights'));

    it('gives the same values', () => {
      const values = create().forward(fixture.batch);
      expectClose([difference('values', values, fixture.array('values'), tolerance)], tolerance);
    });

    it('gives the same gradient for every parameter and the same ten AdamW steps', () => {
      const model = create();
      const gradient = fixture.array('gradient.values');
      const pass = () => {
        const values = model.forward(fixture.batch);
        model.backward(gradient);
        return dot(values, gradient);
      };
      checkTraining(model, pass, fixture, tolerance);
    });
  });
}
