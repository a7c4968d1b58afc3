/**
 * The engine's host in a web worker (a window must not wait, and the engine waits for its threads). Memory is
 * shared, and there can be several threads, where the page is cross-origin isolated (headers COOP and COEP);
 * elsewhere the same kernels run in one thread over a plain memory.
 */
import type { EngineHost } from '../engine/engine';
import { instantiateKernels } from '../engine/wasm.js';

/**
 * @param kernels the bytes of kernels.wasm.
 * @param startWorker makes a worker that runs browser-thread.js.
 */
export function browserHost(kernels: Uint8Array<ArrayBuffer>, startWorker: () => Worker): EngineHost {
  return {
    kernels: 'wasm',
    sharesMemory: globalThis.crossOriginIsolated,
    load: (memory) => instantiateKernels(kernels, memory),
    startThread: (start) =>
      new Promise((resolve, reject) => {
        const worker = startWorker();
        worker.onerror = ({ message }) => reject(new Error(`a thread did not start: ${message}`));
        worker.onmessage = () => resolve();
        worker.postMessage({ kernels, start });
      }),
  };
}
