/** What the commands share: options that mean the same everywhere, and what is made of them. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { formatNames } from '../../data/formats';
import { UserError } from '../../errors';
import type { Backend } from '../../model/model';
import { choice, countOrNull, onOff, type OptionsOf } from '../../train/declared';
import { seedOption } from '../../train/options';
import { backendNames, openBackend } from '../backends';
import { createProgress, type ProgressBars } from '../progress';
import { optionalText } from './command';

/** No progress. */
export const quietOption = {
  quiet: { ...onOff(false, 'no progress, only results and errors'), immaterial: true },
};

/** Results for programs. @param says what is printed. */
export const jsonOption = (says: string) => ({
  json: { ...onOff(false, says), immaterial: true },
});

/** Options of every command that computes. */
export const computeOptions = {
  threads: {
    ...countOrNull(null, 'threads of the engine; does not change results', { none: 'all cores' }),
    immaterial: true,
  },
  backend: choice('engine', backendNames, 'who computes the network', {
    trl: { lost: 'another library computes' },
  }),
  ...quietOption,
};

/** Options of every command that computes. */
export type ComputeOptions = OptionsOf<typeof computeOptions>;

/** Options of every command that runs a network from one seed. */
export const runOptions = { seed: { ...seedOption, default: 1 }, ...computeOptions };

/** Options of every command that runs a network from one seed. */
export type RunOptions = OptionsOf<typeof runOptions>;

/** The option `--format`, of every command that reads a data set. */
export const formatOption = {
  format: optionalText('name', 'format of the data (default: found from the columns)', {
    choices: formatNames,
    trl: { lost: "the exported data are in TRL's own columns" },
  }),
};

/** The backend that the options ask for. */
export function backendFor({
  backend,
  threads,
}: Pick<ComputeOptions, 'backend' | 'threads'>): Promise<Backend> {
  return openBackend(backend, threads ?? undefined);
}
/** Refuses an output that is there already or cannot be made, before any work is done. An empty folder is taken. */
export function refuseExisting(option: string, path: string): void {
  let above = dirname(resolve(path));
  while (!existsSync(above)) above = dirname(above);
  if (!statSync(above).isDirectory())
    throw new UserError(`${option} ${path}: ${above} is a file; expected a folder; choose another place`);
  if (!existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).length === 0)) return;
  throw new UserError(`${option} ${path}: there is something already; choose another place or remove it`);
}

/** Progress on stderr; none with --quiet. */
export function progressFor({ quiet }: Pick<ComputeOptions, 'quiet'>): ProgressBars {
  const silent = () => undefined;
  return quiet ? { stage: () => ({ update: silent, finish: silent }), say: silent } : createProgress();
}
