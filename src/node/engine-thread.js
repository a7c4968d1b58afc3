/** A worker thread of the pool on Node. */
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { serve } = require('../engine/worker.js');
const { loadKernels } = require('./kernels.js');

const { kernels, start } = workerData;
const loaded = loadKernels(kernels, start.memory, start.stackTop);
if (parentPort) parentPort.postMessage('ready');
serve(loaded, start);
