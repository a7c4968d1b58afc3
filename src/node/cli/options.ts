/**
 * What the commands share: options that mean the same everywhere, and how their values are read. A value that
 * cannot be used is refused with one line that names the option.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { formatNames } from '../../data/formats';
import { backendNames, openBackend, type BackendName } from '../backends';
import { createProgress, type ProgressBars } from '../progress';
import { UserError } from '../../errors';
import type { Backend } from '../../model/model';

/** Options of every command that computes. */
export interface ComputeOptions {
  threads?: number;
  backend: BackendName;
  quiet: boolean;
}

/** Options of every command that runs a network from one seed. */
export interface RunOptions extends ComputeOptions {
  seed: number;
}

/** Reads a whole number from `least` up. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || Number(text) < least)
      throw new InvalidArgumentError(`expected a whole number from ${least} up`);
    return Number(text);
  };
}

/** Reads a number of at least `least`, and at most `most`. */
export function decimal(least: number, most = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most)
      throw new InvalidArgumentError(
        most === Infinity
          ? `expected a number${least === -Infinity ? '' : ` from ${least} up`}`
          : `expected a number from ${least} to ${most}`,
      );
    return value;
  };
}

/** Adds the options of every command that runs a network from one seed. */
export function withRunOptions(command: Command): Command {
  const seeded = 'decides everything random; same seed, same bytes';
  return withComputeOptions(command.option('--seed <n>', seeded, wholeNumber(0), 1));
}

/** Adds the options of every command that computes. */
export function withComputeOptions(command: Command): Command {
  return command
    .option(
      '--threads <n>',
      'threads of the engine (default: all cores); does not change results',
      wholeNumber(1),
    )
    .addOption(
      new Option('--backend <name>', 'who computes the network').choices([...backendNames]).default('engine'),
    )
    .option('--quiet', 'no progress, only results and errors', false);
}

/** The backend that the options ask for. */
export function backendFor(options: Pick<ComputeOptions, 'backend' | 'threads'>): Promise<Backend> {
  return openBackend(options.backend, options.threads);
}

/** The option `--format`, of every command that reads a data set. */
export function formatOption(): Option {
  return new Option('--format <name>', 'format of the data (default: found from the columns)').choices(
    formatNames,
  );
}

/** The end of a help text: examples, one a line. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ posttrain ${line}`).join('\n')}\n`;
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
  return quiet ? { stage: () => ({ update: () => undefined, finish: () => undefined }) } : createProgress();
}
