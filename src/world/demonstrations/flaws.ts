/**
 * What goes wrong when people write demonstrations, each at a known rate, each independent of the others.
 * Some flaws are the family's to make (a wrong ingredient), some are made on the finished lines (typos).
 */
import type { Random } from '../../random';
import { draw } from '../grammar';
import { addOneTypo, addTypos } from '../typos';
import type { Family } from '../subject';
import { fillerRules } from './style';

export const flaws = ['missing', 'wrong', 'steps', 'repeat', 'prose', 'filler', 'cut', 'typos'] as const;

/**
 * - `missing`: an ingredient, tip, item or fact is left out;
 * - `wrong`: one of them is false;
 * - `steps`: a step is left out or says nothing;
 * - `repeat`: a line stands twice;
 * - `prose`: sentences in a row instead of the house format;
 * - `filler`: chatter around the answer;
 * - `cut`: stopped before the end;
 * - `typos`: one word and some of the others misspelt.
 */
export type Flaw = (typeof flaws)[number];

/** Probability of each flaw in a demonstration. */
export type FlawRates = Readonly<Record<Flaw, number>>;

/** Nothing goes wrong. */
export const expertRates: FlawRates = {
  missing: 0,
  wrong: 0,
  steps: 0,
  repeat: 0,
  prose: 0,
  filler: 0,
  cut: 0,
  typos: 0,
};

/**
 * The default mix: large headroom between what is imitated and what is possible. Gold is about 0.64 on average;
 * a small model that imitates it adds slips of its own.
 */
export const mixedRates: FlawRates = {
  missing: 0.15,
  wrong: 0.05,
  steps: 0.15,
  repeat: 0.12,
  prose: 0.02,
  filler: 0.2,
  cut: 0.02,
  typos: 0.02,
};

/** Share of words misspelt in a demonstration with typos, besides the one. */
const typoRate = 0.05;

/** The flaws that a family's demonstrations can have. */
export const familyFlaws: Readonly<Record<Family, readonly Flaw[]>> = {
  recipe: flaws,
  advice: ['missing', 'wrong', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  list: ['missing', 'wrong', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  'who-is': ['missing', 'wrong', 'repeat', 'filler', 'cut', 'typos'],
  arithmetic: flaws,
  'small-talk': ['wrong', 'repeat', 'filler', 'cut', 'typos'],
};

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

/** Filler, cut and typos on the lines of a reply; returns its text. */
export function finish(lines: readonly string[], has: ReadonlySet<Flaw>, random: Random): string {
  let text = lines.join('\n');
  if (has.has('cut'))
    text = text.slice(0, Math.floor(text.length * (0.65 + 0.3 * random.uniform()))).trimEnd();
  if (has.has('filler')) {
    // Who is cut off cannot say goodbye.
    if (has.has('cut') || random.chance(0.3)) text = `${draw('before', fillerRules, random)}\n${text}`;
    else text = `${text}\n${draw('after', fillerRules, random)}`;
  }
  // At least one, or the flaw would be none.
  return has.has('typos') ? addTypos(addOneTypo(text, random), typoRate, random) : text;
}
