/**
 * The data card: README.md of the shipped data, with figures counted from the data themselves.
 */
import type { Random } from '../random';
import { labelSection } from './annotators/files';
import type { WorldDocument } from './corpus';
import { mixedShares, type WorldDemonstration } from './demonstrations/demonstrations';
import { averageRates, carelessRates, flaws } from './house/flaws';
import { dishes, ingredients } from './facts/dishes';
import { categories } from './facts/categories';
import { people } from './facts/people';
import { topics } from './facts/topics';
import { judge } from './judge/judge';
import { splits, type Split } from './families/family';
import type { Prompt } from './prompts';
import { shippedFamilies } from './families';
import { joined } from './text';

/** What the card counts. */
export interface CardInput {
  readonly seed: number;
  /** The prompts of each split. */
  readonly asked: readonly { readonly split: Split; readonly rows: readonly Prompt[] }[];
  readonly demonstrations: readonly WorldDemonstration[];
  readonly documents: readonly WorldDocument[];
  /** The stream that the annotators' labels are drawn from. */
  readonly labels: Random;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function familyRow(family: string, { asked, demonstrations }: CardInput): string {
  const count = (rows: readonly { family: string }[]): number =>
    rows.filter((row) => row.family === family).length;
  const golds = demonstrations
    .filter((row) => row.family === family)
    .map(({ messages }) => judge(messages.slice(0, -1), messages[messages.length - 1].content).score);
  const centre = meanOf(golds);
  const sd = Math.sqrt(meanOf(golds.map((gold) => (gold - centre) * (gold - centre))));
  const cells = [
    family,
    ...asked.map(({ rows }) => count(rows)),
    golds.length,
    golds.length === 0 ? '-' : centre.toFixed(2),
    golds.length === 0 ? '-' : sd.toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The text of the card. */
export function dataCard(input: CardInput): string {
  const { seed, asked, demonstrations, documents } = input;
  const shares = joined(
    Object.entries(mixedShares).map(([quality, share]) => `${Math.round(100 * share)} are ${quality}`),
  );
  const clean = demonstrations.filter((row) => row.flaws.length === 0).length;
  return `# Data of the tiny world

Made by \`posttrain data\` from seed ${seed}; \`posttrain data --check\` compares the files byte for byte. Nothing
here was collected: every line is written by the program in \`src/world\`. The people are invented, but for the
authors of a few papers, of whom nothing is said but that they are (\`facts/authors.ts\`, with sources).

## Files
| file | rows | columns |
|---|---|---|
${asked.map(({ split, rows }) => `| prompts-${split}.jsonl | ${rows.length} | id, family, split, prompt (messages) |`).join('\n')}
| demonstrations.jsonl | ${demonstrations.length} | id, family, split, messages, quality, flaws |
| corpus-sample.jsonl | ${documents.length} | source, text |

The corpus is an endless stream and is made again when it is needed; the sample shows its first documents.

## The world
${dishes.length} dishes from ${ingredients.length} ingredients, ${people.length} people (exposure falls with rank to the power of 1.5), ${topics.length} topics of
advice with ${topics[0].tips.length} tips each, ${categories.length} categories for lists, sums and differences of one to three digits.

## Families
Gold is the judge's score of the demonstrations, in [0, 1].

| family | ${splits.map((split) => `prompts, ${split}`).join(' | ')} | rows | gold, mean | gold, sd |
|---|---|---|---|---|---|---|---|
${shippedFamilies.map((family) => familyRow(family, input)).join('\n')}

Demonstrations and rewards (comparisons, RL) share no entity, so that RL has something to gain; \`familiar\` are new
wordings of entities that RL meets, \`new\` are entities that nothing is trained on. Which are which is a function of
their names; the two sides of a borderline request and the two groups of a pair always go together. New wordings of
demonstrated entities have no split. "rephrased" are the borderline requests in the past and the future: nothing is
trained on them unless a lab asks for it. "choice" is kept away from every reward model: it is what lies outside of its
distribution.

## Demonstrations
They are of mixed quality on purpose: what is imitated leaves room for what can be learned from a reward. Of a hundred
writers ${shares} (column \`quality\`). Each flaw is drawn by itself, where the family
has a use for it; ${clean} of ${demonstrations.length} demonstrations have none. The column \`flaws\` names those that were drawn.

| flaw | average writer | careless writer |
|---|---|---|
${flaws.map((flaw) => `| ${flaw} | ${averageRates[flaw]} | ${carelessRates[flaw]} |`).join('\n')}

${labelSection(input.labels)}
## Known limits
- The language has about 2,600 words and some hundred templates. A model trained on it knows nothing else.
- The judge reads lines and words; it reads through slips of one letter, and knows no synonyms and no grammar.
- People, places and tips have no relations among each other; documents do not refer to other documents.

## Licence
Apache-2.0, as the program that writes them.
`;
}
