import { describe, expect, test } from 'vitest';
import { checkMemory } from '../../../src/node/cli/memory';
import { toBatch } from '../../../src/data/batch';
import type { ModelConfig } from '../../../src/model/config';
import { initialWeights } from '../../../src/model/weights';
import { engineBackend } from '../../../src/model/engine-backend';
import { generationNeed, trainingNeed, type MemoryNeed } from '../../../src/model/memory-need';
import { Random } from '../../../src/random';
import { complaint } from '../../helpers/complaint';
import { testEngine } from '../../helpers/engines';

const config: ModelConfig = {
  vocab_size: 4000,
  hidden_size: 256,
  intermediate_size: 512,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 2048,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
};
/** Sizes that are filled up, biases, norms of heads. */
const relative: ModelConfig = {
  ...config,
  model_type: 'qwen3',
  hidden_size: 250,
  intermediate_size: 500,
  head_dim: 70,
  attention_bias: true,
};
const row = Int32Array.from({ length: 200 }, (_, i) => i);
const engineBytes = ({ engine }: MemoryNeed) => Object.values(engine).reduce((a, b) => a + b, 0);

/** What the engine takes is what was told, with the arena's tenth of air and threads' scratch on top. */
function expectToFit(taken: number, need: MemoryNeed): void {
  expect(taken).toBeLessThan(1.15 * engineBytes(need) + 4 * 2 ** 20);
  expect(taken).toBeGreaterThan(0.6 * engineBytes(need));
}

describe.each([config, relative])('the need that is told is what the engine takes: %o', (config) => {
  test.each([
    [1, 1],
    [1, 200],
    [40, 200],
  ])('for %d replies at a time to prompts of %d tokens', async (rows, prompt) => {
    const engine = await testEngine();
    const model = engineBackend(engine).languageModel(config, initialWeights(config, 'lm', new Random(1)));
    const prompts = Array.from({ length: rows }, () => row.subarray(0, prompt));
    const options = { temperature: 1, topK: 0, topP: 1, stopTokens: [], random: new Random(1) };
    model.generate(prompts, { ...options, maxNewTokens: 50 });
    expectToFit(engine.memory.bytes, generationNeed(config, { rows, prompt, newTokens: 50 }));
  });

  test.each(['lm', 'scalar'] as const)('for training (%s)', async (kind) => {
    const engine = await testEngine();
    const backend = engineBackend(engine);
    const weights = initialWeights(config, kind, new Random(1));
    const batch = toBatch(Array.from({ length: 12 }, () => row));
    const tokens = batch.tokens.length;
    const gradient = new Float32Array(tokens).fill(0.01);
    if (kind === 'lm') {
      const model = backend.languageModel(config, weights);
      model.forward(batch);
      model.backward({ logprobs: gradient, entropies: gradient });
      model.step(adamW);
    } else {
      const model = backend.scalarModel(config, weights);
      model.forward(batch);
      model.backward(gradient);
      model.step(adamW);
    }
    expectToFit(engine.memory.bytes, trainingNeed(config, kind, { tokens }));
  });
});

const adamW = { learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };

describe('checkMemory', () => {
  const run = { quiet: true, backend: 'engine' } as const;
  const need = (engine: number): MemoryNeed => ({ engine: { weights: engine }, beside: { Node: 2 ** 28 } });

  test('refuses what the engine cannot address, or the system does not have, with the figures', () => {
    expect(complaint(() => checkMemory('m', need(5 * 2 ** 30), 'lower --rows-per-batch', run, 2 ** 40))).toBe(
      'm: needs 5,376 MiB of memory (weights 5,120 MiB, Node 256 MiB), 5,120 MiB of it in the engine, which can ' +
        'address 4,096 MiB; lower --rows-per-batch',
    );
    expect(complaint(() => checkMemory('m', need(2 ** 30), 'take a smaller model', run, 2 ** 30))).toBe(
      'm: needs 1,280 MiB of memory (weights 1,024 MiB, Node 256 MiB), and 1,024 MiB are free; take a smaller model',
    );
  });

  test('lets pass what fits', () => {
    expect(() => checkMemory('m', need(2 ** 30), '', run, 2 ** 31)).not.toThrow();
    expect(() => checkMemory('m', need(2 ** 33), '', { ...run, backend: 'tfjs' }, 2 ** 31)).not.toThrow();
  });
});
