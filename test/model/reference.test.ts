/** The reference transformer as a function: its gradients, its causality, decoding step by step. */
import { describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import type { ModelConfig } from '../../src/model/config';
import { initialWeights, type Weights } from '../../src/model/weights';
import { decode, scalarValues, type KeysValues, type Parameters } from '../../src/model/reference';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import * as tf from '../../src/tensors';
import { checkGradients } from '../helpers/finite-difference';
import { toyConfig } from '../helpers/toy';

const tiny: ModelConfig = {
  ...toyConfig,
  vocab_size: 11,
  hidden_size: 8,
  intermediate_size: 6,
  num_hidden_layers: 2,
  num_attention_heads: 2,
};

/** Weights far from the initial ones, so that no part of the network is near linear. */
function scattered(kind: 'lm' | 'scalar', config: ModelConfig): Weights {
  const random = new Random(1);
  const weights = [...initialWeights(config, kind, random)].map(([name, { shape }]) => {
    const draw = random.split(name);
    const mean = shape.length === 1 ? 1 : 0;
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() => mean + 0.5 * draw.normal());
    return [name, { shape, data }] as const;
  });
  return new Map(weights);
}

const asTensors = (weights: Weights): Parameters =>
  Object.fromEntries([...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
const draws = (length: number, seed: number) => {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => random.normal());
};
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

describe('gradients against finite differences', () => {
  const batch = toBatch([[3], [1, 10], [7, 7, 0, 2, 9]]);
  const n = batch.tokens.length;

  it.each([true, false])('of the language model, tied output: %s', (tied) => {
    const config = { ...tiny, tie_word_embeddings: tied };
    const weights = scattered('lm', config);
    const gradient = { logprobs: draws(n, 2), entropies: draws(n, 3) };
    const loss = (at: Weights) => {
      const { logprobs, entropies } = referenceBackend.languageModel(config, at).forward(batch);
      return dot(logprobs, gradient.logprobs) + dot(entropies, gradient.entropies);
    };
    const model = referenceBackend.languageModel(config, weights);
    model.forward(batch);
    model.backward(gradient);
    checkGradients(loss, weights, model.gradients());
  });

  it('of the scalar model', () => {
    const weights = scattered('scalar', tiny);
    const gradient = draws(n, 4);
    const model = referenceBackend.scalarModel(tiny, weights);
    model.forward(batch);
    model.backward(gradient);
    const loss = (at: Weights) => dot(referenceBackend.scalarModel(tiny, at).forward(batch), gradient);
    checkGradients(loss, weights, model.gradients());
    const wrong = new Map(model.gradients());
    const norm = model
      .gradients()
      .get('model.norm.weight')
      ?.data.map((g) => 1.1 * g);
    wrong.set('model.norm.weight', { shape: [8], data: norm ?? new Float32Array() });
    expect(() => checkGradients(loss, weights, wrong)).toThrow('model.norm.weight');
  });
});

describe('decode', () => {
  const weights = scattered('lm', tiny);
  const row = Int32Array.from([5, 1, 1, 8, 3, 0, 10]);
  const hiddenOf = (tokens: Int32Array) => decode(tiny, asTensors(weights), tokens).hidden.arraySync();

  it('never looks ahead: a later token changes nothing before it, and changes everything from it on', () => {
    const changed = Int32Array.from(row);
    changed[4] = 6;
    const [before, after] = [hiddenOf(row), hiddenOf(changed)];
    const [a, b] = [before, after].map((hidden) => (Array.isArray(hidden) ? hidden : []));
    expect(b.slice(0, 4)).toEqual(a.slice(0, 4));
    for (let t = 4; t < row.length; t++) expect(b[t]).not.toEqual(a[t]);
  });

  it('gives in pieces, with earlier keys and values, what it gives at once', () => {
    const params = asTensors(weights);
    let past: KeysValues[] = [];
    const parts = [row.subarray(0, 3), row.subarray(3, 4), row.subarray(4)].map((tokens) => {
      const decoded = decode(tiny, params, tokens, past);
      past = decoded.past;
      return decoded.hidden;
    });
    const gap = tf
      .concat(parts)
      .sub(decode(tiny, params, row).hidden)
      .abs()
      .max();
    expect(gap.dataSync()[0]).toBeLessThan(1e-5);
  });

  it('tells apart the order of earlier tokens (positions matter)', () => {
    const [a, b] = [Int32Array.of(2, 9, 4), Int32Array.of(9, 2, 4)].map(
      (tokens) => scalarValues(tiny, asTensors(scattered('scalar', tiny)), tokens).dataSync()[2],
    );
    expect(Math.abs(a - b)).toBeGreaterThan(1e-3);
  });
});
