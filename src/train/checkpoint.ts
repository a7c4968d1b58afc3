/**
 * A run in the middle: one mechanism for all trainers. A run that was killed goes on from its last checkpoint and
 * ends with the same bytes as one that was not.
 *
 * Three things change in a run. The networks with their optimisers, which are stored. A few numbers, the progress:
 * counts so far, an adaptive coefficient. And the position in the stream of data and of random numbers, which needs
 * no storing: every trainer draws from `random.split(…, step)`, so the step's number is that position.
 *
 * As a file: safetensors with one entry per tensor, `policy/model.norm.weight`, the moments by PyTorch's names
 * (`policy/exp_avg.model.norm.weight`), and the rest as JSON in the header. One file, so that it is whole or not there.
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import type { OptimizerState, Trainable } from '../model/model';
import type { Tensor, Weights } from '../model/weights';
import type { ModelConfig } from '../model/config';
import { readSafetensors, writeSafetensors } from '../model/safetensors';
import { requireFiniteWeights } from './checks';

/** The numbers of a run that its networks and its step do not tell. All finite. */
export type Progress = Readonly<Record<string, number>>;

/** A trained network in the middle of a run. */
export interface NetworkState {
  /** Its parameters. */
  readonly weights: Weights;
  /** Its moments. */
  readonly optimizer: OptimizerState;
}

/** Where a run stands between two steps. */
export interface RunState {
  /** The trainer's name, e.g. `sft`. */
  readonly stage: string;
  /** Steps done; of an RL trainer, iterations. */
  readonly step: number;
  /** The trainer's counts and coefficients. */
  readonly progress: Progress;
  /** The networks that the run trains, by their role: `model`, or `policy` and `value`. */
  readonly networks: ReadonlyMap<string, NetworkState>;
}

/** Every trainer's last argument: how its checkpoints are kept, and from where it goes on. All left out: no checkpoints. */
export interface Checkpointing {
  /** Steps between checkpoints; the last step makes none. Default 0: none at all. */
  readonly every?: number;
  /** Called between two steps, once all records before have been read. */
  readonly save?: (state: RunState) => void;
  /** The state to go on from. The networks that the trainer is given must stand there already: `restored`. */
  readonly from?: Pick<RunState, 'stage' | 'step' | 'progress'>;
}

/** A run's own view of its checkpoints. */
export interface Keeper<P extends Progress> {
  /** Steps done before this run. */
  readonly step: number;
  /** The progress that belongs to them. */
  readonly progress: P;
  /** To be called after each step's last record. Never keeps a network with a weight that is not finite. */
  keep(step: number, progress: P): void;
}

/**
 * Begins a run, or finds where it goes on.
 * @param steps of the whole run.
 * @param start the progress of a fresh run; its names are those that a checkpoint must have.
 * @throws UserError on a state of another trainer, or one that is further than this run goes.
 */
export function keeper<P extends Progress>(
  stage: string,
  steps: number,
  networks: Readonly<Record<string, Trainable>>,
  start: P,
  { every = 0, save, from }: Checkpointing,
): Keeper<P> {
  if (from !== undefined) {
    const missing = Object.keys(start).find((name) => !(name in from.progress));
    if (from.stage !== stage || missing !== undefined || from.step >= steps) {
      throw new UserError(
        `${stage}: the state to go on from is of ${from.stage} after step ${from.step}; ` +
          `expected one of ${stage} before step ${steps}`,
      );
    }
  }
  return {
    step: from?.step ?? 0,
    progress: { ...start, ...from?.progress },
    keep: (step, progress) => {
      if (save === undefined || every === 0 || step % every !== 0 || step === steps) return;
      for (const network of Object.values(networks)) requireFiniteWeights(`${stage}: step ${step}`, network);
      save({ stage, step, progress, networks: new Map(Object.entries(networks).map(stateOf)) });
    },
  };
}

function stateOf([role, network]: [string, Trainable]): [string, NetworkState] {
  return [role, { weights: network.weights(), optimizer: network.optimizerState() }];
}

