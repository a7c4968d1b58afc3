/** What recipes share: a trainer's stream as a lab's events, models as files, prompts as tasks. */
import { z } from 'zod';
import { chatTokenizerConfig } from '../model/chat-template';
import { loadModel, saveModel, type Checkpoint } from '../model/checkpoint';
import { Tokenizer } from '../model/tokenizer';
import { Random } from '../random';
import { drawPrompts, type Family, type Prompt, type Split } from '../world';
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
 */
export async function* followed<Entry extends Stepped>(
  title: string,
  stream: AsyncIterable<Entry>,
  take: (record: Entry) => Readonly<Record<string, number>>,
): AsyncGenerator<LabEvent, void> {
  let begun = false;
  for await (const record of stream) {
    if (!begun) yield { type: 'stage', title, steps: record.steps };
    begun = true;
    yield { type: 'step', done: record.step, live: take(record) };
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

/** Prompts of the world that all seeds share, so that they differ by training alone. */
export function sharedPrompts(
  purpose: string,
  count: number,
  split: Split,
  families: readonly Family[],
): Prompt[] {
  return drawPrompts(new Random(1).split('lab prompts', purpose), count, split, families);
}

/** A fitted form of over-optimisation; null where there was nothing to fit. */
export const goldFitSchema = z
  .object({
    form: z.enum(['best-of-n', 'rl']),
    alpha: z.number(),
    beta: z.number(),
    rSquared: z.number(),
    peak: z.number().optional(),
  })
  .nullable();
