/**
 * The labelled data that ship: one annotator's labels of the same pairs in every form, as files by name, and the
 * section of the card that describes them with the annotator's ceilings.
 */
import { formatJsonl } from '../../data/jsonl';
import type { Random } from '../../random';
import { annotator } from './annotator';
import { ceilingRows, ceilings } from './bayes';
import { drawPairs, label, type Labels } from './labels';
import { defaultTraits } from './traits';

/** How many pairs are labelled, and how many the ceilings are computed on. */
const pairsShipped = 400;
const pairsForCeilings = 2000;

const columns: Readonly<Record<keyof Labels, string>> = {
  comparisons: 'prompt, chosen, rejected',
  ratings: 'prompt, reply, rating (1 to 7)',
  attributes: 'prompt, response, helpfulness, correctness, coherence, complexity, verbosity (0 to 4)',
  notes: 'prompt, chosen, rejected, reason, note',
  improved: 'prompt, chosen, rejected, improved',
};

const forms = Object.keys(columns) as (keyof Labels)[];

/** The files by name. */
export function labelFiles(random: Random): Map<string, string> {
  const pairs = drawPairs(random, { count: pairsShipped });
  const labels = label(annotator(), pairs, random.split('labels'));
  return new Map(forms.map((form) => [`${form}.jsonl`, formatJsonl(labels[form])]));
}

/** The card's section. */
export function labelSection(random: Random): string {
  const rows = forms.map((form) => {
    const count = form === 'ratings' || form === 'attributes' ? 2 * pairsShipped : pairsShipped;
    return `| ${form}.jsonl | ${count} | id, family, split, ${columns[form]} |`;
  });
  const found = ceilings(annotator(), drawPairs(random.split('ceilings'), { count: pairsForCeilings }));
  const traits = Object.entries(defaultTraits).map(([name, value]) => `| ${name} | ${value} |`);
  const accuracies = ceilingRows(found).map(([name, accuracy]) => `| ${name} | ${accuracy.toFixed(3)} |`);
  return `## Annotators' labels
Pairs of replies by average writers, labelled by the default annotator in every form. The annotator is a program; its
traits are stated in \`src/world/annotators/traits.ts\`. An improved completion is mended and typed by hand: it is not
ranked, and has more typing errors than the reply that it was made from.

| file | rows | columns |
|---|---|---|
${rows.join('\n')}

| trait | default |
|---|---|
${traits.join('\n')}

How often the best possible predictor is right about this annotator (ties count half; the replies to about one prompt in
six are equally good), on ${pairsForCeilings} pairs:

| label | ceiling |
|---|---|
${accuracies.join('\n')}
`;
}
