/**
 * The parts that every family shares: no repetition, spelling, directness, length, ending.
 */
import type { Reading } from './lines';
import { part, type Part } from './parts';

/** Lines said twice, and phrases said twice within the rest. */
function repetition({ repeated }: Reading): Part {
  return part('repetition', 1 - 3 * repeated, repeated === 0 ? 'nothing said twice' : 'says things twice');
}

/** Words that are in no dictionary; one word in six misspelt takes all. */
function spelling({ words, unknown: { count, first } }: Reading): Part {
  const share = count / Math.max(1, words.length);
  const why = count === 0 ? 'all words known' : `${count} unknown, first "${first}"`;
  return part('spelling', 1 - 6 * share, why);
}

/** Chatter: polite sentences around the answer. @param stray lines that belong to no section of the format. */
function directness({ chatter }: Reading, stray: number): Part {
  const times = chatter + stray;
  return part('directness', 1 / (1 + times), times === 0 ? 'to the point' : `${times} times chatter`);
}

/** Full marks from `low` to `high` words, falling to nothing at no words and at twice `high`. */
function length({ words }: Reading, low: number, high: number): Part {
  const n = words.length;
  const score = n < low ? n / low : n > high ? 1 - (n - high) / high : 1;
  return part('length', score, `${n} words, wanted ${low} to ${high}`);
}

/** One of the house's closings as the last line is best; a finished sentence is half as good. */
function ending({ text }: Reading, closings?: readonly string[]): Part {
  const finished = /[.!?]$/.test(text);
  if (!closings) return part('ending', finished ? 1 : 0, finished ? 'ends a sentence' : 'breaks off');
  if (closings.some((closing) => text.endsWith(closing)))
    return part('ending', 1, 'closes in the house manner');
  return part('ending', finished ? 0.5 : 0, finished ? 'no closing line' : 'breaks off');
}

/**
 * The parts of manner for an answer of `low` to `high` words.
 * @param stray how many lines belong to no section of the format. @param closings last lines in the house manner.
 */
export function manner(
  reading: Reading,
  low: number,
  high: number,
  { stray = 0, closings }: { stray?: number; closings?: readonly string[] } = {},
): Part[] {
  return [
    repetition(reading),
    directness(reading, stray),
    spelling(reading),
    length(reading, low, high),
    ending(reading, closings),
  ];
}
