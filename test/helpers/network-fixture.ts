/**
 * Reads the fixtures that `test/fixtures/make-network-fixture.py` wrote with PyTorch: a network, a ragged batch,
 * and the outputs, gradients and trained weights to expect.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Batch } from '../../src/data/batch';
import { modelConfigSchema } from '../../src/model/hf-config';
import type { Weights } from '../../src/model/weights';

const about = z.object({
  kind: z.enum(['lm', 'scalar']),
  config: modelConfigSchema,
  adamw: z.object({
    learningRate: z.number(),
    beta1: z.number(),
    beta2: z.number(),
    epsilon: z.number(),
    weightDecay: z.number(),
    maxGradNorm: z.number(),
  }),
});
const entry = z.object({
  dtype: z.enum(['F32', 'I32', 'U8']),
  shape: z.array(z.int()),
  data_offsets: z.tuple([z.int(), z.int()]),
});
const header = z.object({ __metadata__: z.object({ about: z.string() }) }).catchall(entry);

/** A fixture: what it describes, and its arrays by name. */
export type NetworkFixture = z.infer<typeof about> & {
  readonly batch: Batch;
  /** The array of that name, as numbers. Throws when there is none. */
  array(name: string): Float32Array;
  /** The arrays named `group/…`: `weights`, `gradients` or `trained`. */
  group(group: string): Weights;
};

/** The fixture `test/fixtures/NAME.safetensors`. */
export function readNetworkFixture(name: string): NetworkFixture {
  const file = readFileSync(join(__dirname, '../fixtures', `${name}.safetensors`));
  const headerEnd = 8 + Number(file.readBigUInt64LE(0));
  const { __metadata__, ...entries } = header.parse(JSON.parse(file.toString('utf8', 8, headerEnd)));
  const bytes = file.buffer.slice(file.byteOffset + headerEnd, file.byteOffset + file.length);

  function typed(name: string) {
    const found = entries[name];
    if (!found) throw new Error(`the fixture has no array ${name}`);
    const { dtype, data_offsets } = found;
    const data = bytes.slice(...data_offsets);
    return {
      F32: () => new Float32Array(data),
      I32: () => new Int32Array(data),
      U8: () => new Uint8Array(data),
    }[dtype]();
  }
  const array = (name: string) => Float32Array.from(typed(name));
  const group = (group: string) =>
    new Map(
      Object.entries(entries)
        .filter(([name]) => name.startsWith(`${group}/`))
        .map(([name, { shape }]) => [name.slice(group.length + 1), { shape, data: array(name) }]),
    );
  const batch = { tokens: Int32Array.from(typed('tokens')), offsets: Int32Array.from(typed('offsets')) };
  return { ...about.parse(JSON.parse(__metadata__.about)), batch, array, group };
}
