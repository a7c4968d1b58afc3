/**
 * The shipped data as a pure function of a seed: file names and their text. Whoever writes them can also check
 * them byte for byte. Rows are TRL's columns with `id`, `family` and `split` beside them.
 */
import { formatJsonl } from '../data/jsonl';
import { Random } from '../random';
import { dataCard } from './card';
import { labelFiles } from './annotators/files';
import { documentAt } from './corpus';
import { demonstrations } from './demonstrations/demonstrations';
import { prompts, type Prompt } from './prompts';
import { shippedFamilies } from './families';
import { splits } from './families/family';

/** How many rows are shipped of what is drawn. */
export const shippedRows = { demonstrations: 10_000, documents: 400 } as const;

/** The seed of the data that ships. */
export const shippedSeed = 1;

/** The stream that a part of the data is drawn from; of the data that ships when no seed is given. */
export function shippedRandom(part: 'corpus' | 'demonstrations' | 'labels', seed = shippedSeed): Random {
  return new Random(seed).split(part);
}

function promptRow({ id, family, split, messages }: Prompt): object {
  return { id, family, split, prompt: messages };
}

/** All files of `datasets/` by name, with the card as README.md. */
export function buildDatasets(seed: number): Map<string, string> {
  const shown = demonstrations(shippedRandom('demonstrations', seed), {
    count: shippedRows.demonstrations,
  });
  const documents = Array.from({ length: shippedRows.documents }, (_, i) =>
    documentAt(shippedRandom('corpus', seed), i),
  );
  const asked = splits.map((split) => ({ split, rows: prompts(split, shippedFamilies) }));
  const labels = shippedRandom('labels', seed);
  return new Map([
    ...asked.map(({ split, rows }): [string, string] => [
      `prompts-${split}.jsonl`,
      formatJsonl(rows.map(promptRow)),
    ]),
    ['demonstrations.jsonl', formatJsonl(shown)],
    ['corpus-sample.jsonl', formatJsonl(documents)],
    ...labelFiles(labels),
    ['README.md', dataCard({ seed, asked, demonstrations: shown, documents, labels })],
  ]);
}
