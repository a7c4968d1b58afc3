/**
 * The losses of all trainers, each a short pure function from vectors over tokens, rows or pairs to a scalar, with
 * its equation and source. TensorFlow.js differentiates them.
 *
 * There is no padding, so there are no masks here: a loss is given the tokens that count and no others. Written
 * for one backward pass over a whole batch; nothing is summed over micro-batches.
 */
export * from './vectors';
export * from './imitation';
export * from './reward';
export * from './kl';
export * from './policy';
export * from './value';
export * from './preference';
