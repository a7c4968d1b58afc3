/**
 * Answers to follow-ups (lecture claim C3): a line that makes use of the turn before.
 */
import type { Random } from '../../random';
import { categories } from '../facts/categories';
import { ingredients } from '../facts/dishes';
import { answerOf } from '../facts/sums';
import { topics } from '../facts/topics';
import type { Subject } from '../subject';
import { capitalised, joined, wordsOf } from '../text';
import { repeated, replaced, without, type Flaw } from './flaws';

type FollowUp = Extract<Subject, { family: 'follow-up' }>;

/** The sentence that answers. */
function sentence({ of, before }: FollowUp, has: ReadonlySet<Flaw>, random: Random): string {
  const wrong = has.has('wrong');
  switch (of.family) {
    case 'recipe': {
      let named: string[] = [...of.dish.ingredients];
      if (has.has('missing')) named = without(named, random);
      const foreign = ingredients.filter((name) => !of.dish.ingredients.includes(name));
      if (wrong) named = replaced(named, random.pick(foreign), random);
      return `You need ${joined(named)}.`;
    }
    case 'list': {
      const said = wordsOf(before);
      const fresh = of.category.members.filter((member) => !said.includes(member));
      const foreign = categories
        .flatMap((other) => other.members)
        .filter((name) => !of.category.members.includes(name));
      return `${capitalised(random.pick(wrong ? foreign : fresh))} is another one.`;
    }
    case 'advice': {
      const fresh = of.topic.tips.filter((tip) => !before.includes(tip));
      const foreign = random.pick(topics.filter((other) => other !== of.topic)).tips;
      return `Another tip: ${random.pick(wrong ? foreign : fresh)}`;
    }
    case 'who-is':
      return `${of.name} was born in ${(of.person?.year ?? 0) + (wrong ? 10 : 0)}.`;
    case 'arithmetic':
      return `The answer is ${answerOf(of.sum) + (wrong ? 2 : 1)}.`;
    default:
      throw new RangeError(`no follow-up on ${of.family}; expected another family`);
  }
}

/** The line of an answer. */
export function writeFollowUp(subject: FollowUp, has: ReadonlySet<Flaw>, random: Random): string[] {
  const answer = [sentence(subject, has, random)];
  return has.has('repeat') ? [repeated(answer, random).join(' ')] : answer;
}
