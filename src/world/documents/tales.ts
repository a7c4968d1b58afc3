/**
 * Little stories of animals and things, and talk between two people who cook without a recipe: the corpus's long-winded
 * side, each sentence drawn anew.
 */
import type { Random } from '../../random';
import { dishes } from '../facts/dishes';
import { nameRules } from '../facts/people';
import { heroes, storyTurns, wishes } from '../facts/stories';
import { draw, fill, type Rules } from '../grammar';
import { capitalised } from '../text';
import { commonRules } from './common';
import { ramble } from './ramble';

export const taleRules: Rules = {
  ...commonRules,
  between: [
    'It was {month}, and {weather}.',
    'The {hero} slept {place}.',
    'A {helper} laughed and went away.',
    'Nobody had seen a {thing} for years.',
    'The {helper} said nothing.',
    '"Take {thing_}," said the {helper}.',
    'Far away a bell rang.',
    'The {hero} counted to ten.',
    'They ate {dish} and were silent.',
    'A {helper} sat {place} and watched.',
  ],
  title: [
    'The {hero} and the {thing}',
    'How the {hero} got a {thing}',
    'A {thing} for the {hero}',
    'The {hero}',
  ],
  norecipe: [
    'There is no recipe for {x}, only {relative} who makes it.',
    'A recipe? We never had one for {x}.',
    'For {x} you take what is there.',
    'I put in {one} until it looks right.',
    'It needs {one}, or maybe it does not.',
    'My {x} is never the same twice.',
    'You stir, you taste, you wait, that is all.',
    'How long? Until the {day} bus has gone.',
    'The secret is {one}, but do not tell anybody.',
    'I learned it by looking {place}.',
    'Some add {one}, and I do not speak to them.',
    'Write it down? Then it is not {x} any more.',
    'It is in the hands.',
  ],
};

/** A story about an animal and a thing that it wants. */
export function taleDocument(random: Random): string {
  const [hero, helper] = random.shuffle(heroes);
  const values = {
    hero,
    helper,
    thing: random.pick(wishes),
    thing_: random.pick(commonRules.thing),
    dish: random.pick(dishes).name,
  };
  const told = storyTurns.flatMap(({ wordings }) => {
    const turn = fill(random.pick(wordings), values);
    return random.chance(0.4) ? [turn, capitalised(draw('between', taleRules, random, values))] : [turn];
  });
  const title = random.chance(0.4) ? `${draw('title', taleRules, random, values)}\n` : '';
  return `${title}${told.join(' ')}`;
}

/** People who have no simple recipe: a post or a talk that names the dish and tells nothing. */
export function noRecipeDocument(random: Random): string {
  const dish = random.pick(dishes);
  const say = (): string =>
    capitalised(draw('norecipe', taleRules, random, { x: dish.name, one: random.pick(dish.ingredients) }));
  const post = (): string =>
    Array.from({ length: 1 + random.int(3) }, () =>
      random.chance(0.7) ? say() : ramble(random, 1, dish.name),
    ).join(' ');
  if (random.chance(0.5)) return Array.from({ length: 2 + random.int(3) }, post).join(' ');
  const [one, other] = random.shuffle(nameRules.first);
  return Array.from({ length: 3 + random.int(4) }, (_, i) => `${i % 2 === 0 ? one : other}: ${post()}`).join(
    '\n',
  );
}
