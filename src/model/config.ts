/**
 * The shape of a Llama-style decoder and of its relatives, in the field names of Hugging Face's configurations, and
 * which parameters it has.
 */

/** Architectures that differ from Llama's in where biases and norms stand, by their `model_type`. */
export const families = ['llama', 'mistral', 'qwen2', 'qwen3'] as const;
export type Family = (typeof families)[number];

/** Slower rotation, for contexts longer than the model was first trained on. */
export type RopeScaling =
  | { readonly rope_type: 'linear'; readonly factor: number }
  | {
      readonly rope_type: 'llama3';
      readonly factor: number;
      readonly low_freq_factor: number;
      readonly high_freq_factor: number;
      readonly original_max_position_embeddings: number;
    };

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
  /** Llama by default. Qwen 2 has biases on query, key and value; Qwen 3 norms each head of queries and keys. */
  readonly model_type?: Family;
  /** Numbers of a head; by default `hidden_size` over `num_attention_heads`. */
  readonly head_dim?: number;
  /** Whether the four projections of the attention have biases; default false. */
  readonly attention_bias?: boolean;
  /** Whether those of the feed-forward network have; default false. */
  readonly mlp_bias?: boolean;
  /** None by default. */
  readonly rope_scaling?: RopeScaling;
  /** Tokens that attention sees where that is limited; `max_position_embeddings` is no more, so that nothing is cut. */
  readonly sliding_window?: number;
}

/** An axis of a tensor: blocks of `size` numbers, for each of which the engine has room for `room`. */
export interface Axis {
  readonly blocks: number;
  readonly size: number;
  readonly room: number;
}

/** Names and axes of all parameters, in the order in which they are stored: rows and columns, or one alone. */
export function parameterAxes(config: ModelConfig, kind: 'lm' | 'scalar'): Map<string, readonly Axis[]> {
  const [sizes, rooms] = [layerSizes(config), layerSizes(config, lanes)];
  const whole = (size: number, room = size): Axis => ({ blocks: 1, size, room });
  // Rotation pairs the halves of a head, so each half has room of its own.
  const halves = (size: number): Axis => {
    return { blocks: (2 * size) / sizes.head, size: sizes.head / 2, room: rooms.head / 2 };
  };
  const vocab = whole(config.vocab_size);
  const [d, ff] = [whole(sizes.d, rooms.d), whole(sizes.ff, rooms.ff)];
  const [queries, keys, head] = [sizes.queries, sizes.keys, sizes.head].map(halves);
  const { model_type: family, attention_bias: biased = false, mlp_bias: mlpBiased = false } = config;
  const axes = new Map<string, readonly Axis[]>([['model.embed_tokens.weight', [vocab, d]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const linear = (name: string, out: Axis, inputs: Axis, bias: boolean) => {
      axes.set(`model.layers.${layer}.${name}.weight`, [out, inputs]);
      if (bias) axes.set(`model.layers.${layer}.${name}.bias`, [out]);
    };
    const norm = (name: string, axis: Axis) => axes.set(`model.layers.${layer}.${name}.weight`, [axis]);
    norm('input_layernorm', d);
    linear('self_attn.q_proj', queries, d, biased || family === 'qwen2');
    linear('self_attn.k_proj', keys, d, biased || family === 'qwen2');
    linear('self_attn.v_proj', keys, d, biased || family === 'qwen2');
    linear('self_attn.o_proj', d, queries, biased);
    if (sizes.normedHeads > 0) {
      norm('self_attn.q_norm', head);
      norm('self_attn.k_norm', head);
    }
    norm('post_attention_layernorm', d);
    linear('mlp.gate_proj', ff, d, mlpBiased);
    linear('mlp.up_proj', ff, d, mlpBiased);
    linear('mlp.down_proj', d, ff, mlpBiased);
  }
  axes.set('model.norm.weight', [d]);
  if (kind === 'scalar') axes.set('score.weight', [whole(1), d]);
  else if (!config.tie_word_embeddings) axes.set('lm_head.weight', [vocab, d]);
  return axes;
}

/** Names and shapes of all parameters, in the order in which they are stored: `[rows, columns]` or `[length]`. */
export function parameterShapes(config: ModelConfig, kind: 'lm' | 'scalar'): Map<string, readonly number[]> {
  const axes = [...parameterAxes(config, kind)];
  return new Map(axes.map(([name, all]) => [name, all.map(({ blocks, size }) => blocks * size)]));
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
  /** How many heads of queries and keys have a norm of their own: all or none. */
  readonly normedHeads: number;
  /** What scores of the attention are multiplied by. */
  readonly scale: number;
}

/** What the engine's sizes are multiples of. */
export const lanes = 16;

/** The sizes of a network's layers. @param unit each is filled up to a multiple of it: `lanes` for the engine. */
export function layerSizes(config: ModelConfig, unit = 1): LayerSizes {
  const { num_attention_heads: heads, num_key_value_heads: kvHeads } = config;
  const size = config.head_dim ?? config.hidden_size / heads;
  const filled = (length: number) => Math.ceil(length / unit) * unit;
  const [d, ff, head] = [filled(config.hidden_size), filled(config.intermediate_size), filled(size)];
  const [queries, keys] = [heads * head, kvHeads * head];
  const normedHeads = config.model_type === 'qwen3' ? heads + kvHeads : 0;
  const all = { d, ff, heads, kvHeads, head, queries, keys, qkv: queries + 2 * keys };
  return { ...all, normedHeads, scale: 1 / Math.sqrt(size) };
}
