/**
 * A run in the middle as a file: safetensors with one entry per tensor, `policy/model.norm.weight`, the moments by
 * PyTorch's names (`policy/exp_avg.model.norm.weight`), and the rest as JSON in the header. One file, so that it is
 * whole or not there. No trainer imports this: what trains needs no reader of files.
 */
import * as z from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { readSafetensors, writeSafetensors } from '../model/safetensors';
import type { Tensor, Weights } from '../model/weights';
import type { NetworkState, RunState } from './checkpoint';

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
