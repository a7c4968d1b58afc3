/**
 * Typing errors: the noise of hand-written text (lecture claim D1). Four slips of the hand, none of which
 * touches a word's first letter or a word of fewer than four letters, since those would often be other words.
 */
import type { Random } from '../random';

const neighbours = 'abcdefghijklmnopqrstuvwxyz';

/** One slip in one word of at least four letters. */
export function misspell(word: string, random: Random): string {
  const at = 1 + random.int(word.length - 2);
  switch (random.int(4)) {
    case 0: // a letter left out
      return word.slice(0, at) + word.slice(at + 1);
    case 1: // a letter typed twice
      return word.slice(0, at) + word[at] + word.slice(at);
    case 2: // two letters the wrong way round; equal ones would give the word back
      if (word[at] === word[at + 1]) return word.slice(0, at) + word.slice(at + 1);
      return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
    default: {
      const letter = neighbours[random.int(26)];
      const other = letter === word[at] ? 'x' : letter;
      return word.slice(0, at) + (other === word[at] ? 'q' : other) + word.slice(at + 1);
    }
  }
}

const longWord = /[A-Za-z]{4,}/g;

/** The text with one slip, in a word of at least four letters; unchanged when it has none. */
export function addOneTypo(text: string, random: Random): string {
  const words = [...text.matchAll(longWord)];
  if (words.length === 0) return text;
  const { index, 0: word } = random.pick(words);
  return text.slice(0, index) + misspell(word, random) + text.slice(index + word.length);
}

/** The text with each word of at least four letters misspelt with probability `rate`. */
export function addTypos(text: string, rate: number, random: Random): string {
  return text.replace(longWord, (word) => (random.chance(rate) ? misspell(word, random) : word));
}
