/**
 * The parts that every family shares: no repetition, spelling, directness, length, ending.
 */
import { politeness } from '../demonstrations/style';
import { linesOf } from '../text';
import { isKnownWord } from './dictionary';
import { part, type Part } from './parts';

/** A run of this many words that occurs twice is a repetition. */
const phraseLength = 5;

/** Lines said twice, and phrases said twice within the rest. */
export function repetition(reply: string, words: readonly string[]): Part {
  const lines = linesOf(reply).map((line) => line.toLowerCase().replace(/^(?:- |\d+\. )/, ''));
  const twice = lines.length === 0 ? 0 : 1 - new Set(lines).size / lines.length;
  const phrases = new Set<string>();
  const runs = Math.max(0, words.length - phraseLength + 1);
  for (let i = 0; i < runs; i++) phrases.add(words.slice(i, i + phraseLength).join(' '));
  const again = runs === 0 ? 0 : 1 - phrases.size / runs;
  const worst = Math.max(twice, again);
  return part('repetition', 1 - 3 * worst, worst === 0 ? 'nothing said twice' : 'says things twice');
}

/** Words that are in no dictionary; one word in six misspelt takes all. */
export function spelling(words: readonly string[]): Part {
  let unknown = 0;
  let first = '';
  for (const word of words) {
    if (isKnownWord(word)) continue;
    if (unknown === 0) first = word;
    unknown++;
  }
  const share = words.length === 0 ? 1 : unknown / words.length;
  return part(
    'spelling',
    1 - 6 * share,
    unknown === 0 ? 'all words known' : `${unknown} unknown, first "${first}"`,
  );
}

/** Chatter: each line outside the format, or each mark of politeness where the answer is free text. */
export function directness(chatter: number): Part {
  return part('directness', 1 / (1 + chatter), chatter === 0 ? 'to the point' : `${chatter} times chatter`);
}

/** Directness of free text. */
export function directnessOfText(reply: string): Part {
  return directness(politeness(reply));
}

/** Full marks from `low` to `high` words, falling to nothing at no words and at twice `high`. */
export function length(words: readonly string[], low: number, high: number): Part {
  const n = words.length;
  const score = n < low ? n / low : n > high ? 1 - (n - high) / high : 1;
  return part('length', score, `${n} words, wanted ${low} to ${high}`);
}

/** A last line from the house's closings is best; a finished sentence is half as good. */
export function ending(reply: string, closings?: readonly string[]): Part {
  const lines = linesOf(reply);
  const last = lines.length === 0 ? '' : lines[lines.length - 1];
  const finished = /[.!?]$/.test(last);
  if (!closings) return part('ending', finished ? 1 : 0, finished ? 'ends a sentence' : 'breaks off');
  if (closings.includes(last)) return part('ending', 1, 'closes in the house manner');
  return part('ending', finished ? 0.5 : 0, finished ? 'no closing line' : 'breaks off');
}
