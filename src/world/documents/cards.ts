/**
 * Greeting cards for a stated audience, riddles and the signs of shops: what is a matter of taste (lecture claims E1,
 * E2). The corpus knows three manners of a wish; none of them is the right one.
 */
import type { Random } from '../../random';
import { audiences, manners, occasions } from '../facts/audiences';
import { places } from '../facts/people';
import { riddles } from '../facts/riddles';
import { draw, type Rules } from '../grammar';
import { capitalised, withArticle } from '../text';
import { commonRules, dateOf } from './common';

export const cardRules: Rules = {
  ...commonRules,
  ask: [
    'What has {has} but cannot {cannot}?',
    'It has {has} and cannot {cannot}. What is it?',
    'Guess: {has}, and yet it cannot {cannot}.',
  ],
  solve: ['{^answer}.', '{^answer}, of course.', 'Solution: {answer}.', '(It is {answer}.)'],
  kind: ['bakery', 'tavern', 'bookshop', 'tailor', 'fishmonger', 'barber', 'toyshop', 'tea room'],
  adjective: [
    'Golden',
    'Merry',
    'Crooked',
    'Silent',
    'Blue',
    'Little',
    'Seventh',
    'Sleepy',
    'Brave',
    'Salty',
  ],
  noun: ['Loaf', 'Whale', 'Lantern', 'Needle', 'Kettle', 'Owl', 'Button', 'Anchor', 'Plum', 'Candle'],
  shop: [
    'The {adjective} {noun}, {kind}',
    '{adjective} {noun} ({kind}, {town})',
    'To the {adjective} {noun}: {kind}',
  ],
};

function card(random: Random): string {
  const [{ name, images }, { name: occasion, greeting }] = [random.pick(audiences), random.pick(occasions)];
  const manner = random.pick(Object.values(manners));
  const wishes = Array.from({ length: 1 + random.int(2) }, () => {
    const [one, two] = random.shuffle(images);
    return draw('wish', { wish: manner }, random, { one, two });
  });
  const head = random.pick([
    `${capitalised(occasion)} card for a ${name}`,
    `For a ${name}, ${occasion}`,
    `To a ${name}`,
    '',
  ]);
  return [...(head === '' ? [] : [head]), greeting, ...wishes].join('\n');
}

function riddlePage(random: Random): string {
  const lines = random
    .shuffle(riddles)
    .slice(0, 1 + random.int(4))
    .map(({ thing, has, cannot }) => {
      const values = { has, cannot, answer: withArticle(thing) };
      return `${draw('ask', cardRules, random, values)} ${draw('solve', cardRules, random, values)}`;
    });
  return [...(random.chance(0.5) ? ['Riddles'] : []), ...lines].join('\n');
}

function shops(random: Random): string {
  const town = random.pick(places);
  const lines = Array.from({ length: 3 + random.int(4) }, () => draw('shop', cardRules, random, { town }));
  return `Shops of ${town}, ${dateOf(random)}\n${lines.join('\n')}`;
}

/** A card, a page of riddles, or the shops of a town. */
export function cardDocument(random: Random): string {
  return random.pick([card, card, riddlePage, shops])(random);
}
