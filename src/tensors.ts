/**
 * TensorFlow.js as this project uses it: the one place that chooses its parts. Everything else writes
 * `import * as tf from '../tensors'`, so losses and networks share one engine.
 *
 * The parts are its core and the plain JavaScript backend, which is the same on every machine (the host may select a
 * faster one afterwards), and the core's gradients and chained operations. Those its package leaves to
 * `@tensorflow/tfjs`, which has layers, models and WebGL besides: `#gradients` is made by scripts/build.mjs.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type {} from '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '#gradients';

// Production mode only silences warnings, among them the advertisement that the first tensor prints in Node.
tf.enableProdMode();
void tf.setBackend('cpu');

export * from '@tensorflow/tfjs-core';
