/**
 * Opens one of the two implementations of the network on this machine: the engine, or TensorFlow.js (with its
 * native library where that was installed, in plain JavaScript otherwise).
 */
import util from 'node:util';
import { engineBackend } from '../model/engine-backend';
import type { Backend } from '../model/model';
import { referenceBackend } from '../model/reference-backend';
import * as tf from '../tensors';
import { startEngine } from './engine-host';

/** The implementations by name. */
export const backendNames = ['engine', 'tfjs'] as const;
/** An implementation: the engine with its own kernels, or TensorFlow.js in plain ops. */
export type BackendName = (typeof backendNames)[number];

/**
 * Opens an implementation of the networks.
 * @param name `engine` by default; `tfjs` is the slow reference.
 * @param threads of the engine; default as in `startEngine`.
 * @throws UserError when `POSTTRAIN_KERNELS` or `POSTTRAIN_THREADS` cannot be followed.
 */
export async function openBackend(name: BackendName = 'engine', threads?: number): Promise<Backend> {
  if (name === 'engine') return engineBackend(await startEngine(threads));
  await useNativeTensorFlow();
  return referenceBackend;
}

/** Switches TensorFlow.js to its native library. @returns why not, when it is not to be had. */
export async function useNativeTensorFlow(): Promise<string | undefined> {
  // tfjs-node 4.22 calls this function, which Node 23 removed.
  if (!('isNullOrUndefined' in util))
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  try {
    await import('tfjs-native' as string);
    if (await tf.setBackend('tensorflow')) return undefined;
    return 'it loaded, but brought no backend';
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}
