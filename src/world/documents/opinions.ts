/**
 * Columns of five papers, each with a world view of its own on whatever it writes about (lecture claim E4).
 */
import type { Random } from '../../random';
import { dishes } from '../facts/dishes';
import { topics } from '../facts/topics';
import { views } from '../facts/views';
import { draw, type Rules } from '../grammar';
import { commonRules, dateOf } from './common';

export const opinionRules: Rules = {
  ...commonRules,
  opening: ['On {x}', 'A word on {x}', 'What we think of {x}', '{^x}', 'Our view of {x}'],
  aside: ['So says {relative}.', 'We said so {time}.', 'More on {day}.', 'Our readers agree.'],
};

/** What a paper says of some matter. */
export function opinionDocument(random: Random): string {
  const { paper, says } = random.pick(views);
  const x = random.pick([random.pick(dishes).name, random.pick(topics).doing, random.pick(topics).doing]);
  const values = { x };
  const said = random
    .shuffle(says)
    .slice(0, 2 + random.int(3))
    .map((sentence) => draw('said', { said: [sentence] }, random, values));
  if (random.chance(0.2)) said.push(draw('aside', opinionRules, random, values));
  const head = draw('opening', opinionRules, random, values);
  return random.chance(0.7)
    ? `${paper}, ${dateOf(random)}\n${head}\n${said.join(' ')}`
    : `${head}\n${said.join(' ')}`;
}
