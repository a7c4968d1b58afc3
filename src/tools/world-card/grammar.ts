/**
 * Is a sentence grammatical, as far as the tiny world goes? A stated proxy that can fail: every word stands in the
 * dictionary, and every three neighbours in a row (words and punctuation, with the sentence's ends) stand in that order
 * in a reference sample of the corpus that the model has not been trained on. Names and things count as members of their
 * kind ("an ingredient", "a town", "a number"), all other words as themselves.
 *
 * Its two errors are measured by the caller: how many sentences of fresh documents it refuses, and how many of the same
 * sentences, damaged, it takes. What it cannot see: agreement across more than three words, and sense.
 */
import type { Random } from '../../random';
import { dishes, isKnownWord, people, tools, towns, unknownNames } from '../../world';
import { categories } from '../../world/facts/categories';
import { ingredients, mains } from '../../world/facts/dishes';
import { heroes, wishes } from '../../world/facts/stories';
import { workAdjectives, works } from '../../world/facts/people';

const wordSets: readonly (readonly [kind: string, words: readonly string[]])[] = [
  ['a food', [...mains.map(({ name }) => name), ...ingredients]],
  ['a kind of dish', dishes.map(({ kind }) => kind.name)],
  ['a first name', [...people.map(({ name }) => name), ...unknownNames].map((name) => name.split(' ')[0])],
  ['a last name', [...people.map(({ name }) => name), ...unknownNames].map((name) => name.split(' ')[1])],
  ['a town', towns.map(({ name }) => name)],
  ['an adjective', workAdjectives],
  ['a work', Object.values(works).flat()],
  ['a profession', Object.keys(works)],
  ['a tool', tools.map(({ name }) => name)],
  ['an animal', heroes],
  ['a wish', wishes],
  [
    'a month',
    'January February March April May June July August September October November December'.split(' '),
  ],
  ['a day', 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')],
  ...categories.map(({ name, members }) => [name, members] as const),
];

/** The kind of each word that has one; the first set that has it decides. */
const kindOf: ReadonlyMap<string, string> = new Map(
  [...wordSets]
    .reverse()
    .flatMap(([kind, words]) => words.map((word): [string, string] => [word.toLowerCase(), `<${kind}>`])),
);

/** Words with fewer than this many are captions. */
const shortest = 4;

/** The sentences in a text: prose of four words or more that ends in a full stop, a question or an exclamation mark. */
export function sentencesIn(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => line.match(/[^.!?]+[.!?]+/g) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => (sentence.match(/[A-Za-z]+/g) ?? []).length >= shortest);
}

/** Words, numbers and marks in order. */
export function itemsOf(sentence: string): string[] {
  return sentence.match(/[A-Za-z]+(?:'[a-z]+)*|\d+|[^\sA-Za-z\d]/g) ?? [];
}

const isWord = (item: string): boolean => /^[A-Za-z]/.test(item);

function classOf(item: string): string {
  if (/^\d/.test(item)) return '<a number>';
  const word = item.toLowerCase();
  return kindOf.get(word) ?? word;
}

/** Three in a row, as one key each. */
function* triples(items: readonly string[]): Generator<string> {
  const row = ['<begin>', ...items.map(classOf), '<end>'];
  for (let i = 2; i < row.length; i++) yield `${row[i - 2]} ${row[i - 1]} ${row[i]}`;
}

/** Why a sentence is refused. */
export type Verdict = 'grammatical' | 'unknown word' | 'unknown order';

/** Judges sentences by a reference sample. */
export class GrammarCheck {
  readonly #known = new Set<string>();

  /** @param reference documents that the model has not seen. */
  constructor(reference: Iterable<string>) {
    for (const text of reference)
      for (const sentence of sentencesIn(text)) {
        const items = itemsOf(sentence);
        // A typing error is no pattern.
        if (items.every((item) => !isWord(item) || isKnownWord(item.toLowerCase())))
          for (const triple of triples(items)) this.#known.add(triple);
      }
  }

  verdict(sentence: string): Verdict {
    return this.verdictOn(itemsOf(sentence));
  }

  verdictOn(items: readonly string[]): Verdict {
    if (items.some((item) => isWord(item) && !isKnownWord(item.toLowerCase()))) return 'unknown word';
    for (const triple of triples(items)) if (!this.#known.has(triple)) return 'unknown order';
    return 'grammatical';
  }
}

/** A sentence's items with one slip of a kind that a small model makes. */
export function damaged(items: readonly string[], random: Random): string[] {
  const result = [...items];
  const at = random.int(items.length - 1);
  switch (random.int(3)) {
    case 0: // two neighbours the wrong way round
      [result[at], result[at + 1]] = [result[at + 1], result[at]];
      return result;
    case 1: // one left out
      result.splice(at, 1);
      return result;
    default: // one said twice
      result.splice(at, 0, result[at]);
      return result;
  }
}
