/**
 * Columns of advice and little stories: the knowledge of topics, told in the ways of a newspaper.
 */
import type { Random } from '../../random';
import { dishes } from '../facts/dishes';
import { innocents } from '../facts/innocents';
import { nameRules, places } from '../facts/people';
import { requestActs } from '../facts/requests';
import { topics } from '../facts/topics';
import { draw, type Rules } from '../grammar';
import { capitalised } from '../text';
import { commonRules, dateOf } from './common';
import { ramble } from './ramble';

export const columnRules: Rules = {
  ...commonRules,
  town: places,
  hero: nameRules.first,
  headline: [
    'On {doing}',
    '{^doing}, part {n}',
    'A word on {doing}',
    'The art of {doing}',
    '{^doing} for beginners',
    'How to {to}',
    'Tips for {doing}',
    '{^n} tips for {doing}',
    'Notes on {doing}',
  ],
  plain: [
    'Remember: {tip}',
    '{^relative} says: {tip}',
    'An old rule: {tip}',
    'When it comes to {doing}: {tip}',
    '{tip}',
    '{tip}',
    '{tip}',
    '{tip}',
  ],
  formal: [
    'Readers are advised as follows: {tip}',
    'It is recommended: {tip}',
    'Experience teaches: {tip}',
    'For {doing} the rule is: {tip}',
    'The author would add: {tip}',
  ],
  chatty: [
    'So, {tip}',
    'Honestly: {tip}',
    'You know what? {tip}',
    'Believe me, I tried. {tip}',
    'And oh, {tip}',
    'Ha! {tip}',
  ],
  terse: ['{tip}', '{tip}', '{tip}', 'Then: {tip}'],
  after: [
    'It pays off.',
    'Few people do.',
    'I learned that {time}.',
    'More on {day}.',
    'Ask {relative}.',
    'It is not hard.',
    'Good luck!',
    'Good luck with it!',
  ],
  opening: [
    '{^time} {hero} lived in {town}.',
    '{hero} had {thing} and no money.',
    'On {day} {hero} left {town} {daytime}.',
    '{hero} and {other} met {place}.',
    'It was {month}, and {weather}.',
  ],
  turn: [
    '{hero} wanted {dish}, but {other} had only {thing}.',
    'Then {weather}, and {hero} lost {thing}.',
    '{other} asked {hero} for {thing}.',
    '{place} they found {thing}.',
    '{hero} told {other} about {doing}.',
    '"Take {thing}," said {other}.',
    '"Not on a {day}," said {hero}.',
    '{hero} walked to {town} {daytime}.',
    'They ate {dish} {place}.',
    '{other} hid {thing} {place}.',
    'Nobody in {town} had seen {thing}.',
    '{hero} waited {place} until {day}.',
  ],
  close: [
    '{hero} never spoke of it again.',
    'And so they shared {thing}.',
    'In the end {weather}.',
    '{other} kept {thing}.',
    'That is all I know.',
    'They still eat {dish} every {day}.',
    '{hero} went back to {town}.',
  ],
};

/** What columns are about: topics of advice, and doing something to some thing, whoever's it is. */
const matters: readonly { readonly to: string; readonly doing: string; readonly tips: readonly string[] }[] =
  [
    ...topics,
    ...innocents,
    ...requestActs.map(({ to, doing, thing, tips }) => ({
      to: `${to} the ${thing}`,
      doing: `${doing} the ${thing}`,
      tips,
    })),
  ];

/** How a column speaks: the same tips in four registers, for a base that can speak them all (claim E4). */
const registers = ['plain', 'plain', 'formal', 'chatty', 'terse'] as const;

/** Some tips of one matter, with remarks between them. */
export function adviceDocument(random: Random): string {
  const topic = random.pick(matters);
  const say = (rule: string, tip = ''): string =>
    draw(rule, columnRules, random, { to: topic.to, doing: topic.doing, tip, n: String(1 + random.int(20)) });
  const register = random.pick(registers);
  const marker = random.pick(['', '', '* ', '> ']);
  const parts = random
    .shuffle(topic.tips)
    .slice(0, 3 + random.int(4))
    .map((tip) => `${marker}${say(register, tip)}${random.chance(0.2) ? ` ${say('after')}` : ''}`);
  const digression = random.chance(0.3) ? `\n${ramble(random, 1 + random.int(2), topic.doing)}` : '';
  const date = random.chance(0.3) ? `, ${dateOf(random)}` : '';
  return `${say('headline')}${date}\n${parts.join(marker === '' ? ' ' : '\n')}${digression}`;
}

/** A little story. */
export function storyDocument(random: Random): string {
  const [hero, other] = random.shuffle(nameRules.first);
  const say = (rule: string): string =>
    capitalised(
      draw(rule, columnRules, random, {
        hero,
        other,
        dish: random.pick(dishes).name,
        doing: random.pick(topics).doing,
        town: random.pick(places),
      }),
    );
  const turns = Array.from({ length: 2 + random.int(4) }, () => say('turn'));
  return [say('opening'), ...turns, say('close')].join(' ');
}
