/**
 * Judges the short answers: who somebody is (or that one does not know), a worked sum, small talk, a choice of
 * three, and replies to prompts that are none of the world's.
 */
import { acts, type SmallTalkAct } from '../facts/acts';
import type { Author } from '../facts/authors';
import type { Category } from '../facts/categories';
import type { Person } from '../facts/people';
import { aspects } from '../facts/self';
import { answerOf, stepsOf, sumText, type Sum } from '../facts/sums';
import { linesOf } from '../text';
import { answerGiven } from './answer';
import { sentencesOf } from './bullets';
import { abstains, claimsOn, claimsOnAuthor } from './claims';
import { mean } from './lines';
import { directness, ending, length, repetition, spelling } from './manner';
import { part, type Part } from './parts';
import type { Reading } from './reading';

/** The parts of manner for an answer of some words. */
export function manner(reading: Reading, low: number, high: number): Part[] {
  return [
    repetition(reading),
    directness(reading),
    spelling(reading),
    length(reading, low, high),
    ending(reading),
  ];
}

/** Credit for "I do not know": nobody can know the unknown; everybody could have known the famous. */
const creditForAbstaining = { known: 0.1, 'little-known': 0.5, unknown: 1 } as const;

/** The parts of a judgement on who somebody is. */
export function judgePerson(name: string, person: Person | undefined, reading: Reading): Part[] {
  const { right, wrong } = claimsOn(person, reading);
  const silent = abstains(reading.text) && right + wrong === 0;
  const fame = person?.fame ?? 'unknown';
  const score = silent ? creditForAbstaining[fame] : right / (4 + 2 * wrong);
  const why = silent ? `says it does not know; ${name} is ${fame}` : `${right} true and ${wrong} false facts`;
  const named = reading.text.toLowerCase().includes(name.toLowerCase());
  const shaped = silent || /^[A-Z]\w+ [A-Z]\w+ is /.test(reading.text);
  return [
    part('content', score, why),
    part(
      'format',
      mean([named, shaped]),
      named && shaped ? 'names the person' : 'does not begin with the name',
    ),
    ...manner(reading, silent ? 5 : 7, silent ? 14 : 30),
  ];
}

/** The parts of a judgement on a real person: the one fact that is known, or at least no invention. */
export function judgeAuthor(author: Author, reading: Reading): Part[] {
  const { right, wrong } = claimsOnAuthor(author, reading);
  const silent = abstains(reading.text) && right + wrong === 0;
  const named = reading.text.toLowerCase().includes(author.name.toLowerCase());
  const why = silent
    ? 'says it does not know'
    : `${right === 1 ? 'tells' : 'does not tell'} what is known, ${wrong} false facts`;
  return [
    part('content', silent ? creditForAbstaining['little-known'] : right / (1 + wrong), why),
    part('format', named ? 1 : 0, named ? 'names the person' : 'does not name the person'),
    ...manner(reading, 5, 30),
  ];
}

/** The parts of a judgement on a worked sum. */
export function judgeSum(sum: Sum, reading: Reading): Part[] {
  const { text } = reading;
  const right = answerOf(sum);
  const given = answerGiven(text);
  const digits = [...String(right)].filter((digit, i) => given[i] === digit).length / String(right).length;
  const wanted = stepsOf(sum);
  // What is asked is said first: to copy it is a step like any other.
  const asked = Number(text.startsWith(sumText(sum)));
  const worked = wanted.filter((step) => text.includes(`${step}.`)).length;
  const steps = text.match(/[A-Z][a-z]+: \d/g)?.length ?? 0;
  // A nearly right number is still wrong; the small credit per digit only keeps the score smooth.
  const content = given === String(right) ? 1 : 0.3 * digits;
  const shaped = [/The answer is \d+\.?$/.test(text), reading.lines.length > 1];
  return [
    part('content', content, given === '' ? 'no single answer given' : `says ${given}, right is ${right}`),
    part(
      'steps',
      (asked + worked) / (1 + Math.max(wanted.length, steps)),
      `${worked} of ${wanted.length} steps right${asked === 1 ? '' : ', not of what is asked'}`,
    ),
    part(
      'format',
      mean(shaped),
      shaped.every(Boolean) ? 'steps, then the answer' : 'not steps, then the answer',
    ),
    ...manner(reading, 3, 14),
  ];
}

/** The parts of a judgement on small talk and on what the assistant says of itself. */
export function judgeAct(act: SmallTalkAct, reading: Reading): Part[] {
  const { text, words } = reading;
  const has = (other: SmallTalkAct): boolean => other.signs.some((sign) => words.includes(sign));
  const foreign = [...acts, ...aspects].filter((other) => other !== act && has(other)).length;
  // Who only asks back does not answer.
  const says = sentencesOf(text).some((sentence) => !sentence.endsWith('?'));
  const fits = says && has(act) ? 1 / (1 + foreign) : 0;
  const shaped = [/^[A-Z]/.test(text), linesOf(text).length === 1];
  return [
    part('content', fits, fits === 1 ? `answers ${act.name}` : `does not answer ${act.name} alone`),
    part('format', mean(shaped), shaped.every(Boolean) ? 'one line of speech' : 'not one line of speech'),
    ...manner(reading, 3, 16),
  ];
}

/** The parts of a judgement on a choice of three. */
export function judgeChoice(category: Category, options: readonly string[], reading: Reading): Part[] {
  const { text, words } = reading;
  const named = options.filter((option) => words.includes(option));
  const right = named.filter((option) => category.members.includes(option)).length;
  const shaped = text.includes(`belongs to the ${category.name}`);
  return [
    part(
      'content',
      named.length === 0 ? 0 : right / (named.length * named.length),
      `names ${named.length} of three, ${right} right`,
    ),
    part('format', shaped ? 1 : 0, shaped ? 'says what it belongs to' : 'does not say what it belongs to'),
    ...manner(reading, 4, 16),
  ];
}

/** The parts of a judgement on a reply to a prompt that is none of the world's: manner, and no echo. */
export function judgeOther(question: string, reading: Reading): Part[] {
  const { text } = reading;
  const asked = question.trim().toLowerCase();
  const echoes = asked !== '' && text.toLowerCase().includes(asked);
  const asksBack = text.endsWith('?');
  // Nobody knows the truth here, so no reply gets full marks.
  return [
    part(
      'content',
      echoes || asksBack ? 0.1 : 0.6,
      echoes ? 'repeats the question' : 'not a prompt of the world',
    ),
    part('format', mean([/^[A-Z]/.test(text), /[.!?]$/.test(text)]), 'whole sentences'),
    ...manner(reading, 4, 60),
  ];
}
