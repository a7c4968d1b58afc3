/**
 * `run.json` in the output of every training command and of the main job: what was run and with which options, so that a run can be
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
  /** Its options by name, defaults and all, but for those that name a file or folder. */
  options: z.record(z.string(), z.unknown()),
  /** The file or folder that an option names (the first, where it names several), as a path from the output. */
  inputs: z.record(z.string(), z.string()),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

const fileName = 'run.json';

/** Paths in a value, from `out`; all else as it is. What a value names is a path when something is there. */
function fromOutput(value: unknown, out: string, found: string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => fromOutput(one, out, found));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fromOutput(one, out, found)]));
  // JSON has no infinity.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value === '' || !existsSync(value)) return value;
  const path = relative(resolve(out), resolve(value)).split(sep).join('/');
  found.push(path);
  return path;
}

/**
 * Writes the record of a command that has ended, where its output is a run's: a model with metrics.jsonl, or the main job's result.
 * @param given its options that decide what it gives, by name.
 */
export function writeRunRecord(command: string, out: string, given: Readonly<Record<string, unknown>>): void {
  if (!['metrics.jsonl', 'result.json'].some((file) => existsSync(join(out, file)))) return;
  const options: Record<string, unknown> = {};
  const inputs: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const found: string[] = [];
    const shown = fromOutput(value, out, found);
    if (found.length > 0) inputs[name] = found[0];
    if (shown !== found[0]) options[name] = shown;
  }
  const record: RunRecord = { command, version, options, inputs };
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
