/**
 * What a thread of the pool does: waits for the next program, runs it with the others, waits again. Plain
 * JavaScript, so that the same file serves Node's workers from the source and, bundled, a browser's.
 */
'use strict';

/** Control words, in the order of engine.ts. */
const generation = 0;
const barrier = 6;

/**
 * Never returns.
 * @param {{ run(program: number, count: number, threads: number, barrier: number, scratch: number): void,
 *   spin(word: number, seen: number): number }} kernels
 * @param {{ memory: WebAssembly.Memory, control: number, thread: number }} start
 */
function serve(kernels, start) {
  const words = new Int32Array(start.memory.buffer, start.control, 16);
  for (let seen = 0; ;) {
    if (kernels.spin(start.control, seen) === seen) Atomics.wait(words, generation, seen);
    const now = Atomics.load(words, generation);
    if (now === seen) continue;
    seen = now;
    const [, program, count, threads, scratch, scratchBytes] = words;
    const own = (scratch >>> 0) + start.thread * scratchBytes;
    kernels.run(program >>> 0, count, threads, start.control + 4 * barrier, own);
  }
}

module.exports = { serve };
