/**
 * How much memory a network will take on the engine, told before anything is read. The terms are those of what
 * parameters.ts, layer.ts, decoder.ts and the models lay out; a test holds the sums against what the engine
 * then has in use.
 */
import { thinRows } from '../engine/operations';
import { lanes, layerSizes, parameterAxes, parameterShapes, sizeOf, type ModelConfig } from './config';
import { gradientLengths, layerLengths } from './layer';

/** What the engine can address: offsets are 32 bits wide. In bytes. */
export const engineLimit = 2 ** 32;

/** Bytes by what they are for. */
export interface MemoryNeed {
  /** Parts in the engine's memory, at their largest. */
  readonly engine: Readonly<Record<string, number>>;
  /** Parts that lie beside it at the same time, e.g. a copy while a model is written. */
  readonly beside: Readonly<Record<string, number>>;
}

/** Floats of all parameters, as the engine fills them up. */
function parameterFloats(config: ModelConfig, kind: 'lm' | 'scalar'): number {
  let floats = 0;
  for (const axes of parameterAxes(config, kind).values())
    floats += sizeOf(axes.map(({ blocks, room }) => blocks * room));
  return floats;
}

/** Weights, and the tables of rotary positions. */
function standing(config: ModelConfig, kind: 'lm' | 'scalar'): number {
  const { head } = layerSizes(config, lanes);
  return 4 * (parameterFloats(config, kind) + config.max_position_embeddings * head);
}

/** The largest tensor passes through memory of its own while weights are read. */
function largestTensor(config: ModelConfig, kind: 'lm' | 'scalar'): number {
  const shapes = [...parameterShapes(config, kind).values()];
  return 4 * shapes.reduce((largest, shape) => Math.max(largest, sizeOf(shape)), 0);
}

/** Node, the compiled library and a tokenizer. */
const process = 180 * 2 ** 20;

/**
 * For generation.
 * @param rows replies drawn at the same time; the decoder takes at most 96.
 * @param prompt tokens of the longest prompt. @param newTokens of the longest reply.
 */
export function generationNeed(
  config: ModelConfig,
  { rows, prompt, newTokens }: { readonly rows: number; readonly prompt: number; readonly newTokens: number },
): MemoryNeed {
  const { d, ff, head, keys, normedHeads, queries, qkv } = layerSizes(config, lanes);
  const slots = Math.min(96, rows);
  const capacity = Math.min(config.max_position_embeddings, prompt + newTokens) + 32;
  const tokens = slots * Math.max(1, prompt);
  // For many rows the decoder packs all weights once, for a few only the matrix at hand.
  const packed = slots > thinRows ? parameterFloats(config, 'lm') : d * Math.max(2 * ff, qkv);
  const heads = normedHeads * (head + 1);
  const pass = tokens * (2 * d + queries + qkv + heads + 3 * ff + 4) + slots * (d + config.vocab_size + 16);
  return {
    engine: {
      weights: standing(config, 'lm'),
      'packed weights': 4 * packed,
      'keys and values': 8 * config.num_hidden_layers * slots * keys * capacity,
      pass: 4 * pass,
    },
    beside: { 'a tensor being read': largestTensor(config, 'lm'), Node: process },
  };
}

/**
 * For training.
 * @param tokens of the largest batch. @param checkpoints whether weights and moments are written on the way.
 */
export function trainingNeed(
  config: ModelConfig,
  kind: 'lm' | 'scalar',
  { tokens, checkpoints = false }: { readonly tokens: number; readonly checkpoints?: boolean },
): MemoryNeed {
  const sizes = layerSizes(config, lanes);
  const { d } = sizes;
  const parameters = 4 * parameterFloats(config, kind);
  const sum = (lengths: Record<string, number>) => Object.values(lengths).reduce((a, b) => a + b);
  const layer = sum(layerLengths(sizes, 1));
  const back = sum(gradientLengths(sizes, 1));
  const vocabulary = kind === 'lm' ? 512 * (config.vocab_size + 16) + (config.vocab_size + 32) * d : 0;
  const head = kind === 'lm' ? 2 * d + 6 : 2;
  return {
    engine: {
      weights: standing(config, kind),
      gradients: parameters,
      "AdamW's moments": 2 * parameters,
      activations: 4 * (tokens * (config.num_hidden_layers * layer + 2 * d + back + head + 3) + vocabulary),
    },
    // What is written is copied out of the engine, and then put together as a file; what was read is freed late.
    beside: {
      'copies while it is written': (checkpoints ? 6 : 2) * parameters,
      'what is freed late': 3 * largestTensor(config, kind),
      Node: process,
    },
  };
}
