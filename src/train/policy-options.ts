/** The options that trainers with a reward share: how replies are sampled, what they earn, what an iteration is. */
import {
  count,
  number,
  numberOrNull,
  withDefault,
  type OptionsOf,
  type Settings,
  type TrlEntries,
} from './declared';
import { optimizerOptions } from './optimizer';
import { seedOption } from './options';

/** Replies on which the exact KL is measured. */
export const klProbeOption = count(
  8,
  'replies of the reference on which the exact KL is measured each iteration; 0 measures none',
  { min: 0, trl: { lost: 'a measurement, which changes nothing' } },
);

/** How replies are sampled and what they earn. */
export const rolloutOptions = {
  maxNewTokens: count(96, 'the longest reply, in tokens', { trl: 'max_completion_length' }),
  missingEndPenalty: numberOrNull(1, 'a reply without an end token earns min(score, 0) less this', {
    min: 0,
    none: 'it keeps its score',
    trl: { lost: 'TRL gives a reply without an end token what the reward model says' },
  }),
};

/** How replies are sampled and what they earn. */
export type RolloutOptions = OptionsOf<typeof rolloutOptions>;

/** Replies in a round. */
function rowsInRound({ rowsPerIteration, promptsPerIteration, samplesPerPrompt }: Settings): number {
  return Number(rowsPerIteration ?? Number(promptsPerIteration) * Number(samplesPerPrompt));
}

/** The batch of a round in TRL. */
export const trlBatch = (_: unknown, all: Settings): TrlEntries => ({
  generation_batch_size: rowsInRound(all),
});

/** Policy gradients. The schedule counts iterations here, and optimiser steps in TRL. */
export const policyOptions = {
  ...optimizerOptions,
  warmupSteps: {
    ...optimizerOptions.warmupSteps,
    says: 'iterations in which the learning rate rises linearly to it; 0 starts there',
  },
  epsilon: withDefault(optimizerOptions.epsilon, 1e-5),
  iterations: count(60, 'iterations of sampling, each with an update of the policy', {
    trl: (value, all): TrlEntries => {
      const minibatches = Math.ceil(rowsInRound(all) / Number(all.minibatchRows));
      return { max_steps: Number(value) * minibatches * Number(all.epochs) };
    },
  }),
  ...rolloutOptions,
  klCoefficient: number(
    0.05,
    'price of a nat of KL from the reference, in units of the reward; 0 lets the policy go anywhere',
    { min: 0, trl: 'beta' },
  ),
  klProbeReplies: klProbeOption,
  seed: seedOption,
};

/** Policy gradients with a clipped ratio, in several steps an iteration. */
export const clippedOptions = {
  minibatchRows: count(48, 'replies in an optimiser step', { trl: 'per_device_train_batch_size' }),
  epochs: count(1, "passes over an iteration's replies", { trl: 'num_iterations' }),
  clipRatio: number(0.2, "ε of the policy's ratio", { min: 0, trl: 'epsilon' }),
};
