/**
 * The one memory that kernels and threads share: a WebAssembly memory, also for the native build, which gets
 * its base address. Offsets in it are what kernels take for pointers, so both builds run the same programs.
 * Where memory cannot be shared between threads (a page that is not cross-origin isolated), it is a plain one
 * of a single thread.
 *
 * A small allocator with free lists by size: a training run allocates the same few shapes over and over.
 */

import { UserError } from '../errors';

const pageBytes = 65536;
const maximumPages = 65536; // 4 GiB: offsets are 32 bits wide
const alignment = 64;

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Memory of the kernels and of all threads of an engine. */
export class SharedMemory {
  readonly wasm: WebAssembly.Memory;
  #end: number;
  readonly #free = new Map<number, number[]>();

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

  /** Bytes in use and once used; what is free inside counts. */
  get bytes(): number {
    return this.#end;
  }

  /** Reserves `bytes`, aligned to a cache line. Throws a UserError with the figures when they are not to be had. */
  allocate(bytes: number): number {
    const size = Math.ceil(Math.max(bytes, 1) / alignment) * alignment;
    const reused = this.#free.get(size)?.pop();
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

  /** Gives back what `allocate(bytes)` returned. */
  free(offset: number, bytes: number): void {
    const size = Math.ceil(Math.max(bytes, 1) / alignment) * alignment;
    const list = this.#free.get(size);
    if (list) list.push(offset);
    else this.#free.set(size, [offset]);
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
