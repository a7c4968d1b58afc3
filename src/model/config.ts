/**
 * The shape of a Llama-style decoder, in the field names of Hugging Face's `LlamaConfig`, and which parameters it has.
 */

/** The shape of a network; `modelConfigSchema` says what each number may be. */
export interface ModelConfig {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number;
  readonly max_position_embeddings: number;
  readonly rms_norm_eps: number;
  readonly rope_theta: number;
  readonly tie_word_embeddings: boolean;
}

/** Names and shapes of all parameters, in the order in which they are stored: `[rows, columns]` or `[length]`. */
export function parameterShapes(config: ModelConfig, kind: 'lm' | 'scalar'): Map<string, readonly number[]> {
  const { hidden_size: d, intermediate_size: ff, vocab_size: vocab } = config;
  const kv = (d / config.num_attention_heads) * config.num_key_value_heads;
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [vocab, d]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes.set(`${at}.input_layernorm.weight`, [d]);
    shapes.set(`${at}.self_attn.q_proj.weight`, [d, d]);
    shapes.set(`${at}.self_attn.k_proj.weight`, [kv, d]);
    shapes.set(`${at}.self_attn.v_proj.weight`, [kv, d]);
    shapes.set(`${at}.self_attn.o_proj.weight`, [d, d]);
    shapes.set(`${at}.post_attention_layernorm.weight`, [d]);
    shapes.set(`${at}.mlp.gate_proj.weight`, [ff, d]);
    shapes.set(`${at}.mlp.up_proj.weight`, [ff, d]);
    shapes.set(`${at}.mlp.down_proj.weight`, [d, ff]);
  }
  shapes.set('model.norm.weight', [d]);
  if (kind === 'scalar') shapes.set('score.weight', [1, d]);
  else if (!config.tie_word_embeddings) shapes.set('lm_head.weight', [vocab, d]);
  return shapes;
}

/** Number of parameters; a tied output matrix counts once. */
export function parameterCount(config: ModelConfig, kind: 'lm' | 'scalar' = 'lm'): number {
  let count = 0;
  for (const shape of parameterShapes(config, kind).values()) count += shape.reduce((a, b) => a * b, 1);
  return count;
}
