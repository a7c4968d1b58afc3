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
  const vocab = config.vocab_size;
  const { d, ff, queries, keys } = layerSizes(config);
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [vocab, d]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes.set(`${at}.input_layernorm.weight`, [d]);
    shapes.set(`${at}.self_attn.q_proj.weight`, [queries, d]);
    shapes.set(`${at}.self_attn.k_proj.weight`, [keys, d]);
    shapes.set(`${at}.self_attn.v_proj.weight`, [keys, d]);
    shapes.set(`${at}.self_attn.o_proj.weight`, [d, queries]);
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

/** Numbers in a tensor of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Number of parameters; a tied output matrix counts once. */
export function parameterCount(config: ModelConfig, kind: 'lm' | 'scalar' = 'lm'): number {
  let count = 0;
  for (const shape of parameterShapes(config, kind).values()) count += sizeOf(shape);
  return count;
}

/** Sizes of a layer, each in floats of a token: the one place where they are worked out from a configuration. */
export interface LayerSizes {
  /** The residual stream. */
  readonly d: number;
  /** One branch of the feed-forward network. */
  readonly ff: number;
  /** How many query heads, and how many of keys and values, which groups of query heads share. */
  readonly heads: number;
  readonly kvHeads: number;
  /** One head of a query, key or value. */
  readonly head: number;
  /** All query heads, and all key (or value) heads. */
  readonly queries: number;
  readonly keys: number;
  /** Query, key and value side by side. */
  readonly qkv: number;
}

/** The sizes of a network's layers. */
export function layerSizes(config: ModelConfig): LayerSizes {
  const { hidden_size: d, intermediate_size: ff } = config;
  const { num_attention_heads: heads, num_key_value_heads: kvHeads } = config;
  const head = d / heads;
  const [queries, keys] = [heads * head, kvHeads * head];
  return { d, ff, heads, kvHeads, head, queries, keys, qkv: queries + 2 * keys };
}
