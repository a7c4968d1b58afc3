/**
 * Models on disk, what every command reads and writes: folders in Hugging Face's layout, and to read, GGUF files.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { loadModel, saveModel, type Checkpoint } from '../model/checkpoint';
import { loadGguf } from '../model/gguf-model';
import type { Exposure } from '../world';
import { fileSource, folderReader, readText, writeFolderAtomically } from './files';

/** The base models that ship, of one family, pre-trained on one corpus. */
export const shippedBases = {
  small: join(__dirname, '../../datasets/base-small'),
  medium: join(__dirname, '../../datasets/base-medium'),
  large: join(__dirname, '../../datasets/base'),
};

/** Folder of the base model that the three steps start from. */
export const shippedBase = shippedBases.large;

/** Reads a model: a folder, or a file of the name `….gguf`. @throws UserError as `loadModel` and `loadGguf`. */
export function readModel(path: string): Checkpoint {
  return path.endsWith('.gguf') ? loadGguf(fileSource(path), path) : loadModel(folderReader(path), path);
}

/** Reads a language model. @throws UserError as `readModel`, and on a reward model. */
export function readLanguageModel(folder: string): Checkpoint & { kind: 'lm' } {
  const checkpoint = readModel(folder);
  if (checkpoint.kind === 'lm') return checkpoint;
  throw new UserError(`${folder}: a reward model; expected a language model, one that ends in words`);
}

/** Reads a reward model. @throws UserError as `readModel`, and on a language model. */
export function readRewardModel(folder: string): Checkpoint & { kind: 'scalar' } {
  const checkpoint = readModel(folder);
  if (checkpoint.kind === 'scalar') return checkpoint;
  throw new UserError(`${folder}: a language model; expected a reward model, one that ends in a number`);
}

const counts = z.record(z.string(), z.int());
const exposureSchema: z.ZodType<Exposure> = z.object({
  people: counts,
  authors: counts,
  towns: counts,
  parties: counts,
  tools: counts,
  dishes: counts,
});

/** What the corpus of a base model mentions how often. @throws UserError when the folder has no such count. */
export function readExposure(folder: string): Exposure {
  const file = join(folder, 'exposure.json');
  return parseJson(readText(file), file, exposureSchema);
}

/** Writes a model's folder, whole or not at all. @throws UserError as `saveModel`, or where it cannot be written. */
export function writeModel(folder: string, checkpoint: Checkpoint): void {
  writeFolderAtomically(folder, saveModel(checkpoint));
}
