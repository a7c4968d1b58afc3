/**
 * What a network refuses, in one line each; both implementations use these checks, so bad input gets the same
 * answer from either.
 */
import { rowOf, type Batch } from '../data/batch';
import { parameterShapes, type ModelConfig } from './config';
import type { Weights } from './weights';

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
  checkHeads(config);
  checkShapes(parameterShapes(config, kind), weights, what);
}

/** @throws Error when a tensor is missing, superfluous or of a wrong shape. */
export function checkShapes(
  expected: ReadonlyMap<string, readonly number[]>,
  weights: Weights,
  what = 'weights',
): void {
  for (const [name, shape] of expected) {
    const tensor = weights.get(name);
    if (!tensor)
      throw new Error(`${what}: tensor ${name} is missing; expected one of shape [${shape.join(', ')}]`);
    const size = shape.reduce((a, b) => a * b, 1);
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== size)
      throw new Error(
        `${what}: tensor ${name} has the shape [${tensor.shape.join(', ')}] and ${tensor.data.length} numbers; ` +
          `expected [${shape.join(', ')}]`,
      );
  }
  for (const name of weights.keys())
    if (!expected.has(name))
      throw new Error(`${what}: tensor ${name} has no place in the network; leave it out`);
}

function checkHeads(config: ModelConfig): void {
  const { hidden_size: d, num_attention_heads: heads, num_key_value_heads: kvHeads } = config;
  if (d % (2 * heads) !== 0)
    throw new Error(`hidden_size is ${d}; expected an even multiple of num_attention_heads, ${heads}`);
  if (heads % kvHeads !== 0)
    throw new Error(
      `num_attention_heads is ${heads}; expected a multiple of num_key_value_heads, ${kvHeads}`,
    );
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
