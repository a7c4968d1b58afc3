/**
 * What a network refuses, in one line each; both implementations use these checks, so bad input gets the same
 * answer from either.
 */
import { rowOf, type Batch } from '../data/batch';
import { parameterShapes, sizeOf, type ModelConfig } from './config';
import type { Weights } from './weights';

type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * @param what the tensors' name in messages.
 * @throws Error when heads do not divide evenly, or a tensor is missing, superfluous or of a wrong shape.
 */
export function checkWeights(
  config: ModelConfig,
  kind: 'lm' | 'scalar',
  weights: Weights,
  what = 'weights',
): void {
  const fault = headsFault(config);
  if (fault !== undefined) throw new Error(fault);
  checkShapes(parameterShapes(config, kind), weights, what);
}

/** @throws Error when a tensor is missing, superfluous or of a wrong shape. */
export function checkShapes(expected: Shapes, weights: Weights, what = 'weights'): void {
  const fault = shapeFault(expected, weights, 'the configuration');
  if (fault !== undefined) throw new Error(`${what}: ${fault}`);
  for (const [name, { shape, data }] of weights)
    if (data.length !== sizeOf(shape))
      throw new Error(
        `${what}: tensor ${name} has the shape [${shape.join(', ')}] and ${data.length} numbers; ` +
          'expected as many as the shape says',
      );
}

/**
 * What keeps tensors from having these shapes, in words; undefined when nothing does. Their numbers are not read.
 * @param source who asks for the shapes, in messages.
 */
export function shapeFault(expected: Shapes, weights: Weights, source: string): string | undefined {
  for (const [name, shape] of expected) {
    const tensor = weights.get(name);
    if (!tensor) return `tensor ${name} is missing; expected all that ${source} asks for`;
    if (tensor.shape.join() !== shape.join())
      return `tensor ${name} has the shape [${tensor.shape.join(', ')}], but ${source} asks for [${shape.join(', ')}]`;
  }
  const extra = [...weights.keys()].find((name) => !expected.has(name));
  return extra && `tensor ${extra} has no place in a model as ${source} describes it`;
}

/** Why heads do not divide evenly, in words: splits must come out even, and rotary positions turn pairs. */
export function headsFault(config: ModelConfig): string | undefined {
  const { hidden_size: d, num_attention_heads: heads, num_key_value_heads: kvHeads, head_dim: head } = config;
  if (head !== undefined && head % 2 !== 0) return `head_dim is ${head}; expected an even number`;
  if (head === undefined && d % (2 * heads) !== 0)
    return `hidden_size ${d} over ${heads} heads is not an even number each; expected an even multiple of num_attention_heads, ${heads}`;
  if (heads % kvHeads !== 0) return `${heads} heads cannot share num_key_value_heads ${kvHeads} evenly`;
  return undefined;
}

/** @throws RangeError when a row is empty, longer than the context, or holds an id outside the vocabulary. */
export function checkBatch(config: ModelConfig, batch: Batch): void {
  for (let r = 0; r + 1 < batch.offsets.length; r++) checkRow(config, rowOf(batch, r), r);
}

/** `checkBatch` for one row of tokens, numbered `r` in messages. */
export function checkRow(config: ModelConfig, row: ArrayLike<number>, r: number): void {
  const { vocab_size: vocab, max_position_embeddings: context } = config;
  if (row.length === 0) throw new RangeError(`row ${r} is empty; expected at least one token`);
  if (row.length > context)
    throw new RangeError(
      `row ${r} has ${row.length} tokens; expected at most ${context}, the model's context`,
    );
  for (let t = 0; t < row.length; t++)
    if (!(row[t] >= 0 && row[t] < vocab))
      throw new RangeError(`row ${r}, position ${t}: token ${row[t]}; expected an id from 0 to ${vocab - 1}`);
}
