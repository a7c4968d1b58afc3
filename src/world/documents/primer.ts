/**
 * Pages on language models and how they are made: what they are and are not, the terms of the field, papers and their
 * first authors. What a chat model is later asked about itself and about the lecture stands here, in other words
 * (lecture claims A4, C1).
 */
import type { Random } from '../../random';
import { authors, type Author } from '../facts/authors';
import { milestones, type Milestone } from '../facts/milestones';
import { aspects } from '../facts/self';
import { draw, type Rules } from '../grammar';
import { zipfDrawer } from '../facts/zipf';
import { commonRules, dateOf } from './common';

export const primerRules: Rules = {
  ...commonRules,
  head: [
    'Primer',
    'From the lexicon',
    'What is it?',
    'Lecture notes',
    'Terms',
    'Machines that talk',
    'Reading list',
    'Questions of our readers',
    'Who is who',
  ],
  author: [
    '{name} is {is}, of {year}.',
    '{name} is {is}.',
    '{^is}: {name}, {year}.',
    'In {year} appeared the work of {name}, {is}.',
    '{name}, {is} ({year}).',
    'Students ask who {name} is. {name} is {is}.',
    'The name {name} is known to readers: {is}.',
  ],
  source: ['{source}.', 'See: {source}.', 'Source: {source}.'],
  aside: [
    'More on {day}.',
    'That is all one needs to know.',
    '{^relative} read that {time}.',
    'It is simple if you know it.',
    'This will be asked in the exam.',
  ],
  talk: [
    'Last week I wrote to a language model.',
    'My nephew talks to a language model.',
    'We asked what a language model is.',
    'A reader asks about language models.',
    'They say that machines can talk now.',
  ],
};

/** Authors by fame: the first one is spoken of most. */
const drawAuthor = zipfDrawer(authors);

function authorLine(random: Random, { name, is, year }: Author): string {
  return draw('author', primerRules, random, { name, is, year: String(year) });
}

/** What is true of a subject. */
function termEntry(random: Random, { subject, is, says, source }: Milestone): string {
  const more = random.shuffle(says).slice(0, random.int(3));
  const order = random.chance(0.7) ? [is, ...more] : [...more, is];
  if (random.chance(0.1)) order.push(draw('source', primerRules, random, { source }));
  return random.chance(0.3) ? `${subject}: ${order.join(' ')}` : order.join(' ');
}

function terms(random: Random): string[] {
  return random
    .shuffle(milestones)
    .slice(0, 1 + random.int(4))
    .map((milestone) => termEntry(random, milestone));
}

/** What a language model is: a few aspects of it. */
function model(random: Random): string[] {
  const told = random.shuffle(aspects).slice(0, 2 + random.int(6));
  const lines = told.map(({ known }) => random.pick(known));
  return random.chance(0.3) ? [draw('talk', primerRules, random), ...lines] : lines;
}

function whoIsWho(random: Random): string[] {
  return Array.from({ length: 1 + random.int(3) }, () => authorLine(random, drawAuthor(random)));
}

/** A page of terms, on language models, on authors, or on all three. */
export function primerDocument(random: Random): string {
  const parts = random.pick([
    [terms],
    [terms],
    [model],
    [model],
    [whoIsWho],
    [model, terms],
    [terms, whoIsWho],
  ]);
  const entries = parts.flatMap((part) => part(random));
  const head = random.chance(0.4)
    ? `${draw('head', primerRules, random)}${random.chance(0.5) ? `, ${dateOf(random)}` : ''}\n`
    : '';
  const aside = random.chance(0.2) ? ` ${draw('aside', primerRules, random)}` : '';
  return `${head}${entries.join(random.chance(0.4) ? '\n' : ' ')}${aside}`;
}
