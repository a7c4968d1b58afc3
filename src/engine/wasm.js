/**
 * Makes the WebAssembly kernels over a memory, on Node and in browsers alike. There is one binary; where a page or
 * process may not share memory, its import is marked unshared on loading. Atomic instructions are as good on a
 * memory of one thread; only a wait would trap there, and one thread never waits.
 */
'use strict';

const importSection = 2;
const memoryImport = 2;
const limits = { unsharedWithMaximum: 1, sharedWithMaximum: 3 };

/**
 * The module with its memory import marked unshared.
 * @param {Uint8Array<ArrayBuffer>} bytes a module that imports exactly one thing, a shared memory
 */
function unshared(bytes) {
  let at = 8; // behind the magic number and the version
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skip = () => {
    const length = number();
    at += length;
  };
  while (bytes[at] !== importSection && at < bytes.length) {
    at++;
    skip();
  }
  at++;
  number(); // the section's size
  const imports = number();
  skip(); // module
  skip(); // name
  if (imports !== 1 || bytes[at++] !== memoryImport || bytes[at] !== limits.sharedWithMaximum)
    throw new Error('the kernels do not import exactly one shared memory');
  const copy = bytes.slice();
  copy[at] = limits.unsharedWithMaximum;
  return copy;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes kernels.wasm
 * @param {WebAssembly.Memory} memory
 * @param {number} [stackTop] top of this thread's stack; the main thread uses the module's own
 * @returns {import('./engine').Kernels}
 */
function instantiateKernels(bytes, memory, stackTop) {
  const fitting = memory.buffer instanceof ArrayBuffer ? unshared(bytes) : bytes;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(fitting), { env: { memory } });
  const { run, spin, panel_width, __stack_pointer } = /** @type {any} */ (instance.exports);
  if (stackTop !== undefined) __stack_pointer.value = stackTop;
  return { run, spin, panel_width };
}

module.exports = { instantiateKernels };
