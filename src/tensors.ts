/**
 * TensorFlow.js as this project uses it: the one place that chooses the package and its backend. Everything
 * else writes `import * as tf from '../tensors'`, so losses and networks share one engine.
 *
 * The whole package is imported, not `tfjs-core` alone: in Node only `@tensorflow/tfjs` registers the
 * gradients. The plain JavaScript backend is chosen because it is the same on every machine; the host may
 * select a faster one afterwards.
 */
import * as tf from '@tensorflow/tfjs';

// Production mode only silences warnings, among them the advertisement that the first tensor prints in Node.
tf.enableProdMode();
void tf.setBackend('cpu');

export * from '@tensorflow/tfjs';
