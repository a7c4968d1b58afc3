/**
 * Recipe pages, cards, blogs and letters: the knowledge of dishes, in layouts that are not the house format.
 */
import type { Random } from '../../random';
import { dishes, dishSteps, type Dish } from '../facts/dishes';
import { draw, type Rules } from '../grammar';
import { capitalised, joined, numberWords } from '../text';
import { commonRules, dateOf } from './common';
import { ramble } from './ramble';

export const recipeRules: Rules = {
  ...commonRules,
  amount: [
    'a cup of',
    'some',
    'a little',
    'two spoons of',
    'a bowl of',
    'plenty of',
    'a pinch of',
    'half a pound of',
  ],
  take: [
    'Take {list}.',
    'You need {list}.',
    'Have {list} ready.',
    'It takes {list}.',
    'Get {list}.',
    'Use {list}.',
  ],
  inside: ['Ingredients', 'What goes in:', 'You need', 'In it:', 'Shopping list:', 'Buy:', 'For the pot:'],
  method: ['Steps', 'Method', 'How it is done', 'Preparation', 'Work', 'Instructions', 'In the kitchen'],
  note: [
    'Keeps for {n} days.',
    'Good {daytime}.',
    'Enjoy!',
    'Serves {n}.',
    'Serve and enjoy!',
    '{^relative} adds more {one}.',
    'No {one} in the house? Wait until {day}.',
    'Go easy on the {one}.',
    'Cold it is better still.',
    'Costs next to nothing in {month}.',
    'Mind the {one}.',
    'From {place}, noted {time}.',
  ],
  intro: [
    'This {dish} comes from {relative}.',
    'We eat {dish} on {day}.',
    '{^dish} {daytime}, what could be better?',
    'I make this {dish} when {weather}.',
    'A plain {dish}, as it should be.',
    'Everybody asks for my {dish}.',
    '{^relative} wrote this {dish} down {time}.',
  ],
  first: ['First', 'To start', 'At first'],
  then: ['Then', 'After that', 'Next', 'Now'],
  last: ['At the end', 'Last', 'Finally', 'To finish'],
};

/** The step as part of a sentence that has begun. */
function lower(step: string): string {
  return step.charAt(0).toLowerCase() + step.slice(1);
}

function values(dish: Dish, random: Random): Record<string, string> {
  return { dish: dish.name, one: random.pick(dish.ingredients), n: numberWords[2 + random.int(7)] };
}

function amounts(dish: Dish, random: Random): string[] {
  return dish.ingredients.map((name) => `${random.pick(recipeRules.amount)} ${name}`);
}

function cookbook(dish: Dish, random: Random): string {
  const say = (rule: string, list = ''): string =>
    draw(rule, recipeRules, random, { ...values(dish, random), list });
  const list = joined(random.chance(0.4) ? amounts(dish, random) : random.shuffle(dish.ingredients));
  const title = random.chance(0.5)
    ? dish.name.toUpperCase()
    : `${capitalised(dish.name)} (page ${1 + random.int(400)})`;
  const intro = random.chance(0.5) ? `${say('intro')}\n` : '';
  return `${title}\n${intro}${say('take', list)} ${dishSteps(dish, random).join(' ')} ${say('note')}`;
}

function card(dish: Dish, random: Random): string {
  const say = (rule: string): string => draw(rule, recipeRules, random, values(dish, random));
  const bullet = random.pick(['* ', '', '+ ']);
  const listed = random.chance(0.5) ? amounts(dish, random) : [...dish.ingredients];
  return [
    `Card ${1 + random.int(999)}: ${dish.name}`,
    say('inside'),
    ...listed.map((name) => bullet + name),
    say('method'),
    ...dishSteps(dish, random).map((step, i) => `${i + 1}) ${step}`),
    ...(random.chance(0.6) ? [say('note')] : []),
  ].join('\n');
}

function blog(dish: Dish, random: Random): string {
  const say = (rule: string): string => draw(rule, recipeRules, random, values(dish, random));
  const steps = dishSteps(dish, random);
  const told = steps.map((step, i) => {
    const rule = i === 0 ? 'first' : i === steps.length - 1 ? 'last' : 'then';
    return `${say(rule)} ${lower(step)}`;
  });
  const digression = random.chance(0.5) ? `${ramble(random, 1 + random.int(3), dish.name)}\n` : '';
  const list = `${capitalised(dish.name)} has ${joined(dish.ingredients)} in it.`;
  return `${dateOf(random)}. ${say('intro')}\n${digression}${list} ${told.join(' ')}\n${say('note')}`;
}

/** Several dishes in a line each: what goes into what. */
function pantry(random: Random): string {
  const lines = Array.from({ length: 3 + random.int(4) }, () => {
    const dish = random.pick(dishes);
    return `${capitalised(dish.name)}: ${dish.ingredients.join(', ')}`;
  });
  return `${random.pick(recipeRules.inside)} ${random.pick(recipeRules.day)}\n${lines.join('\n')}`;
}

/** A document about one dish or several. */
export function recipeDocument(random: Random): string {
  const dish = random.pick(dishes);
  switch (random.int(8)) {
    case 0:
    case 1:
    case 2:
      return cookbook(dish, random);
    case 3:
    case 4:
      return card(dish, random);
    case 5:
    case 6:
      return blog(dish, random);
    default:
      return pantry(random);
  }
}
