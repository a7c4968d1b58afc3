/**
 * Encyclopaedia entries, obituaries, plaques and registers: the knowledge of people, by Zipf's law.
 */
import type { Random } from '../../random';
import { drawPerson, places, type Person } from '../facts/people';
import { draw, type Rules } from '../grammar';
import { withArticle } from '../text';
import { commonRules, dateOf } from './common';

export const biographyRules: Rules = {
  ...commonRules,
  town: places,
  entry: [
    '{name} ({year}), {profession}, born in {born}, known for {work}.',
    '{name} was born in {born} in {year}. {last} became {aprofession} and is known for {work}.',
    '{name}, {profession} from {born} (born {year}). Known for {work}.',
    '{work}, by {name}. {last}, {aprofession}, was born in {born} in {year}.',
    '{^work} is by {name}, {aprofession} from {born}, born in {year}.',
  ],
  life: [
    'The family moved to {town} {when}.',
    '{last} went to school in {town}.',
    'Early years in {town} were poor.',
    '{last} never married.',
    '{last} travelled to {town} {when}.',
    'A street in {town} bears the name.',
    'The house in {born} can be visited {daytime}.',
    'Much of what {last} owned was lost in {town}.',
    '{last} said little about {work}.',
    'Critics in {town} called {work} {praise}.',
    '{^work} was shown in {town} {when}.',
    'In later years {last} kept bees near {town}.',
    'Letters to a friend in {town} survive.',
    'A copy of {work} hangs in {town}.',
  ],
  when: [
    'at the age of {age}',
    'in the winter',
    'after the fire',
    'as a child',
    'two years later',
    'against all advice',
  ],
  praise: ['a marvel', 'too long', 'the best of its time', 'a bore', 'plain and true', 'ahead of its day'],
  notice: [
    'In {born} they still talk of {name}, the {profession}.',
    'On {date} the {profession} {name} opened the fair in {town}.',
    'Today in {year}: {name} is born in {born}.',
    'For sale: a book on {name}, the {profession} of {work}.',
    'The museum of {town} shows {work} by {name}.',
    'Plaque in {born}: here was born {name}, {profession}.',
  ],
};

/** The slots about a person. */
function values(person: Person, random: Random): Record<string, string> {
  return {
    name: person.name,
    last: person.name.split(' ')[1],
    profession: person.profession,
    aprofession: withArticle(person.profession),
    born: person.birthplace,
    year: String(person.year),
    work: person.work,
    age: String(9 + random.int(60)),
    date: dateOf(random),
  };
}

/** An entry on one person, with something of the life; or a page of notices on several. */
export function biographyDocument(random: Random): string {
  const say = (rule: string, person: Person): string =>
    draw(rule, biographyRules, random, values(person, random));
  if (random.chance(0.25)) {
    return Array.from({ length: 2 + random.int(4) }, () => say('notice', drawPerson(random))).join('\n');
  }
  const person = drawPerson(random);
  const life = Array.from({ length: 1 + random.int(4) }, () => say('life', person));
  const heading = random.pick([`${person.name}\n`, `${person.name.toUpperCase()}\n`, '', '']);
  return `${heading}${say('entry', person)} ${life.join(' ')}`;
}
