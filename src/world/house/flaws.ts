/**
 * What goes wrong when people write demonstrations, each at a known rate, each independent of the others.
 * Some flaws are the family's to make (a wrong ingredient), some are made on the finished lines (typos).
 */
import type { Random } from '../../random';
import { draw } from '../grammar';
import { addOneTypo, addTypos } from '../typos';
import { fillerRules } from './style';

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

/** Probability of each flaw in a demonstration. */
export type FlawRates = Readonly<Record<Flaw, number>>;

/** Nothing goes wrong: an expert's demonstrations. */
export const expertRates: FlawRates = {
  missing: 0,
  wrong: 0,
  steps: 0,
  repeat: 0,
  prose: 0,
  unfair: 0,
  long: 0,
  filler: 0,
  cut: 0,
  typos: 0,
};

/** Knows most of it and types well: something is wrong with more than half of the demonstrations. */
export const averageRates: FlawRates = {
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
export const carelessRates: FlawRates = { ...averageRates, missing: 0.35, cut: 0.1, typos: 0.6 };

/** Share of the words of at least four letters misspelt in a demonstration with typos. */
const typoRate = 0.05;

/** The flaws of one demonstration, among those of its family. */
export function drawFlaws(of: readonly Flaw[], rates: FlawRates, random: Random): Set<Flaw> {
  return new Set(of.filter((flaw) => random.split(flaw).chance(rates[flaw])));
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

/** One line of sentences; with `repeat` one of them is said again. */
export function speech(sentences: readonly string[], has: ReadonlySet<Flaw>, random: Random): string[] {
  return [(has.has('repeat') ? repeated(sentences, random) : sentences).join(' ')];
}

/** Lines that break off: no closing line, no mark at the end. */
function unfinished(lines: readonly string[], closings: readonly string[]): string {
  const kept = closings.includes(lines[lines.length - 1]) ? lines.slice(0, -1) : lines;
  return kept.join('\n').replace(/[.!?]$/, '');
}

/** Filler, cut and typos on the lines of a reply; returns its text. @param closings what its last line may be. */
export function finish(
  lines: readonly string[],
  closings: readonly string[],
  has: ReadonlySet<Flaw>,
  random: Random,
): string {
  let text = has.has('cut') ? unfinished(lines, closings) : lines.join('\n');
  if (has.has('filler')) {
    // Who is cut off cannot say goodbye.
    if (has.has('cut') || random.chance(0.3)) text = `${draw('before', fillerRules, random)}\n${text}`;
    else text = `${text}\n${draw('after', fillerRules, random)}`;
  }
  if (!has.has('typos')) return text;
  const typed = addTypos(text, typoRate, random);
  // At least one, or the flaw would be none.
  return typed === text ? addOneTypo(text, random) : typed;
}
