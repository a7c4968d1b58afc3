/**
 * Loads one build of the kernels over a memory; used by the main thread and by every worker thread.
 */
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { instantiateKernels } = require('../engine/wasm.js');

// The same two steps up from src/node and from dist/node.
const root = join(__dirname, '../..');
const nativeBuild = join(root, 'build/kernels.node');
const kernelSources = join(root, 'src/engine/kernels');
const wasmBuild = join(kernelSources, 'kernels.wasm');

/**
 * @param {'native' | 'wasm'} kind
 * @param {WebAssembly.Memory} memory
 * @param {number} [stackTop] top of this thread's stack; the main thread uses the module's own
 * @returns {import('../engine/engine').Kernels}
 */
function loadKernels(kind, memory, stackTop) {
  if (kind === 'native') return require(nativeBuild).attach(new Uint8Array(memory.buffer));
  return instantiateKernels(new Uint8Array(readFileSync(wasmBuild)), memory, stackTop);
}

module.exports = { kernelSources, loadKernels, nativeBuild, wasmBuild };
