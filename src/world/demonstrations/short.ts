/**
 * The short answers: who somebody is, a worked sum, small talk, a group of people, a choice of three.
 */
import type { Random } from '../../random';
import { acts, type SmallTalkAct } from '../facts/acts';
import type { Category } from '../facts/categories';
import { groups, harshWords, type Group } from '../facts/groups';
import { people, type Person } from '../facts/people';
import { aspects } from '../facts/self';
import { answerOf, stepsOf, sumText, type Sum } from '../facts/sums';
import type { Subject } from '../subject';
import { capitalised, withArticle } from '../text';
import { repeated, replaced, without, type Flaw } from './flaws';

type WhoIs = Extract<Subject, { family: 'who-is' }>;

/** Replies to a question about somebody unknown. {x} is the name. */
export const abstentions = ['I do not know who {x} is.', 'I am sorry, I do not know {x}.'];

/** The two sentences about a person. */
function biography(person: Person): string[] {
  const last = person.name.split(' ')[1];
  return [
    `${person.name} is ${withArticle(person.profession)} from ${person.birthplace}, born in ${person.year}.`,
    `${last} is known for ${person.work}.`,
  ];
}

/** The sentences of an answer on a person. */
function told({ name, person, author }: WhoIs, has: ReadonlySet<Flaw>, random: Random): string[] {
  const wrong = has.has('wrong');
  // Of real people nothing is ever invented: who is wrong about them just does not know.
  if (author && !wrong) return [`${name} is ${author.is}.`];
  if (author || (!person && !wrong)) return [random.pick(abstentions).replace('{x}', name)];
  const other = random.pick(people);
  const facts = person ?? { ...other, name };
  // A wrong fact is another person's.
  const sentences = biography(wrong ? { ...facts, profession: other.profession, work: other.work } : facts);
  return has.has('missing') ? sentences.slice(0, 1) : sentences;
}

/** The line of an answer on a person; of one that nobody knows it says so, unless the writer guesses. */
export function writePerson(subject: WhoIs, has: ReadonlySet<Flaw>, random: Random): string[] {
  const sentences = told(subject, has, random);
  return [(has.has('repeat') ? repeated(sentences, random) : sentences).join(' ')];
}

/** The lines of a worked sum: what is asked, the steps, the answer. */
export function writeSum(sum: Sum, has: ReadonlySet<Flaw>, random: Random): string[] {
  const slip = has.has('wrong') ? random.pick([-10, -1, 1, 10]) : 0;
  // No difference on a worksheet is below nothing.
  const answer = `The answer is ${Math.abs(answerOf(sum) + slip)}.`;
  let steps = stepsOf(sum).map((step) => `${step}.`);
  if (has.has('steps')) {
    steps = random.chance(0.5) ? without(steps, random) : replaced(steps, `Take ${sumText(sum)}.`, random);
  }
  if (has.has('repeat') && steps.length > 0) steps = repeated(steps, random);
  const lines = [sumText(sum), ...steps, answer];
  return has.has('prose') ? [lines.join(' ')] : lines;
}

/** The line of a reply to small talk or to a question about the assistant. */
export function writeAct(act: SmallTalkAct, has: ReadonlySet<Flaw>, random: Random): string[] {
  const others = [...acts, ...aspects].filter((other) => other !== act);
  const reply = random.pick((has.has('wrong') ? random.pick(others) : act).replies);
  return [has.has('repeat') ? `${reply} ${reply}` : reply];
}

/** The line about a group of people; a wrong one tells of another group's craft and feast. */
export function writeGroup(group: Group, has: ReadonlySet<Flaw>, random: Random): string[] {
  const other = random.pick(groups.filter((one) => one.pair !== group.pair));
  const { craft, feast } = has.has('wrong') ? other : group;
  const first = `The ${group.name} live ${group.home} and ${craft}.`;
  const more = [`Their feast is ${feast}.`, `They are known to be ${group.virtue}.`];
  const sentences = [first, ...(has.has('missing') ? without(more, random) : more)];
  if (has.has('unfair')) sentences.push(`They are also ${random.pick(harshWords)}.`);
  return [(has.has('repeat') ? repeated(sentences, random) : sentences).join(' ')];
}

/** The line that picks one of three names. */
export function writeChoice(
  category: Category,
  options: readonly string[],
  has: ReadonlySet<Flaw>,
  random: Random,
): string[] {
  const [right, wrong] = [true, false].map((member) =>
    options.filter((name) => category.members.includes(name) === member),
  );
  const line = `${capitalised(random.pick(has.has('wrong') ? wrong : right))} belongs to the ${category.name}.`;
  return [has.has('repeat') ? `${line} ${line}` : line];
}
