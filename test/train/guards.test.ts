/** A number that has left the finite: the run stops before any harm is done and says where the trouble sits. */
import { beforeAll, describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import { engineBackend } from '../../src/model/engine-backend';
import type { Backend } from '../../src/model/model';
import { referenceBackend } from '../../src/model/reference-backend';
import { requireFinite } from '../../src/train/checks';
import { optimizerDefaults } from '../../src/train/optimizer';
import { sft } from '../../src/train/sft';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';
import { toyConfig, toyModel } from '../helpers/toy';

const batch = toBatch([[1, 5, 6, 7]]);

describe.each(['reference', 'engine'] as const)('guards on the %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = name === 'engine' ? engineBackend(await testEngine(undefined, 1)) : referenceBackend;
  });

  it('a gradient that is not finite is not applied, and the tensor is named', () => {
    const model = toyModel(backend, 1);
    const step = (logprob: number) => {
      model.forward(batch);
      model.backward({
        logprobs: Float32Array.of(0, logprob, 1, 1),
        entropies: new Float32Array(4),
      });
      return model.step(optimizerDefaults);
    };
    expect(step(1).gradNorm).toBeGreaterThan(0);
    const before = { weights: model.weights(), optimizer: model.optimizerState() };
    const { gradNorm } = step(NaN);
    expect(gradNorm).toBeNaN();
    expect(model.weights()).toEqual(before.weights);
    expect(model.optimizerState()).toEqual(before.optimizer);
    expect(() => requireFinite('sft: step 2', { 'gradient norm': gradNorm }, { model })).toThrow(
      'sft: step 2: gradient norm is NaN, and so is the gradient of model.embed_tokens.weight; training stopped',
    );
  });

  it('a weight that is not finite is named before any gradient', async () => {
    const weights = new Map(toyModel(backend, 1).weights());
    const gain = weights.get('model.layers.0.input_layernorm.weight');
    if (!gain) throw new Error('no such gain');
    weights.set('model.layers.0.input_layernorm.weight', { ...gain, data: gain.data.map(() => NaN) });
    const model = backend.languageModel(toyConfig, weights);
    const example = { tokens: batch.tokens, mask: Uint8Array.of(0, 1, 1, 1) };
    await expect(collect(sft(model, [example], [], { epochs: 1 }))).rejects.toThrow(
      'sft: step 1: loss is NaN, and so is the weight model.layers.0.input_layernorm.weight; training stopped',
    );
  });

  it('no checkpoint is kept of a network that is broken', async () => {
    const model = toyModel(backend, 1);
    const example = { tokens: batch.tokens, mask: Uint8Array.of(0, 1, 1, 1) };
    const saved: number[] = [];
    const run = sft(
      model,
      [example],
      [],
      { epochs: 3, learningRate: 1e300 },
      { every: 1, save: ({ step }) => saved.push(step) },
    );
    await expect(collect(run)).rejects.toThrow(
      'sft: step 1: the weight model.embed_tokens.weight is not finite',
    );
    expect(saved).toEqual([]);
  });

  it('an infinite norm of finite gradients blames no tensor', () => {
    const model = toyModel(backend, 1);
    expect(() => requireFinite('sft: step 3', { 'gradient norm': Infinity }, { model })).toThrow(
      'sft: step 3: gradient norm is Infinity; training stopped; try a lower learning rate',
    );
  });
});
