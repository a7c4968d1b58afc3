/**
 * `run.json` in the output of every training command: what was run and with which options, so that a run can be
 * repeated, or exported to go on elsewhere. Options that do not change the results are left out, and paths are kept
 * relative to the output: equal runs leave equal files.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { readText, writeAtomically } from './files';
import { version } from './package';

const runRecordSchema = z.object({
  /** Name of the command, e.g. "sft". */
  command: z.string(),
  /** Version of this library. */
  version: z.string(),
  /** Its options by name, defaults and all. */
  options: z.record(z.string(), z.unknown()),
  /** Files and folders among the options, by the option's name, as paths from the output. */
  inputs: z.record(z.string(), z.string()),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

const fileName = 'run.json';

/** Options that do not change what a run gives. */
const immaterial = ['out', 'resume', 'checkpointEvery', 'threads', 'quiet', 'json'];

/** The files and folders that an option names; of a list, such as several rewards, the first one that is there. */
function pathOf(value: unknown): string | undefined {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.find((one): one is string => typeof one === 'string' && one !== '' && existsSync(one));
}

/** Writes the record of a command that has ended, where its output is a training run's: one with metrics.jsonl. */
export function writeRunRecord(command: string, options: Readonly<Record<string, unknown>>): void {
  const { out } = options;
  if (typeof out !== 'string' || !existsSync(join(out, 'metrics.jsonl'))) return;
  const material = Object.entries(options).filter(([name]) => !immaterial.includes(name));
  const inputs = material.flatMap(([name, value]): [string, string][] => {
    const path = pathOf(value);
    return path === undefined ? [] : [[name, relative(resolve(out), resolve(path)).split(sep).join('/')]];
  });
  const named = new Map(inputs);
  const record: RunRecord = {
    command,
    version,
    options: Object.fromEntries(material.filter(([name]) => !named.has(name))),
    inputs: Object.fromEntries(named),
  };
  writeAtomically(join(out, fileName), `${JSON.stringify(record, null, 2)}\n`);
}

/** Reads the record of a run. Its inputs are resolved. @throws UserError when the folder has none. */
export function readRunRecord(folder: string): RunRecord {
  const file = join(folder, fileName);
  if (!existsSync(file)) {
    throw new UserError(
      `${folder}: ${fileName} is missing; expected the output of a training command of this version`,
    );
  }
  const record = parseJson(readText(file), file, runRecordSchema);
  const inputs = Object.entries(record.inputs).map(([name, path]) => [
    name,
    isAbsolute(path) ? path : join(folder, path),
  ]);
  return { ...record, inputs: Object.fromEntries(inputs) };
}
