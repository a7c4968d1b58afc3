/**
 * The compute core: kernels over one shared memory, run by a pool of threads. The host (Node, a browser
 * worker) loads the kernels and starts the threads; see src/node.
 *
 * A program is posted by raising a counter that the other threads watch: they spin for a moment and then
 * sleep. The calling thread works too, so one thread needs no pool at all. The result never depends on the
 * number of threads.
 */
import { Arena } from './arena';
import { SharedMemory } from './memory';
import { operationBytes, Program } from './program';

/** What a build of the kernels exports. Offsets are into the shared memory. */
export interface Kernels {
  run(program: number, count: number, threads: number, barrier: number, scratch: number): void;
  spin(word: number, seen: number): number;
  panel_width(): number;
}

/** What the engine needs from its surroundings. */
export interface EngineHost {
  readonly kernels: 'native' | 'wasm';
  /** Whether memory can be shared between threads; without, there is one thread. */
  readonly sharesMemory: boolean;
  /** Bytes that the system could still give, where it tells. */
  availableMemory?(): number;
  /** The kernels for this thread, over that memory. */
  load(memory: WebAssembly.Memory): Kernels;
  /** Starts a thread that runs `serve` of worker.js; resolves when it is ready. */
  startThread(start: ThreadStart): Promise<void>;
}

/** What a thread of the pool is told at its start. */
export interface ThreadStart {
  readonly memory: WebAssembly.Memory;
  /** Offset of the control words. */
  readonly control: number;
  /** Its number, from 1. */
  readonly thread: number;
  /** Top of its own stack in the shared memory. */
  readonly stackTop: number;
}

/** Control words, as worker.js knows them too. */
const control = { generation: 0, program: 1, count: 2, threads: 3, scratch: 4, scratchBytes: 5, barrier: 6 };
const controlBytes = 64;
/** The WebAssembly module's own stack and data lie below this. */
const reservedBytes = 2 * 65536;
const stackBytes = 65536;

/** The kernels with their memory and threads. Make one with `createEngine`. */
export class Engine {
  #scratch = 0;
  #scratchBytes = 0;
  readonly #words: Int32Array;
  /** Working memory of the pass under way. */
  readonly arena: Arena;
  /** The program of the pass under way: whoever writes the next one clears it first. */
  readonly program: Program;
  /** Set to a map, it gathers each kernel's calls and wall time (operations then run one by one). */
  profile: Map<string, { calls: number; milliseconds: number }> | undefined;

  constructor(
    readonly memory: SharedMemory,
    readonly host: EngineHost['kernels'],
    readonly threads: number,
    private readonly kernels: Kernels,
    private readonly controlAt: number,
  ) {
    this.arena = new Arena(memory);
    this.program = new Program(memory, kernels.panel_width());
    this.#words = memory.ints(controlAt, controlBytes / 4);
  }

  /**
   * Runs a program to its end on all threads.
   * @param scratchFloats what one task may use for itself, in numbers of 4 bytes.
   */
  run(program: Program, scratchFloats: number): void {
    this.#provideScratch(scratchFloats * 4);
    if (!this.profile) return this.#post(program.offset, program.count);
    for (let i = 0; i < program.count; i++) {
      const start = performance.now();
      this.#post(program.offset + i * operationBytes, 1);
      const name = program.operation(i);
      const entry = this.profile.get(name) ?? { calls: 0, milliseconds: 0 };
      entry.calls++;
      entry.milliseconds += performance.now() - start;
      this.profile.set(name, entry);
    }
  }

  #post(program: number, count: number): void {
    const words = this.#words;
    if (this.threads > 1) {
      words[control.program] = program;
      words[control.count] = count;
      words[control.threads] = this.threads;
      words[control.scratch] = this.#scratch;
      words[control.scratchBytes] = this.#scratchBytes;
      Atomics.add(words, control.generation, 1);
      Atomics.notify(words, control.generation);
    }
    this.kernels.run(program, count, this.threads, this.controlAt + 4 * control.barrier, this.#scratch);
  }

  #provideScratch(bytes: number): void {
    if (bytes <= this.#scratchBytes) return;
    if (this.#scratchBytes > 0) this.memory.free(this.#scratch, this.#scratchBytes * this.threads);
    this.#scratchBytes = Math.ceil(bytes / 4096) * 4096;
    this.#scratch = this.memory.allocate(this.#scratchBytes * this.threads);
  }
}

/**
 * Loads the kernels and starts the threads.
 * @param threads at least 1; the calling thread is one of them.
 * @throws RangeError for several threads on a host that shares no memory.
 */
export async function createEngine(host: EngineHost, threads: number): Promise<Engine> {
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`threads is ${threads}; expected a whole number from 1 up`);
  if (threads > 1 && !host.sharesMemory)
    throw new RangeError(`threads is ${threads}; expected 1, since memory cannot be shared here`);
  const memory = new SharedMemory(
    reservedBytes,
    host.sharesMemory,
    () => host.availableMemory?.() ?? Infinity,
  );
  const controlAt = memory.allocate(controlBytes);
  const kernels = host.load(memory.wasm);
  const starting: Promise<void>[] = [];
  for (let thread = 1; thread < threads; thread++) {
    const stackTop = memory.allocate(stackBytes) + stackBytes;
    starting.push(host.startThread({ memory: memory.wasm, control: controlAt, thread, stackTop }));
  }
  await Promise.all(starting);
  return new Engine(memory, host.kernels, threads, kernels, controlAt);
}
