/**
 * Reads through slips of the hand: a misspelt word is taken for the dictionary's word at one insertion, deletion,
 * exchange or swap of letters. So a typing error costs marks for spelling and for nothing else.
 *
 * The index of one-letter deletions is the one of the symmetric-delete method (W. Garbe, SymSpell, 2012): words at
 * distance one share a deletion, or one is a deletion of the other.
 */
import { dictionary, isKnownWord } from './dictionary';

/** The word without its letter at each place in turn; the first letter stays, as hands slip later. */
function deletions(word: string): string[] {
  return Array.from(
    { length: Math.max(0, word.length - 1) },
    (_, i) => word.slice(0, i + 1) + word.slice(i + 2),
  );
}

/** From a word or a one-letter deletion of it to the dictionary's words that give it. */
const index: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  const add = (key: string, word: string): void => {
    const words = found.get(key);
    if (words === undefined) found.set(key, [word]);
    else if (!words.includes(word)) words.push(word);
  };
  for (const word of dictionary) {
    if (word.length < 3) continue;
    add(word, word);
    for (const shorter of deletions(word)) add(shorter, word);
  }
  return found;
})();

/** True when one slip turns `a` into `b`: the words differ, and only in one place. */
function isOneSlip(a: string, b: string): boolean {
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from++;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  if (restA.length === restB.length) {
    if (restA.slice(1) === restB.slice(1)) return true;
    return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  }
  return restA.length > restB.length ? restA.slice(1) === restB : restB.slice(1) === restA;
}

/** The dictionary's words at one slip from a word in lower case that is not itself in the dictionary. */
export function nearWords(word: string): string[] {
  if (word.length < 3 || word.length > 24 || isKnownWord(word)) return [];
  const near = new Set<string>();
  for (const key of [word, ...deletions(word)]) {
    for (const candidate of index.get(key) ?? []) if (isOneSlip(word, candidate)) near.add(candidate);
  }
  return [...near];
}

/**
 * The dictionary's word that was meant, in lower case, or undefined when none is near. Of several the likelier ones
 * come first, then those of the same letters, then those of the same length, then the order of the dictionary.
 * @param word in lower case, not in the dictionary.
 * @param likelihood a small whole number, the larger the likelier; asked only when several are near.
 */
export function correction(word: string, likelihood: (word: string) => number): string | undefined {
  const near = nearWords(word);
  if (near.length < 2) return near[0];
  const letters = [...word].sort().join('');
  const rank = (candidate: string): number =>
    4 * likelihood(candidate) +
    2 * Number([...candidate].sort().join('') === letters) +
    Number(candidate.length === word.length);
  return near.reduce((best, candidate) => (rank(candidate) > rank(best) ? candidate : best));
}
