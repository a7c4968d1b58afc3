/**
 * GGUF, llama.cpp's format for models: a head with settings by name and the tensors' names, shapes and places, then the
 * tensors. The head is read in one go, tensors when they are used. Specification:
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
import { UserError } from '../errors';
import { inMemory, type ByteSource } from './byte-source';
import { sizeOf } from './config';
import { blockFormats } from './gguf-blocks';
import { lazyTensor } from './safetensors';
import type { Tensor, Weights } from './weights';

/** A setting's value. */
export type GgufValue = number | boolean | string | readonly GgufValue[];

/** What a file holds. */
export interface GgufFile {
  readonly settings: Readonly<Record<string, GgufValue>>;
  /** By their names in the file, rows first. */
  readonly tensors: Weights;
}

/** Bytes that are read of the head at a time. */
const window = 2 ** 20;

/** Reads one value after the other. */
class Cursor {
  #at = 0;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(
    private readonly source: ByteSource,
    private readonly file: string,
  ) {}

  get at(): number {
    return this.#at;
  }

  /** The next bytes. */
  take(length: number): DataView {
    if (!(this.#at + length <= this.source.size))
      throw new UserError(`${this.file}: ends within its head; it is cut short; fetch it again`);
    if (this.#at + length > this.#start + this.#bytes.length) {
      this.#start = this.#at;
      const end = Math.min(this.source.size, this.#at + Math.max(length, window));
      this.#bytes = this.source.read(this.#at, end);
    }
    const { buffer, byteOffset } = this.#bytes;
    const view = new DataView(buffer, byteOffset + this.#at - this.#start, length);
    this.#at += length;
    return view;
  }

  u32 = (): number => this.take(4).getUint32(0, true);
  u64 = (): number => Number(this.take(8).getBigUint64(0, true));
  text = (): string => new TextDecoder().decode(this.take(this.u64()));

  /** A value of the type with that number. */
  value(type: number): GgufValue {
    const read = this.#readers[type];
    if (read === undefined) throw new UserError(`${this.file}: a setting of type ${type}; fetch it again`);
    return read();
  }

  readonly #readers: Readonly<Partial<Record<number, () => GgufValue>>> = {
    0: () => this.take(1).getUint8(0),
    1: () => this.take(1).getInt8(0),
    2: () => this.take(2).getUint16(0, true),
    3: () => this.take(2).getInt16(0, true),
    4: this.u32,
    5: () => this.take(4).getInt32(0, true),
    6: () => this.take(4).getFloat32(0, true),
    7: () => this.take(1).getUint8(0) !== 0,
    8: this.text,
    9: () => {
      const [type, length] = [this.u32(), this.u64()];
      const values: GgufValue[] = [];
      for (let i = 0; i < length; i++) values.push(this.value(type)); // ends with the file at the latest
      return values;
    },
    10: this.u64,
    11: () => Number(this.take(8).getBigInt64(0, true)),
    12: () => this.take(8).getFloat64(0, true),
  };
}

/**
 * Reads a file's head.
 * @param file for messages only.
 * @throws UserError on another format, a file that is cut short, and tensors in formats that are not read here.
 */
export function readGguf(bytes: Uint8Array | ByteSource, file: string): GgufFile {
  const source = bytes instanceof Uint8Array ? inMemory(bytes) : bytes;
  const cursor = new Cursor(source, file);
  if (source.size < 4 || cursor.u32() !== 0x46554747)
    throw new UserError(`${file}: not a GGUF file; expected one that begins with GGUF; fetch it again`);
  const version = cursor.u32();
  if (version !== 2 && version !== 3)
    throw new UserError(`${file}: GGUF of version ${version}; expected 2 or 3, little-endian`);
  const [tensorCount, settingCount] = [cursor.u64(), cursor.u64()];
  const settings = new Map<string, GgufValue>();
  for (let i = 0; i < settingCount; i++) settings.set(cursor.text(), cursor.value(cursor.u32()));
  const entries: { name: string; shape: number[]; type: number; at: number }[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = cursor.text();
    const shape = Array.from({ length: cursor.u32() }, cursor.u64).reverse();
    entries.push({ name, shape, type: cursor.u32(), at: cursor.u64() });
  }
  const alignment = Number(settings.get('general.alignment') ?? 32);
  const start = Math.ceil(cursor.at / alignment) * alignment;
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, type, at } of entries) {
    const format = blockFormats.get(type);
    if (format === undefined) {
      const known = [...blockFormats.values()].map((known) => known.name).join(', ');
      throw new UserError(`${file}: tensor ${name} is in ggml's format ${type}; expected one of ${known}`);
    }
    const from = start + at;
    const to = from + (sizeOf(shape) / format.numbers) * format.bytes;
    if (!(to <= source.size) || (shape.at(-1) ?? 0) % format.numbers !== 0)
      throw new UserError(
        `${file}: tensor ${name}, ${format.name} [${shape.join(', ')}], would end at byte ${to} of ${source.size}; fetch the file again`,
      );
    tensors.set(
      name,
      lazyTensor(shape, () => format.unpack(source.read(from, to))),
    );
  }
  return { settings: Object.fromEntries(settings), tensors };
}
