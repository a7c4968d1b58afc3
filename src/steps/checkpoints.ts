/** What steps share: a trainer's stream as a lab's events, and pieces as files: models as folders, all else as JSON. */
import type { z } from 'zod';
import { parseJson } from '../data/json';
import { chatTokenizerConfig } from '../model/chat-template';
import { loadModel, saveModel, type Checkpoint } from '../model/checkpoint';
import { Tokenizer } from '../model/tokenizer';
import type { LabEvent, LanguageCheckpoint } from '../study/workbench';
import type { Files, ReadPiece } from '../study/store';

/** What every trainer's record has. */
interface Stepped {
  readonly step: number;
  readonly steps: number;
}

/**
 * Follows a trainer's stream to its end.
 * @param take given every record; what it returns is shown on the way.
 * @param then what else happens after a record, e.g. an evaluation.
 */
export async function* followed<Entry extends Stepped>(
  title: string,
  stream: AsyncIterable<Entry>,
  take: (record: Entry) => Readonly<Record<string, number>>,
  then?: (record: Entry) => Iterable<LabEvent>,
): AsyncGenerator<LabEvent, void> {
  let begun = false;
  for await (const record of stream) {
    if (!begun) yield { type: 'stage', title, steps: record.steps };
    begun = true;
    yield { type: 'step', done: record.step, live: take(record) };
    if (then) yield* then(record);
  }
}

/** The tokenizer of a base model with the chat's special tokens. */
export function chatTokenizer({ tokenizer }: Pick<Checkpoint, 'tokenizer'>): Tokenizer {
  return new Tokenizer(tokenizer.json, chatTokenizerConfig);
}

/** A model's files in a folder below. */
export function modelFiles(checkpoint: Checkpoint, folder: string): Files {
  return new Map([...saveModel(checkpoint)].map(([name, content]) => [`${folder}/${name}`, content]));
}

/** The language model in that folder of a piece. */
export function readPolicy(read: ReadPiece, piece: string, folder: string): LanguageCheckpoint {
  const checkpoint = loadModel((name) => read(`${folder}/${name}`), `${piece}/${folder}`);
  if (checkpoint.kind !== 'lm') throw new Error(`${piece}/${folder} is no language model`);
  return checkpoint;
}

/** A file of a piece that holds JSON. @throws UserError when it holds something else. */
export function readJson<Value>(
  read: ReadPiece,
  piece: string,
  file: string,
  schema: z.ZodType<Value>,
): Value {
  return parseJson(new TextDecoder().decode(read(file)), `${piece}/${file}`, schema);
}

/** How a piece that is one JSON value is kept. */
export function jsonFiles<Value>(file: string, schema: z.ZodType<Value>) {
  return {
    toFiles: (piece: Value): Files => new Map([[file, JSON.stringify(piece)]]),
    fromFiles: (read: ReadPiece, name: string): Value => readJson(read, name, file, schema),
  };
}
