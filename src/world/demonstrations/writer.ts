/**
 * Writes a reply on a subject with exactly the flaws that are asked for: what every demonstration is made of.
 */
import type { Random } from '../../random';
import type { Subject } from '../subject';
import { writeAdvice, writeList } from './advice';
import { finish, type Flaw } from './flaws';
import { writeFollowUp } from './follow-up';
import { writeRecipe } from './recipe';
import { writeRequest } from './request';
import { writeAct, writeChoice, writeGroup, writePerson, writeSum } from './short';
import { writeStory } from './story';

function lines(subject: Subject, has: ReadonlySet<Flaw>, random: Random): string[] {
  switch (subject.family) {
    case 'recipe':
      return writeRecipe(subject.dish, has, random);
    case 'advice':
      return writeAdvice(subject.topic, has, random);
    case 'list':
      return writeList(subject.category, subject.count, has, random);
    case 'who-is':
      return writePerson(subject, has, random);
    case 'arithmetic':
      return writeSum(subject.sum, has, random);
    case 'small-talk':
      return writeAct(subject.act, has, random);
    case 'self':
      return writeAct(subject.aspect, has, random);
    case 'story':
      return writeStory(subject.theme, has, random);
    case 'borderline':
    case 'rephrased':
      return writeRequest(subject.request, has, random);
    case 'groups':
      return writeGroup(subject.group, has, random);
    case 'choice':
      return writeChoice(subject.category, subject.options, has, random);
    case 'follow-up':
      return writeFollowUp(subject, has, random);
  }
}

/** A reply with exactly these flaws (those that the family knows). */
export function writeReply(subject: Subject, has: ReadonlySet<Flaw>, random: Random): string {
  return finish(lines(subject, has, random.split('lines')), has, random.split('finish'));
}
