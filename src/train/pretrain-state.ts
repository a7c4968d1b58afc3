/**
 * A pre-training run in the middle, as one file: weights, the optimiser's moments, the losses so far. A run that
 * was killed goes on from it and ends with the same bytes as one that was not. One file, so that it is whole or not
 * there. Format: safetensors, with PyTorch's names for the moments.
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import type { LanguageModel, Tensor, Weights } from '../model/model';
import { readSafetensors, writeSafetensors } from '../model/safetensors';

/** Validation loss after a step, in nats per token. */
const evaluationSchema = z.object({ step: z.int(), loss: z.number() });
export type PretrainEvaluation = z.infer<typeof evaluationSchema>;

/** What a run has reported so far. */
export interface PretrainHistory {
  /** Loss of each step, in nats per token. `[steps taken]` */
  readonly losses: number[];
  readonly evaluations: PretrainEvaluation[];
}

const prefixes = { first: 'exp_avg.', second: 'exp_avg_sq.' } as const;
const lossesName = 'losses';

function prefixed(prefix: string, weights: Weights): [string, Tensor][] {
  return [...weights].map(([name, tensor]) => [prefix + name, tensor]);
}

function withPrefix(tensors: Weights, prefix: string): Weights {
  return new Map(
    [...tensors].flatMap(([name, tensor]): [string, Tensor][] =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
    ),
  );
}

/**
 * The run's state as bytes.
 * @param run says which run this is: all that its result depends on, as text.
 */
export function savePretrainState(model: LanguageModel, history: PretrainHistory, run: string): Uint8Array {
  const { first, second } = model.optimizerState();
  const losses: Tensor = { shape: [history.losses.length], data: Float32Array.from(history.losses) };
  return writeSafetensors(
    new Map([
      ...model.weights(),
      ...prefixed(prefixes.first, first),
      ...prefixed(prefixes.second, second),
      [lossesName, losses],
    ]),
    { run, evaluations: JSON.stringify(history.evaluations) },
  );
}

/** A state that was read: the weights to begin with, and how to give the optimiser its moments back. */
export interface PretrainState {
  readonly weights: Weights;
  readonly history: PretrainHistory;
  readonly restore: (model: LanguageModel) => void;
}

/**
 * Reads a state.
 * @param run as it was saved.
 * @throws UserError on a damaged file, or one of another run.
 */
export function loadPretrainState(bytes: Uint8Array, run: string, fileName: string): PretrainState {
  const { tensors, metadata } = readSafetensors(bytes, fileName);
  const losses = tensors.get(lossesName);
  if (losses === undefined || metadata['run'] !== run) {
    throw new UserError(
      `${fileName}: the state of another run; go on with the options and data it was begun with, or remove it`,
    );
  }
  const first = withPrefix(tensors, prefixes.first);
  const weights = new Map([...tensors].filter(([name]) => first.has(name)));
  return {
    weights,
    history: {
      losses: Array.from(losses.data),
      evaluations: parseJson(metadata['evaluations'] ?? '', fileName, z.array(evaluationSchema)),
    },
    restore: (model) =>
      model.restoreOptimizer({
        steps: losses.data.length,
        first,
        second: withPrefix(tensors, prefixes.second),
      }),
  };
}
