/**
 * safetensors, Hugging Face's format for weights: eight bytes with the header's length, a JSON header (each
 * tensor's dtype, shape and byte range), the numbers, little-endian. A file that breaks the format anywhere is
 * refused whole; nothing in it is ever run.
 *
 * Simplified: float32 is written; float32, float16 and bfloat16 are read, all into float32, tensor by tensor.
 * Specification: https://huggingface.co/docs/safetensors
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { inMemory, type ByteSource } from './byte-source';
import { fromBfloat16, fromFloat16 } from './float16';
import type { Tensor, Weights } from './weights';

/** Bytes before the header: its length as a 64-bit integer. */
const prefix = 8;

/** The format's own limit on the header, 100 MB. */
const ownLimit = 100_000_000;

const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'F16', 'BF16']),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
type Entry = z.infer<typeof entrySchema>;

const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

/** What a file holds. */
export interface SafetensorsFile {
  /** In the order of their bytes. */
  readonly tensors: Weights;
  /** The header's `__metadata__`, empty when there is none. */
  readonly metadata: Readonly<Record<string, string>>;
}

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * Writes tensors as float32, in the map's order, so that equal tensors give equal bytes.
 * @param metadata texts for the header; `format: "pt"` is always there, since transformers wants it.
 * @throws RangeError when a tensor's shape does not match its data.
 */
export function writeSafetensors(
  tensors: Weights,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, Entry | Record<string, string>> = {
    __metadata__: { format: 'pt', ...metadata },
  };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    if (product(shape) !== data.length) {
      throw new RangeError(
        `tensor ${name} has the shape [${shape.join(', ')}] and ${data.length} numbers; expected as many as the shape says`,
      );
    }
    header[name] = { dtype: 'F32', shape: [...shape], data_offsets: [end, end + 4 * data.length] };
    end += 4 * data.length;
  }
  const utf8 = new TextEncoder();
  const json = JSON.stringify(header);
  // Spaces bring the numbers to a multiple of eight bytes, so that readers can map them in place.
  const text = utf8.encode(json + ' '.repeat((8 - (utf8.encode(json).length % 8)) % 8));
  const bytes = new Uint8Array(prefix + text.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, prefix);
  let at = prefix + text.length;
  for (const { data } of tensors.values()) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/** The header's text and where the numbers begin, once its length is known to be sound. */
function readHeader(
  source: ByteSource,
  fileName: string,
  headerLimit: number,
): { text: string; start: number } {
  if (source.size < prefix) {
    throw new UserError(`${fileName}: ${source.size} bytes; expected a safetensors file; copy it again`);
  }
  const length = new DataView(source.read(0, prefix).buffer).getBigUint64(0, true);
  if (length > BigInt(headerLimit) || length > BigInt(source.size - prefix)) {
    throw new UserError(
      `${fileName}: the header is said to be ${length} bytes, in a file of ${source.size}; ` +
        'it is cut short or no safetensors file; copy it again',
    );
  }
  const start = prefix + Number(length);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(source.read(prefix, start)), start };
  } catch {
    throw new UserError(`${fileName}: the header is not UTF-8; expected a safetensors file; copy it again`);
  }
}

/** The tensors' entries in the order of their bytes, which must fill the file without gap or overlap. */
function readEntries(header: Record<string, unknown>, size: number, fileName: string): [string, Entry][] {
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]): [string, Entry] => {
      const result = entrySchema.safeParse(entry);
      if (result.success) return [name, result.data];
      const { path, message } = result.error.issues[0];
      throw new UserError(
        `${fileName}: tensor ${name}: ${path.join('.')}: ${message}; found ${JSON.stringify(entry).slice(0, 120)}`,
      );
    })
    .sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  let end = 0;
  for (const [name, { dtype, shape, data_offsets: at }] of entries) {
    const length = product(shape) * (dtype === 'F32' ? 4 : 2);
    if (at[1] - at[0] !== length) {
      throw new UserError(
        `${fileName}: tensor ${name}: ${dtype} [${shape.join(', ')}] takes ${length} bytes, ` +
          `but its range is ${at[0]} to ${at[1]}; write the file again`,
      );
    }
    if (at[0] !== end) {
      const fault = at[0] < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new UserError(
        `${fileName}: tensor ${name} begins at ${at[0]}, expected ${end}: it ${fault}; write the file again`,
      );
    }
    end = at[1];
  }
  if (end !== size) {
    const fault = end > size ? 'the file is cut short' : 'it has bytes of no tensor';
    throw new UserError(`${fileName}: ${size} bytes of numbers, expected ${end}: ${fault}; copy it again`);
  }
  return entries;
}

/** The numbers of a tensor's bytes, which nobody else holds. */
function toNumbers({ buffer }: Uint8Array, dtype: Entry['dtype']): Float32Array {
  if (dtype === 'F32') return new Float32Array(buffer);
  return dtype === 'F16' ? fromFloat16(new Uint16Array(buffer)) : fromBfloat16(new Uint16Array(buffer));
}

/**
 * Reads a file.
 * @param file its bytes, of which the tensors are copies; or a source of them, from which each access to a tensor's
 *   `data` reads anew, so that only the tensors in use lie in memory.
 * @param fileName for messages only.
 * @param headerLimit bytes; the default is the format's own limit.
 * @throws UserError that names the file and what breaks the format in it.
 */
export function readSafetensors(
  file: Uint8Array | ByteSource,
  fileName: string,
  headerLimit = ownLimit,
): SafetensorsFile {
  const source = file instanceof Uint8Array ? inMemory(file) : file;
  const { text, start } = readHeader(source, fileName, headerLimit);
  const header = parseJson(text, fileName, headerSchema);
  const metadata = metadataSchema.safeParse(header['__metadata__'] ?? {});
  if (!metadata.success)
    throw new UserError(`${fileName}: __metadata__ holds more than texts; write the file again`);
  const tensors = new Map<string, Tensor>();
  for (const [name, { dtype, shape, data_offsets: at }] of readEntries(
    header,
    source.size - start,
    fileName,
  )) {
    const read = () => toNumbers(source.read(start + at[0], start + at[1]), dtype);
    tensors.set(name, file === source ? lazyTensor(shape, read) : { shape, data: read() });
  }
  return { tensors, metadata: metadata.data };
}

/** A tensor that is read when its data are asked for. */
export function lazyTensor(shape: readonly number[], read: () => Float32Array): Tensor {
  return {
    shape,
    get data() {
      return read();
    },
  };
}
