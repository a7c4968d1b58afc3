/**
 * The library in a page: all of `posttrain/core`, and the engine's host. The engine works in a web worker, which a
 * bundler makes of a script like this one:
 * ```ts
 * import { browserHost, createEngine, engineBackend } from 'posttrain/web';
 *
 * const response = await fetch('kernels.wasm'); // the package's posttrain/kernels.wasm
 * const kernels = new Uint8Array(await response.arrayBuffer());
 * const host = browserHost(kernels, () => new Worker('thread.js')); // the package's posttrain/web/thread.js
 * export const backend = engineBackend(await createEngine(host, host.sharesMemory ? 4 : 1));
 * ```
 */
export * from '../core';
export { browserHost } from './browser';
