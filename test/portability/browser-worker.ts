/**
 * What the browser test runs in a web worker: the engine's fingerprint. The test bundles it with the built
 * engine (dist) and nothing of Node's. Posts the parts, or the error.
 */
import { createEngine } from '../../src/engine/engine';
import { browserHost } from '../../src/web/browser';
import { engineBackend } from '../../src/model/engine-backend';
import { fingerprint } from '../../src/model/fingerprint';

async function answer(threads: number): Promise<object> {
  const response = await fetch('kernels.wasm');
  const kernels = new Uint8Array(await response.arrayBuffer());
  const host = browserHost(kernels, () => new Worker('thread.js'));
  const engine = await createEngine(host, threads);
  const parts = Object.entries(fingerprint(engineBackend(engine)));
  return { shared: host.sharesMemory, parts: parts.map(([name, bytes]) => [name, Array.from(bytes)]) };
}

addEventListener('message', ({ data }: MessageEvent<number>) => {
  void answer(data).then(postMessage, (error: unknown) => postMessage({ error: String(error) }));
});
