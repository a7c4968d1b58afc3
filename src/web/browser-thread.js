/** A thread of the pool in a browser: a worker script, bundled with what it requires. */
'use strict';
const { serve } = require('../engine/worker.js');
const { instantiateKernels } = require('../engine/wasm.js');

addEventListener(
  'message',
  ({ data: { kernels, start } }) => {
    const loaded = instantiateKernels(kernels, start.memory, start.stackTop);
    postMessage('ready');
    serve(loaded, start);
  },
  { once: true },
);
