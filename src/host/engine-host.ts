/**
 * The engine on Node: finds the kernels, loads them, starts worker threads.
 *
 * Native kernels (built at install where a C compiler was found) come first, the WebAssembly that ships is the
 * other choice; `POSTTRAIN_KERNELS=wasm|native` forces one, `POSTTRAIN_THREADS` sets the number of threads.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createEngine, type Engine, type EngineHost } from '../engine/engine';
import { UserError } from '../errors';
import { loadKernels, nativeBuild } from './kernels.js';

const maximumThreads = 16;

/** Whether this process can share memory between threads; some embedders of Node switch that off. */
export const sharesMemory = typeof SharedArrayBuffer === 'function';

/** Which build of the kernels runs. Throws a UserError when the one asked for is not to be had. */
export function chooseKernels(wanted = process.env.POSTTRAIN_KERNELS): EngineHost['kernels'] {
  if (wanted !== undefined && wanted !== '' && wanted !== 'native' && wanted !== 'wasm')
    throw new UserError(`POSTTRAIN_KERNELS: expected native or wasm, found ${wanted}`);
  const why = whyNotNative();
  if (wanted === 'native' && why !== undefined) throw new UserError(`POSTTRAIN_KERNELS=native: ${why}`);
  return wanted === 'wasm' || why !== undefined ? 'wasm' : 'native';
}

/** Why the native kernels cannot run; undefined when they can. The record of the install tells of failed builds. */
export function whyNotNative(): string | undefined {
  // They keep the address of the memory, and one that is not shared may move when it grows.
  if (!sharesMemory) return 'native kernels need SharedArrayBuffer, which this process lacks';
  if (existsSync(nativeBuild)) return undefined;
  const record = join(nativeBuild, '../native.json');
  const help = 'run `node scripts/build-kernels.mjs native` to build them';
  if (!existsSync(record)) return `there are no native kernels; ${help}`;
  return `the native kernels were not built (${JSON.parse(readFileSync(record, 'utf8')).reason}); ${help}`;
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
    throw new UserError(`POSTTRAIN_THREADS: expected a number from 1, found ${text}`);
  return Number(text);
}
