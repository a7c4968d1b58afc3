/**
 * How much a reply repeats itself, by its n-grams over any kind of item: words (`words(text)`), token ids, lines.
 */

/** Lower-cased words and numbers of a text; punctuation and spacing do not count. */
export function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];
}

/** The lines of a text in lower case, without bullets and numbers: "- Sugar" and "2. sugar" are one item twice. */
export function lineItems(text: string): string[] {
  return text
    .toLowerCase()
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, '').trim())
    .filter((line) => line !== '');
}

/** The n-grams of one sequence, as keys for counting. Fewer than n items have none. */
function ngrams(items: ArrayLike<string | number>, n: number): string[] {
  if (!(Number.isInteger(n) && n > 0))
    throw new RangeError(`n-grams: n is ${n}; expected a whole number from 1 up`);
  const list = Array.from(items);
  return list.slice(n - 1).map((_, i) => list.slice(i, i + n).join('\u0000'));
}

/**
 * Share of a reply's n-grams that stood in it before: 1 − distinct / all (rep-n of Welleck et al. 2019,
 * https://arxiv.org/abs/1908.04319). 0 says nothing is repeated; a loop goes to 1. 0 where there is no n-gram.
 * @param n items in a gram; 3 by default.
 * @throws RangeError on an n below 1.
 */
export function repeatedShare(items: ArrayLike<string | number>, n = 3): number {
  const grams = ngrams(items, n);
  return grams.length === 0 ? 0 : 1 - new Set(grams).size / grams.length;
}
