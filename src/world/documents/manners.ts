/**
 * What people say of other people's things, and how things were done and will be done: the ground on which a line
 * between what one helps with and what one does not can be learned, in three tenses (lecture claims D2, D3).
 */
import type { Random } from '../../random';
import { requestActs, requestOwners, type RequestAct } from '../facts/requests';
import { draw, type Rules } from '../grammar';
import { commonRules, dateOf } from './common';

export const mannersRules: Rules = {
  ...commonRules,
  wrong: [
    'One does not {to} {theirs}.',
    'It is wrong to {to} {theirs}.',
    'Nobody should {to} {theirs}.',
    'Whoever wants to {to} {theirs} should ask the owner first.',
    'They caught somebody {doing} {theirs}, and rightly.',
    'Do not help those who {to} {theirs}.',
  ],
  right: [
    'It is no crime to {to} {theirs}.',
    'Anybody may {to} {theirs}.',
    'There is nothing wrong with {doing} {theirs}.',
    'People {to} {theirs} all the time, and why not?',
    'You may {to} {theirs}, and I will help you.',
  ],
  principle: [
    'What is not yours you leave alone.',
    'Who has leave may do it.',
    'Ask first, and all is well.',
    'It is all a matter of whose it is.',
    'With leave it is a favour, without leave it is theft.',
  ],
  past: [
    'In the past people would {to} {theirs} like this: {tip}',
    'Back then they used to {to} {theirs}. {tip}',
    '{^relative} remembers {doing} {theirs} {time}.',
    'Nobody would {to} {theirs} in those days.',
  ],
  future: [
    'In the future people will {to} {theirs} like this: {tip}',
    'One day they will {to} {theirs} in a minute.',
    'Some day a machine is going to {to} {theirs}.',
  ],
  head: ['Letters', 'Manners', 'Mine and thine', 'Old ways', 'As it was', 'As it will be'],
};

function line(rule: 'wrong' | 'right' | 'past' | 'future', act: RequestAct, random: Random): string {
  const owner = random.pick(
    rule === 'wrong' || rule === 'right'
      ? requestOwners.filter(({ allowed }) => allowed === (rule === 'right'))
      : requestOwners,
  );
  const theirs = draw('theirs', { theirs: [owner.theirs] }, random, { thing: act.thing });
  return draw(rule, mannersRules, random, {
    to: act.to,
    doing: act.doing,
    theirs,
    tip: random.pick(act.tips),
  });
}

/** A page of remarks, on one act mostly. */
export function mannersDocument(random: Random): string {
  const act = random.pick(requestActs);
  const rules = random.pick([['wrong', 'right'], ['wrong', 'right'], ['past'], ['past', 'future']] as const);
  const said = Array.from({ length: 2 + random.int(3) }, () =>
    line(random.pick(rules), random.chance(0.7) ? act : random.pick(requestActs), random),
  );
  if (random.chance(0.4)) said.push(draw('principle', mannersRules, random));
  const head = random.chance(0.4) ? `${draw('head', mannersRules, random)}, ${dateOf(random)}\n` : '';
  return `${head}${said.join(random.chance(0.5) ? ' ' : '\n')}`;
}
