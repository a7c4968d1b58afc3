/**
 * The shape of a Llama-style decoder, in the field names of Hugging Face's `LlamaConfig`, and its parameters:
 * which tensors there are and how they are initialised.
 */
import { z } from 'zod';
import type { Random } from '../random';
import type { Tensor, Weights } from './model';

/** `config.json` of a `LlamaForCausalLM`; keys that do not concern us pass through unread. */
export const modelConfigSchema = z.object({
  vocab_size: z.int().positive(),
  hidden_size: z.int().positive(),
  intermediate_size: z.int().positive(),
  num_hidden_layers: z.int().positive().max(1024),
  num_attention_heads: z.int().positive(),
  num_key_value_heads: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive(),
  tie_word_embeddings: z.boolean(),
});

/** The shape of a network. */
export type ModelConfig = Readonly<z.infer<typeof modelConfigSchema>>;

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

/**
 * Fresh parameters: normal with standard deviation 0.02, the two projections that write to the residual
 * stream scaled down by sqrt(2 layers) (GPT-2), gains 1, a scalar head 0 so that all scores start equal.
 */
export function initialWeights(config: ModelConfig, kind: 'lm' | 'scalar', random: Random): Weights {
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of parameterShapes(config, kind)) {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    const residual = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
    const sd = residual ? 0.02 / Math.sqrt(2 * config.num_hidden_layers) : 0.02;
    const draw = random.split(name);
    if (shape.length === 1) data.fill(1);
    else if (name !== 'score.weight') for (let i = 0; i < data.length; i++) data[i] = sd * draw.normal();
    weights.set(name, { shape, data });
  }
  return weights;
}

/** The body of a language model with a fresh scalar head (zeros): how reward models begin. */
export function withScalarHead(config: ModelConfig, weights: Weights): Weights {
  const body = new Map(weights);
  body.delete('lm_head.weight');
  body.set('score.weight', { shape: [1, config.hidden_size], data: new Float32Array(config.hidden_size) });
  return body;
}
