/** A network's parameters by name, and how they begin. */
import type { Random } from '../random';
import { parameterShapes, sizeOf, type ModelConfig } from './config';

/** A named array, as in a safetensors file. */
export interface Tensor {
  /** Sizes from the outermost to the innermost; none for a scalar. */
  readonly shape: readonly number[];
  /** Row after row, as many as the product of the shape. */
  readonly data: Float32Array;
}

/** Parameters or gradients by their Hugging Face names, e.g. `model.layers.0.self_attn.q_proj.weight`. */
export type Weights = ReadonlyMap<string, Tensor>;

/**
 * Fresh parameters: normal with standard deviation 0.02, the two projections that write to the residual
 * stream scaled down by sqrt(2 layers) (GPT-2), gains 1, biases 0, a scalar head 0 so that all scores start equal.
 */
export function initialWeights(config: ModelConfig, kind: 'lm' | 'scalar', random: Random): Weights {
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of parameterShapes(config, kind)) {
    const data = new Float32Array(sizeOf(shape));
    const residual = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
    const sd = residual ? 0.02 / Math.sqrt(2 * config.num_hidden_layers) : 0.02;
    const draw = random.split(name);
    if (shape.length === 1) data.fill(name.endsWith('.bias') ? 0 : 1);
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
