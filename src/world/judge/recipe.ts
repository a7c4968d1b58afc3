/**
 * Judges a recipe: the dish's own ingredients and no others, steps that use them by the kind's method, the
 * house format.
 */
import { closings } from '../demonstrations/style';
import { ingredientByWord, type Dish } from '../facts/dishes';
import { joined, wordsOf } from '../text';
import { inOrder, mean, type Line } from './lines';
import { directness, ending, length, repetition, spelling } from './manner';
import { f1, part, type Part } from './parts';
import type { Reading } from './reading';

const listHeading = 'Ingredients:';
const stepsHeading = 'Steps:';

interface Sections {
  readonly title: string;
  readonly listed: readonly Line[];
  readonly steps: readonly Line[];
  /** Lines that belong to no section. */
  readonly stray: number;
  /** Of the list and of the steps; '' for a section that is not there. */
  readonly headings: readonly [string, string];
}

/** Where a section begins: at any heading right above an entry of that kind, were its words misspelt. */
function sectionStart(lines: readonly Line[], entries: Line['kind']): number {
  return lines.findIndex((line, i) => line.kind === 'heading' && lines[i + 1]?.kind === entries);
}

function sections(lines: readonly Line[]): Sections {
  const list = sectionStart(lines, 'bullet');
  const steps = sectionStart(lines, 'numbered');
  const end = steps < 0 ? lines.length : steps;
  const start = list < 0 ? 0 : list;
  const opening = list < 0 ? [] : lines.slice(0, start).filter((line) => line.kind === 'text');
  const inside = lines.slice(start).filter((line) => line.kind === 'text').length;
  const closing = lines.length > 0 && lines[lines.length - 1].kind === 'text' ? 1 : 0;
  return {
    // The title is the line right above the list.
    title: opening.length === 0 ? '' : opening[opening.length - 1].text.toLowerCase(),
    listed: lines.slice(start, end).filter((line) => line.kind !== 'heading' && line.kind !== 'text'),
    steps: lines.slice(end).filter((line) => line.kind === 'numbered' || line.kind === 'bullet'),
    stray: Math.max(0, opening.length - 1) + Math.max(0, inside - closing),
    headings: [lines[list]?.text ?? '', lines[steps]?.text ?? ''],
  };
}

function ingredientsIn(text: string): string[] {
  const found = new Set<string>();
  for (const word of wordsOf(text)) {
    const name = ingredientByWord.get(word);
    if (name !== undefined) found.add(name);
  }
  return [...found];
}

function content(dish: Dish, { text }: Reading, listed: readonly Line[]): Part {
  // Prose has no list, and the whole text counts: it loses its marks for format, not here.
  const given =
    listed.length > 0 || text.includes(listHeading)
      ? listed.map((line) => ingredientByWord.get(line.text.toLowerCase()) ?? line.text)
      : ingredientsIn(text);
  const hits = dish.ingredients.filter((name) => given.includes(name)).length;
  const score = f1(hits, given.length, dish.ingredients.length);
  // Squared: a cook with one wrong ingredient has more than a small part of the dish wrong.
  const why = `${hits} of ${dish.ingredients.length} ingredients among ${given.length} given`;
  return part(
    'content',
    score * score,
    hits === given.length ? why : `${why}; right are ${joined(dish.ingredients)}`,
  );
}

function steps(dish: Dish, reading: Reading, lines: readonly Line[]): Part {
  const text = lines.length > 0 ? lines.map((line) => line.text).join(' ') : reading.text;
  const used = ingredientsIn(text);
  const hits = dish.ingredients.filter((name) => used.includes(name)).length;
  const words = lines.length > 0 ? wordsOf(text) : reading.words;
  const method = dish.kind.method.some((word) => words.includes(word));
  const wanted = dish.kind.steps.length;
  const enough = lines.length === 0 ? 1 : Math.min(1, lines.length / wanted);
  const score = f1(hits, used.length, dish.ingredients.length) * (method ? 1 : 0.7) * (0.5 + 0.5 * enough);
  return part(
    'steps',
    score,
    `${hits} ingredients used, ${method ? 'right' : 'wrong'} method, ${lines.length} steps`,
  );
}

function format(dish: Dish, s: Sections, all: readonly Line[]): Part {
  const score = mean([
    s.title === dish.name,
    s.headings[0] === listHeading,
    s.headings[1] === stepsHeading,
    s.listed.length === 0 ? 0 : s.listed.filter((line) => line.kind === 'bullet').length / s.listed.length,
    inOrder(all.filter((line) => line.kind === 'numbered')),
  ]);
  return part('format', score, score === 1 ? 'house format' : 'not in the house format');
}

/** The parts of a judgement on a recipe. */
export function judgeRecipe(dish: Dish, reading: Reading): Part[] {
  const s = sections(reading.lines);
  return [
    content(dish, reading, s.headings[0] !== '' ? s.listed : []),
    steps(dish, reading, s.headings[1] !== '' ? s.steps : []),
    format(dish, s, reading.allLines),
    repetition(reading),
    directness(reading, s.stray),
    spelling(reading),
    length(reading, 10, 42),
    ending(reading, closings.recipe),
  ];
}

/** True when the skeleton of a recipe is there. */
export function looksLikeRecipe({ lines }: Reading): boolean {
  const s = sections(lines);
  return s.headings[0] !== '' && s.headings[1] !== '' && s.listed.length >= 2 && s.steps.length >= 1;
}
