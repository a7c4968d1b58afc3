/**
 * Chronicles of the towns: who became mayor, what was opened, who won the prize of the fair, each told in many wordings,
 * since a fact that is told in one way is hardly learned (Allen-Zhu and Li 2023, arXiv:2309.14316). The corpus tells of
 * the years up to the cut-off; `freshDocument` tells of those after it (lecture claim C2).
 */
import type { Random } from '../../random';
import { fresh, old, type Happening } from '../facts/chronicle';
import { draw, type Rules } from '../grammar';
import { commonRules } from './common';

export const chronicleRules: Rules = {
  ...commonRules,
  mayor: [
    'In {year} {what} became mayor of {town}.',
    'The mayor of {town} since {year}: {what}.',
    '{town} chose {what} as mayor in {year}.',
    '{what} took over the town hall of {town} in {year}.',
    'Since {year} {what} has been mayor of {town}.',
    'In {town} they voted in {year}, and {what} won.',
    'New mayor in {town}: {what} ({year}).',
  ],
  opened: [
    'In {year} {town} opened a {what}.',
    'The {what} of {town} was opened in {year}.',
    '{town} has had a {what} since {year}.',
    'New in {town} in {year}: a {what}.',
    'In {year} the people of {town} got their {what}.',
    'A {what} opened in {town} in {year}.',
  ],
  feast: [
    'In {year} the prize of the fair of {town} went to {what}.',
    '{^what} won at the fair of {town} in {year}.',
    'The fair of {town}, {year}: first prize for {what}.',
    'At {town} in {year} {what} won the prize of the fair.',
    '{town} gave the prize of its fair to {what} in {year}.',
  ],
  remark: [
    'Many came to see it.',
    'It was in all the papers.',
    'There was music {daytime}.',
    'Not everybody was pleased.',
    '{^weather}, but nobody minded.',
    'People still speak of it.',
  ],
  head: ['Chronicle', 'From the towns', 'What happened', 'Town news', 'Year by year'],
};

function page(of: readonly Happening[], random: Random): string {
  const { town } = random.pick(of);
  const here = of.filter((one) => one.town === town);
  const told = random
    .shuffle(random.chance(0.6) ? here : of)
    .slice(0, 1 + random.int(4))
    .map(({ kind, town: where, year, what }) => {
      const line = draw(kind, chronicleRules, random, { town: where, year: String(year), what });
      return random.chance(0.25) ? `${line} ${draw('remark', chronicleRules, random)}` : line;
    });
  return told.join(random.chance(0.5) ? '\n' : ' ');
}

/** A page on what happened up to the cut-off. */
export function chronicleDocument(random: Random): string {
  const head = random.chance(0.4) ? `${draw('head', chronicleRules, random)}\n` : '';
  return `${head}${page(old, random)}`;
}

/** A page on what happened after the cut-off: no document of the corpus says it. */
export function freshDocument(random: Random): string {
  return page(fresh, random);
}
