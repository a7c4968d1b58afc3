/** Engines for tests: each build of the kernels, with one and with more threads, with and without shared memory. */
import { existsSync } from 'node:fs';
import { createEngine, type Engine } from '../../src/engine/engine';
import { nodeHost } from '../../src/node/engine-host';
import { nativeBuild } from '../../src/node/kernels.js';

/** Which builds can be tested here; WebAssembly always. */
export const builds: readonly ('native' | 'wasm')[] = existsSync(nativeBuild) ? ['wasm', 'native'] : ['wasm'];

/** A fresh engine. @param shared false for a plain memory, which takes one thread of WebAssembly. */
export function testEngine(
  kernels: 'native' | 'wasm' = builds[builds.length - 1],
  threads = 2,
  shared = true,
): Promise<Engine> {
  return createEngine(nodeHost(kernels, shared), threads);
}
