/**
 * The smallest network that is still a transformer, for tests that need some network and not a good one. Its
 * sizes suit both backends (widths and head dim are multiples of 16).
 */
import type { ModelConfig } from '../../src/model/config';
import { initialWeights } from '../../src/model/weights';
import type { Backend, LanguageModel, ScalarModel } from '../../src/model/model';
import { Random } from '../../src/random';

/** Vocabulary 23, width 32, one layer, two heads on one key-value head, context 48, tied. */
export const toyConfig: ModelConfig = {
  vocab_size: 23,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  max_position_embeddings: 48,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
};

/** A toy language model with fresh weights. */
export function toyModel(backend: Backend, seed: number, config = toyConfig): LanguageModel {
  return backend.languageModel(config, initialWeights(config, 'lm', new Random(seed)));
}

/** A toy scalar model with fresh weights; its head is zero, as a new reward model's is. */
export function toyScalarModel(backend: Backend, seed: number, config = toyConfig): ScalarModel {
  return backend.scalarModel(config, initialWeights(config, 'scalar', new Random(seed)));
}
