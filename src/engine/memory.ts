/**
 * The one memory that kernels and threads share: a WebAssembly memory, also for the native build, which gets
 * its base address. Offsets in it are what kernels take for pointers, so both builds run the same programs.
 * Where memory cannot be shared between threads (a page that is not cross-origin isolated), it is a plain one
 * of a single thread.
 *
 * A small allocator with free lists by size: a training run allocates the same few shapes over and over.
 */

const pageBytes = 65536;
const maximumPages = 65536; // 4 GiB: offsets are 32 bits wide
const alignment = 64;

/** Memory of the kernels and of all threads of an engine. */
export class SharedMemory {
  readonly wasm: WebAssembly.Memory;
  #end: number;
  readonly #free = new Map<number, number[]>();

  /**
   * @param reserved bytes at the bottom that belong to the WebAssembly module's own stack and data.
   * @param shared whether several threads are to see it.
   */
  constructor(reserved: number, shared: boolean) {
    this.wasm = new WebAssembly.Memory({ initial: 64, maximum: maximumPages, shared });
    this.#end = reserved;
  }

  /** Bytes in use and once used; what is free inside counts. */
  get bytes(): number {
    return this.#end;
  }

  /** Reserves `bytes`, aligned to a cache line. Throws a RangeError with the figures when 4 GiB are full. */
  allocate(bytes: number): number {
    const size = Math.ceil(Math.max(bytes, 1) / alignment) * alignment;
    const reused = this.#free.get(size)?.pop();
    if (reused !== undefined) return reused;
    const offset = this.#end;
    const missing = Math.ceil((offset + size - this.wasm.buffer.byteLength) / pageBytes);
    if (missing > 0) {
      const mebibytes = (n: number) => `${Math.ceil(n / 2 ** 20)} MiB`;
      const why = `the engine needs ${mebibytes(size)} more beside the ${mebibytes(offset)} in use`;
      if (offset + size > maximumPages * pageBytes) throw new RangeError(`${why}, and can address 4096 MiB`);
      try {
        this.wasm.grow(missing);
      } catch {
        throw new RangeError(`${why}, and the system does not give it`);
      }
    }
    this.#end += size;
    return offset;
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
