/** A small tokenizer and model folder that several tests share. */
import { trainBpe } from '../../src/model/bpe-trainer';
import { chatTokenizerConfig } from '../../src/model/chat-template';
import type { ModelConfig } from '../../src/model/config';
import { Tokenizer } from '../../src/model/tokenizer';
import texts from '../fixtures/texts.json';

export const toyTokenizer = new Tokenizer(trainBpe(texts, 420), chatTokenizerConfig);

export const toyConfig: ModelConfig = {
  vocab_size: toyTokenizer.vocabSize,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 64,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
};
