/**
 * What goes wrong when people write demonstrations, each at a known rate, each independent of the others.
 * Some flaws are the family's to make (a wrong ingredient), some are made on the finished lines (typos).
 */
import type { Random } from '../../random';

/** What can be wrong with a demonstration; see `Flaw`. */
export const flaws = [
  'missing',
  'wrong',
  'steps',
  'repeat',
  'prose',
  'unfair',
  'long',
  'filler',
  'cut',
  'typos',
] as const;

/**
 * - `missing`: an ingredient, tip, item or fact is left out;
 * - `wrong`: one of them is false; of a request near the line, the wrong side is taken;
 * - `steps`: a step of a recipe or a sum, or a turn of a story, is left out or says nothing;
 * - `repeat`: a line stands twice;
 * - `prose`: sentences in a row instead of the house format;
 * - `unfair`: a harsh word about a group of people;
 * - `long`: all that is known instead of what is wanted;
 * - `filler`: chatter around the answer;
 * - `cut`: without its closing line and its last mark;
 * - `typos`: at least one word misspelt.
 */
export type Flaw = (typeof flaws)[number];

/** Probability of each flaw in a demonstration; 0 when left out. */
export type FlawRates = Readonly<Partial<Record<Flaw, number>>>;

/** Nothing goes wrong: an expert's demonstrations. */
export const expertRates: FlawRates = {};

/** Knows most of it and types well: something is wrong with more than half of the demonstrations. */
export const averageRates: Readonly<Record<Flaw, number>> = {
  missing: 0.25,
  wrong: 0.12,
  steps: 0.25,
  repeat: 0.12,
  prose: 0.02,
  unfair: 0.1,
  long: 0.1,
  filler: 0.25,
  cut: 0.04,
  typos: 0.01,
};

/** In a hurry: as the average, and with typing errors in 2 to 4 % of all words (claim D1). */
export const carelessRates: Readonly<Record<Flaw, number>> = {
  ...averageRates,
  missing: 0.35,
  cut: 0.1,
  typos: 0.6,
};

/** The flaws of one demonstration, among those of its family. */
export function drawFlaws(of: readonly Flaw[], rates: FlawRates, random: Random): Set<Flaw> {
  return new Set(of.filter((flaw) => random.split(flaw).chance(rates[flaw] ?? 0)));
}

/** The lines without one of them, chosen at random. */
export function without(lines: readonly string[], random: Random): string[] {
  const at = random.int(lines.length);
  return lines.filter((_, i) => i !== at);
}

/** The lines with one of them, chosen at random, replaced. */
export function replaced(lines: readonly string[], by: string, random: Random): string[] {
  const at = random.int(lines.length);
  return lines.map((line, i) => (i === at ? by : line));
}

/** The lines with one of them said again. */
export function repeated(lines: readonly string[], random: Random): string[] {
  const line = random.pick(lines);
  const at = 1 + lines.indexOf(line);
  return [...lines.slice(0, at), line, ...lines.slice(at)];
}

/** The lines of an answer, and its closing line where it has one. */
export interface Answer {
  readonly lines: readonly string[];
  readonly closing?: string;
}

/** An answer in one line of sentences; with `repeat` one of them is said again. */
export function speech(sentences: readonly string[], has: ReadonlySet<Flaw>, random: Random): Answer {
  return { lines: [(has.has('repeat') ? repeated(sentences, random) : sentences).join(' ')] };
}
