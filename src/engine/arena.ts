/**
 * Room for what one pass over a network needs: planned once per pass, at one stroke, and reused by the next
 * pass of any network on the same engine. Nothing is allocated while a program runs, nor in a training loop
 * once its largest batch has been seen.
 */
import type { SharedMemory } from './memory';

/** The engine's working memory. */
export class Arena {
  #offset = 0;
  #bytes = 0;
  #plans = 0;

  constructor(private readonly memory: SharedMemory) {}

  /** The number of the plan in force: who planned earlier has lost his data. */
  get current(): number {
    return this.#plans;
  }

  /**
   * Lays out buffers of the given lengths, in floats (or 32-bit integers); gives their offsets.
   * What was planned before is void.
   * @throws UserError with the figures when they do not fit.
   */
  plan<Name extends string>(lengths: Record<Name, number>): Record<Name, number> {
    const offsets = { ...lengths };
    let total = 0;
    for (const name in lengths) {
      offsets[name] = total;
      total += Math.ceil(lengths[name] / 16) * 64;
    }
    if (total > this.#bytes) {
      if (this.#bytes > 0) this.memory.free(this.#offset, this.#bytes);
      const bytes = Math.ceil((total * 1.1) / 2 ** 20) * 2 ** 20; // some air: batches differ a little
      this.#bytes = 0;
      this.#offset = this.memory.allocate(bytes);
      this.#bytes = bytes;
    }
    this.#plans++;
    for (const name in offsets) offsets[name] += this.#offset;
    return offsets;
  }
}
