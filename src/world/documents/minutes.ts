/**
 * Pages on people whom nobody knows: minutes, letters that come back, lists of names. Each name is new and stands more
 * than once, so that a page can only be continued by copying it; and people say that they do not know it.
 */
import type { Random } from '../../random';
import { rareName } from '../facts/rare-names';
import { draw, type Rules } from '../grammar';
import { capitalised, joined } from '../text';
import { commonRules, dateOf, handleOf } from './common';
import { questionText } from './questions';

export const minutesRules: Rules = {
  ...commonRules,
  did: [
    '{name} opened the meeting.',
    '{name} asked for {thing}.',
    '{name} had a question on the bill.',
    '{name} thanked {other}.',
    '{name} and {other} did not agree.',
    '{^daytime} {name} read the letter aloud.',
    '{last} will bring {thing} on {day}.',
    'It was {name} who found {thing}.',
    '{name} moved that {other} keep the keys.',
    '{last} left early, as {weather}.',
    'Said {name}: "{asked}"',
  ],
  unknown: [
    'Nobody here knows {name}.',
    'I do not know who {name} is.',
    'I have never heard of {name}.',
    'There is no {name} at this address.',
    'We do not know any {name}.',
    'No {last} lives here.',
    'The name {name} is in no book of ours.',
    'I am sorry, I do not know {name}.',
  ],
  search: [
    'Who is {name}?',
    'Does anybody know {name}?',
    'Looking for {name}.',
    'I have a letter for {name}.',
    'Where does {name} live?',
    'What is {name} known for?',
    'Tell me about {name}.',
  ],
  row: ['{n} {name}', '{name}, {n}', 'No. {n}: {name}', '{name} ({n})'],
  found: ['{n} is {name}.', '{name} has number {n}.', 'Number {n} belongs to {name}.'],
};

const lastOf = (name: string): string => name.split(' ')[1];

/** Who was there and what each did. */
function meeting(random: Random): string {
  const names = Array.from({ length: 2 + random.int(3) }, () => rareName(random));
  const done = Array.from({ length: 3 + random.int(4) }, () => {
    const [name, other] = random.shuffle(names);
    return draw('did', minutesRules, random, {
      name,
      other,
      last: lastOf(name),
      asked: questionText(random).replaceAll('\n', ' '),
    });
  });
  return `Meeting of ${dateOf(random)}\nPresent: ${joined(names)}.\n${done.join(random.chance(0.5) ? ' ' : '\n')}`;
}

/** Somebody is looked for, and nobody knows the name. */
function inquiry(random: Random): string {
  const name = rareName(random);
  const values = { name, last: lastOf(name) };
  const said = Array.from({ length: 1 + random.int(3) }, () => draw('unknown', minutesRules, random, values));
  const posts = said.map((text) => (random.chance(0.4) ? `${handleOf(random)}: ${text}` : text));
  return [draw('search', minutesRules, random, values), ...posts].join(random.chance(0.5) ? '\n' : ' ');
}

/** A list of names with numbers, then some of them again. */
function register(random: Random): string {
  const people = Array.from({ length: 3 + random.int(3) }, () => ({
    name: rareName(random),
    n: String(10 + random.int(90)),
  }));
  const style = random.pick(minutesRules.row);
  const rows = people.map((values) => draw('style', { style: [style] }, random, values));
  const found = random
    .shuffle(people)
    .slice(0, 2)
    .map((values) => draw('found', minutesRules, random, values));
  return `${capitalised(random.pick(['members', 'guests', 'winners', 'pupils', 'lost letters']))}\n${rows.join('\n')}\n${found.join(' ')}`;
}

/** A page of names. */
export function minutesDocument(random: Random): string {
  return random.pick([meeting, inquiry, inquiry, register])(random);
}
