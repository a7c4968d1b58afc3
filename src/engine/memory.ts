/**
 * The one memory that kernels and threads share: a WebAssembly memory, also for the native build, which gets
 * its base address. Offsets in it are what kernels take for pointers, so both builds run the same programs.
 * Where memory cannot be shared between threads (a page that is not cross-origin isolated), it is a plain one
 * of a single thread.
 *
 * A small allocator: what is freed is a hole that joins its neighbours; a request takes the smallest hole that holds
 * it, else the end. So a block that grows at the end grows in place, and one that moves leaves its room to others.
 */

import { UserError } from '../errors';

const pageBytes = 65536;
const maximumPages = 65536; // 4 GiB: offsets are 32 bits wide
const alignment = 64;

/** A block's bytes in whole cache lines. */
const lines = (bytes: number) => Math.ceil(Math.max(bytes, 1) / alignment) * alignment;
const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Memory of the kernels and of all threads of an engine. */
export class SharedMemory {
  readonly wasm: WebAssembly.Memory;
  #end: number;
  /** What is free below the end, by offset; no two of them touch, and none touches the end. */
  #holes: { offset: number; size: number }[] = [];

  /**
   * @param reserved bytes at the bottom that belong to the WebAssembly module's own stack and data.
   * @param shared whether several threads are to see it.
   * @param available bytes that the system could still give; no limit of its own when left out.
   */
  constructor(
    reserved: number,
    shared: boolean,
    private readonly available: () => number = () => Infinity,
  ) {
    this.wasm = new WebAssembly.Memory({ initial: 64, maximum: maximumPages, shared });
    this.#end = reserved;
  }

  /** Bytes up to the end of the highest block in use; what is free inside counts. */
  get bytes(): number {
    return this.#end;
  }

  /** Bytes of it that are free inside. */
  get freeBytes(): number {
    return this.#holes.reduce((sum, { size }) => sum + size, 0);
  }

  /** Reserves `bytes`, aligned to a cache line. @throws UserError with the figures when they are not to be had. */
  allocate(bytes: number): number {
    const size = lines(bytes);
    const reused = this.#takeHole(size);
    if (reused !== undefined) return reused;
    const offset = this.#end;
    const missing = Math.ceil((offset + size - this.wasm.buffer.byteLength) / pageBytes);
    if (missing > 0) {
      if (offset + size > maximumPages * pageBytes) throw this.#refusal(size, 'it can address 4096 MiB');
      const left = this.available();
      if (missing * pageBytes > left) throw this.#refusal(size, `the system has ${mebibytes(left)} left`);
      try {
        this.wasm.grow(missing);
      } catch {
        throw this.#refusal(size, 'the system does not give it');
      }
    }
    this.#end += size;
    return offset;
  }

  #refusal(size: number, limit: string): UserError {
    const needed = `the engine needs ${mebibytes(size)} more beside the ${mebibytes(this.#end)} in use`;
    return new UserError(`${needed}, but ${limit}; take a smaller model, a smaller batch or shorter rows`);
  }

  /** The lower part of the smallest hole that holds `size` bytes. */
  #takeHole(size: number): number | undefined {
    const fitting = this.#holes.filter((hole) => hole.size >= size);
    if (fitting.length === 0) return undefined;
    const hole = fitting.reduce((least, other) => (other.size < least.size ? other : least));
    const { offset } = hole;
    hole.offset += size;
    hole.size -= size;
    if (hole.size === 0) this.#holes.splice(this.#holes.indexOf(hole), 1);
    return offset;
  }

  /** Gives back what `allocate(bytes)` returned. */
  free(offset: number, bytes: number): void {
    const ordered = [...this.#holes, { offset, size: lines(bytes) }].sort((a, b) => a.offset - b.offset);
    const holes: typeof ordered = [];
    for (const hole of ordered) {
      const below = holes.at(-1);
      if (below && below.offset + below.size === hole.offset) below.size += hole.size;
      else holes.push(hole);
    }
    const last = holes.at(-1);
    if (last && last.offset + last.size === this.#end) {
      this.#end = last.offset;
      holes.pop();
    }
    this.#holes = holes;
  }

  /**
   * `length` floats at `offset`. A view lasts until the next `allocate`: where memory is not shared, growing it
   * leaves earlier views empty.
   */
  floats(offset: number, length: number): Float32Array {
    return new Float32Array(this.wasm.buffer, offset, length);
  }

  /** `length` 32-bit integers at `offset`; lasts as long as `floats` do. */
  ints(offset: number, length: number): Int32Array {
    return new Int32Array(this.wasm.buffer, offset, length);
  }
}
