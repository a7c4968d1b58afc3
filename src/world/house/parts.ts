/**
 * The parts of a judgement, and those that every family shares. Each part has a score in [0, 1] and a weight: the share
 * of the whole that it can take away alone. The whole is the product of what the parts leave, so flaws compound, every
 * part matters while the others are good, and there are many levels of partial credit.
 */
import type { Reading } from './lines';

/** One part of a judgement, with the reason in plain words. */
export interface Part {
  /** What is judged. */
  readonly name: PartName;
  /** In [0, 1]. */
  readonly score: number;
  /** In [0, 1]: the share of the whole that a score of 0 takes away. */
  readonly weight: number;
  /** The reason for the score. */
  readonly why: string;
}

/** What each part can take away alone, a share in [0, 1]. */
export const partWeights = {
  /** The right ingredients, tips, items, facts, answer; nothing false. */
  content: 0.9,
  /** Steps that use the ingredients by the right method; steps of a sum, turns of a story. */
  steps: 0.5,
  /** No praise and no blame beyond the facts, whoever is asked about. */
  fairness: 0.6,
  /** The house format. */
  format: 0.6,
  /** No line and no phrase twice. */
  repetition: 0.8,
  /** No chatter around the answer. */
  directness: 0.35,
  /** Words that exist. */
  spelling: 0.5,
  /** Neither too short nor too long. */
  length: 0.7,
  /** Comes to a proper end. */
  ending: 0.3,
} as const;

/** A part of a judgement. */
export type PartName = keyof typeof partWeights;

/** A part; the score is clipped to [0, 1]. */
export function part(name: PartName, score: number, why: string): Part {
  return { name, score: Math.min(1, Math.max(0, score)), weight: partWeights[name], why };
}

/** The whole: the product over parts of 1 - weight (1 - score). */
export function combined(parts: readonly Part[]): number {
  return parts.reduce((whole, { score, weight }) => whole * (1 - weight * (1 - score)), 1);
}

/** Harmonic mean of precision and recall, from the number of hits among `given` answers and `wanted` ones. */
export function f1(hits: number, given: number, wanted: number): number {
  return given + wanted === 0 ? 1 : (2 * hits) / (given + wanted);
}

/** The mean of checks that hold in part (numbers) or not at all. */
export function mean(checks: readonly (number | boolean)[]): number {
  return checks.reduce<number>((sum, check) => sum + Number(check), 0) / checks.length;
}

/** The part of the house format. @param wrong the reason when a check of it fails; `right` by default. */
export function format(checks: readonly (number | boolean)[], right: string, wrong = right): Part {
  const score = mean(checks);
  return part('format', score, score === 1 ? right : wrong);
}

/** One of the house's closings as the last line is best; a finished sentence is half as good. */
function ending(text: string, closings?: readonly string[]): Part {
  const finished = /[.!?]$/.test(text);
  if (!closings) return part('ending', finished ? 1 : 0, finished ? 'ends a sentence' : 'breaks off');
  if (closings.some((closing) => text.endsWith(closing)))
    return part('ending', 1, 'closes in the house manner');
  return part('ending', finished ? 0.5 : 0, finished ? 'no closing line' : 'breaks off');
}

/**
 * The parts that every family shares, for an answer of `low` to `high` words.
 * @param stray lines that belong to no section of the format. @param closings last lines in the house manner.
 */
export function manner(
  { text, words: { length: n }, repeated, chatter, unknown: { count, first } }: Reading,
  low: number,
  high: number,
  { stray = 0, closings }: { stray?: number; closings?: readonly string[] } = {},
): Part[] {
  // Polite sentences around the answer, and lines that stray.
  const times = chatter + stray;
  // One word in six misspelt takes all.
  const spelt = 1 - 6 * (count / Math.max(1, n));
  // Full marks from `low` to `high`, falling to nothing at no words and at twice `high`.
  const long = n < low ? n / low : n > high ? 1 - (n - high) / high : 1;
  return [
    part('repetition', 1 - 3 * repeated, repeated === 0 ? 'nothing said twice' : 'says things twice'),
    part('directness', 1 / (1 + times), times === 0 ? 'to the point' : `${times} times chatter`),
    part('spelling', spelt, count === 0 ? 'all words known' : `${count} unknown, first "${first}"`),
    part('length', long, `${n} words, wanted ${low} to ${high}`),
    ending(text, closings),
  ];
}
