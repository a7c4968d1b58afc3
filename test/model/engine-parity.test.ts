/** The engine against PyTorch's values, and against the reference on rows longer than any block. */
import { describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import type { ModelConfig } from '../../src/model/config';
import { initialWeights, type Tensor, type Weights } from '../../src/model/weights';
import { engineBackend } from '../../src/model/engine-backend';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import { testEngine } from '../helpers/engines';
import { checkBackendAgainstFixtures } from '../helpers/network-parity';

const open = async () => engineBackend(await testEngine());

checkBackendAgainstFixtures(open, 1e-5);

/** Weights of ordinary size, so that attention is not nearly uniform. */
function strong(weights: Weights): Weights {
  const draw = new Random(3);
  return new Map(
    [...weights].map(([name, { shape, data }]): [string, Tensor] => [
      name,
      { shape, data: data.map((x) => (shape.length > 1 ? 0.2 * draw.normal() : x)) },
    ]),
  );
}

describe('long rows', () => {
  const config: ModelConfig = {
    vocab_size: 50,
    hidden_size: 64,
    intermediate_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    num_key_value_heads: 2,
    max_position_embeddings: 256,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    tie_word_embeddings: true,
  };
  it('gives the reference’s log-probabilities and gradients', async () => {
    const random = new Random(4);
    const batch = toBatch([65, 128, 200].map((n) => Array.from({ length: n }, () => random.int(50))));
    const gradient = {
      logprobs: Float32Array.from(batch.tokens, () => random.normal() / 100),
      entropies: Float32Array.from(batch.tokens, () => random.normal() / 100),
    };
    const weights = strong(initialWeights(config, 'lm', random));
    const [fast, slow] = [await open(), referenceBackend].map((b) => {
      const model = b.languageModel(config, weights);
      const scores = model.forward(batch);
      model.backward(gradient);
      return { scores, gradients: model.gradients() };
    });
    fast.scores.logprobs.forEach((x, t) => expect(Math.abs(x - slow.scores.logprobs[t])).toBeLessThan(2e-4));
    for (const [name, { data }] of slow.gradients) {
      const scale = Math.max(...data.map(Math.abs));
      const got = fast.gradients.get(name)?.data ?? new Float32Array();
      const worst = data.reduce((most, x, i) => Math.max(most, Math.abs(x - got[i])), 0);
      expect(worst / scale, name).toBeLessThan(1e-3);
    }
  });
});