/**
 * A network as a checkpoint left it, the optimiser with it.
 * @param make the backend's `languageModel` or `scalarModel`.
 * @throws UserError when the checkpoint has no network of that role.
 */
export function restored<Network extends Trainable>(
  make: (config: ModelConfig, weights: Weights) => Network,
  config: ModelConfig,
  state: RunState,
  role: string,
): Network {
  const found = state.networks.get(role);
  if (found === undefined)
    throw new UserError(
      `${state.stage}: the checkpoint has no network "${role}"; expected one; take the checkpoint of such a run`,
    );
  const network = make(config, found.weights);
  network.restoreOptimizer(found.optimizer);
  return network;
}

/** A run on disk: its state, which run it is, and what it has reported so far. */
export interface SavedRun {
  /** Where it stands. */
  readonly state: RunState;
  /** All that the run's result depends on, as text: options and hashes of its data. */
  readonly run: string;
  /** The records so far, for the log. */
  readonly records: readonly object[];
  /** The moment that its chat template shows, where it shows one. */
  readonly moment?: string;
}

/** Bytes of the header, which holds the records: what a text can be in V8. */
const headerLimit = 2 ** 29;

const moments = { first: 'exp_avg.', second: 'exp_avg_sq.' } as const;

const stateSchema = z.object({
  stage: z.string(),
  step: z.int(),
  progress: z.record(z.string(), z.number()),
  /** Optimiser steps of each network, by role. */
  optimizerSteps: z.record(z.string(), z.int()),
  // Our own, and there may be very many.
  records: z.array(z.custom<object>((record) => typeof record === 'object' && record !== null)),
  moment: z.iso.datetime().optional(),
});

/** The run as bytes. @throws UserError where it has more records than fit in a text. */
export function saveRun({ state, run, records, moment }: SavedRun): Uint8Array {
  const { stage, step, progress, networks } = state;
  const tensors = new Map<string, Tensor>();
  const add = (prefix: string, weights: Weights) => {
    for (const [name, tensor] of weights) tensors.set(prefix + name, tensor);
  };
  const optimizerSteps: Record<string, number> = {};
  for (const [role, { weights, optimizer }] of networks) {
    optimizerSteps[role] = optimizer.steps;
    add(`${role}/`, weights);
    add(`${role}/${moments.first}`, optimizer.first);
    add(`${role}/${moments.second}`, optimizer.second);
  }
  try {
    const json = JSON.stringify({ stage, step, progress, optimizerSteps, records, moment });
    return writeSafetensors(tensors, { run, state: json });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `${stage}: step ${step}: ${records.length} records are too many for a checkpoint; make none (--checkpoint-every 0)`,
    );
  }
}

/**
 * Reads a run.
 * @param run as it was saved.
 * @throws UserError on a damaged file, or one of another run.
 */
export function loadRun(bytes: Uint8Array, run: string, fileName: string): SavedRun {
  const { tensors, metadata } = readSafetensors(bytes, fileName, headerLimit);
  if (metadata['run'] !== run) {
    throw new UserError(
      `${fileName}: the state of another run; go on with the options and data it was begun with, or remove it`,
    );
  }
  const { optimizerSteps, records, moment, ...rest } = parseJson(
    metadata['state'] ?? '',
    fileName,
    stateSchema,
  );
  const networks = new Map<string, NetworkState>();
  for (const [role, steps] of Object.entries(optimizerSteps)) {
    const own = withPrefix(tensors, `${role}/`);
    const first = withPrefix(own, moments.first);
    const second = withPrefix(own, moments.second);
    const isMoment = (name: string) => Object.values(moments).some((prefix) => name.startsWith(prefix));
    const weights = new Map([...own].filter(([name]) => !isMoment(name)));
    networks.set(role, { weights, optimizer: { steps, first, second } });
  }
  return { state: { ...rest, networks }, run, records, moment };
}

/** The tensors whose names begin with a prefix, without it. */
function withPrefix(tensors: Weights, prefix: string): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  for (const [name, tensor] of tensors)
    if (name.startsWith(prefix)) found.set(name.slice(prefix.length), tensor);
  return found;
}
