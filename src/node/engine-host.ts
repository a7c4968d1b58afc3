/**
 * The engine on Node: finds the kernels, loads them, starts worker threads.
 *
 * Native kernels (built at install where a C compiler was found) come first, the WebAssembly that ships is the
 * other choice, and serves too while the native ones are older than their C source; `POSTTRAIN_KERNELS=wasm|native` forces one, `POSTTRAIN_THREADS` sets the number of threads.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { createEngine, type Engine, type EngineHost } from '../engine/engine';
import { UserError } from '../errors';
import { sha256 } from './hash';
import { kernelSources, loadKernels, nativeBuild } from './kernels.js';

const maximumThreads = 16;

/** Whether this process can share memory between threads; some embedders of Node switch that off. */
export const sharesMemory = typeof SharedArrayBuffer === 'function';

/** The record of the install: see scripts/build-kernels.mjs. `sources` holds the SHA-256 of each C file by name. */
const recordSchema = z.object({
  reason: z.string().nullish(),
  vectors: z.string().optional(),
  compiler: z.string().optional(),
  sources: z.record(z.string(), z.string()).optional(),
});

/** How the native kernels were built, or why not; undefined where no record is to be read. */
export function nativeRecord(): z.infer<typeof recordSchema> | undefined {
  const file = join(nativeBuild, '../native.json');
  if (!existsSync(file)) return undefined;
  const record = recordSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return record.success ? record.data : undefined;
}

/** Whether they come from other C source than the present one, or nothing tells from which. Costs a millisecond. */
function nativeIsStale(): boolean {
  const sources = Object.entries(nativeRecord()?.sources ?? {});
  const unchanged = ([name, hash]: [string, string]) => {
    const file = join(kernelSources, name);
    return existsSync(file) && sha256(readFileSync(file)) === hash;
  };
  return sources.length === 0 || !sources.every(unchanged);
}

let toldStale = false;

/**
 * Which build of the kernels runs; kernels older than their source are told of once, on stderr.
 * @throws UserError when the build asked for is not to be had.
 */
export function chooseKernels(wanted = process.env.POSTTRAIN_KERNELS): EngineHost['kernels'] {
  if (wanted !== undefined && wanted !== '' && wanted !== 'native' && wanted !== 'wasm')
    throw new UserError(`POSTTRAIN_KERNELS=${wanted}: unknown; expected native or wasm`);
  if (wanted === 'wasm') return 'wasm';
  const why = whyNotNative();
  if (why === undefined) return 'native';
  if (wanted === 'native') throw new UserError(`POSTTRAIN_KERNELS=native: ${why}`);
  if (sharesMemory && existsSync(nativeBuild) && !toldStale) {
    toldStale = true;
    console.warn(`posttrain: ${why}; the WebAssembly kernels serve meanwhile`);
  }
  return 'wasm';
}

/** Why the native kernels cannot run; undefined when they can. */
export function whyNotNative(): string | undefined {
  // They keep the address of the memory, and one that is not shared may move when it grows.
  if (!sharesMemory) return 'native kernels need SharedArrayBuffer, which this process lacks';
  const help = 'run `node scripts/build-kernels.mjs native` to build them';
  if (existsSync(nativeBuild))
    return nativeIsStale() ? `the native kernels are older than their C source; ${help} anew` : undefined;
  const record = nativeRecord();
  return record
    ? `the native kernels were not built (${record.reason}); ${help}`
    : `there are no native kernels; ${help}`;
}

/** Node as the engine's host. @param shared false makes do without shared memory (WebAssembly kernels only). */
export function nodeHost(
  kernels: EngineHost['kernels'] = chooseKernels(),
  shared: boolean = sharesMemory,
): EngineHost {
  return {
    kernels,
    sharesMemory: shared,
    availableMemory: () => process.availableMemory(),
    load: (memory) => loadKernels(kernels, memory),
    startThread: (start) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(join(__dirname, 'engine-thread.js'), { workerData: { kernels, start } });
        worker.once('error', reject);
        worker.once('message', () => {
          worker.unref(); // an idle pool must not keep the process alive
          resolve();
        });
      }),
  };
}

/**
 * An engine on this machine.
 * @param threads all cores by default (at most 16), or `POSTTRAIN_THREADS`; always 1 without SharedArrayBuffer.
 * @throws UserError when `POSTTRAIN_KERNELS` or `POSTTRAIN_THREADS` cannot be followed.
 */
export async function startEngine(threads?: number): Promise<Engine> {
  return createEngine(nodeHost(), sharesMemory ? (threads ?? defaultThreads()) : 1);
}

/** `POSTTRAIN_THREADS`, or all cores up to 16. */
export function defaultThreads(): number {
  return threadsFromEnvironment() ?? Math.min(availableParallelism(), maximumThreads);
}

function threadsFromEnvironment(): number | undefined {
  const text = process.env.POSTTRAIN_THREADS;
  if (text === undefined || text === '') return undefined;
  if (!/^[1-9]\d*$/.test(text))
    throw new UserError(`POSTTRAIN_THREADS=${text}: expected a whole number from 1 up`);
  return Number(text);
}
