/** Documents for pre-training: the tiny world's, without end, or a user's own file. */
import { z } from 'zod';
import { parseJsonl } from '../../data/jsonl';
import { readText } from '../files';
import type { Random } from '../../random';
import { corpus } from '../../world';

/** The world's documents. @param count of them; endless when left out. */
export function* worldTexts(random: Random, count = Infinity): Generator<string> {
  let written = 0;
  for (const { text } of corpus(random)) {
    if (written++ === count) return;
    yield text;
  }
}

/** A file's documents, one a row, in the column `text`. @throws UserError that names the line. */
export function readTexts(file: string): string[] {
  return parseJsonl(readText(file), file, z.object({ text: z.string().min(1) })).map(({ text }) => text);
}
