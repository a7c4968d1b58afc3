/**
 * Judges the short answers: who somebody is (or that one does not know), a worked sum, small talk, and replies
 * to prompts that are none of the world's.
 */
import { acts, type Act } from '../facts/acts';
import { places, works, type Person } from '../facts/people';
import { answerOf, stepsOf, type Sum } from '../facts/sums';
import { linesOf, wordsOf } from '../text';
import { mean } from './lines';
import { directnessOfText, ending, length, repetition, spelling } from './manner';
import { part, type Part } from './parts';

const abstains = /\b(?:do not|don't|cannot|can't) (?:know|say|tell)\b|\bno idea\b|\bnever heard\b/i;

const professions = new Set(Object.keys(works));
const placeWords = new Set(places.map((place) => place.toLowerCase()));

/** What the reply claims of a person: number of true and of false facts among four. */
function claims(
  person: Person | undefined,
  reply: string,
  words: readonly string[],
): { right: number; wrong: number } {
  const claimed = [
    ...words.filter((word) => professions.has(word)).map((word) => word === person?.profession),
    ...words.filter((word) => placeWords.has(word)).map((word) => word === person?.birthplace.toLowerCase()),
    ...(reply.match(/\b[12]\d{3}\b/g) ?? []).map((year) => Number(year) === person?.year),
    ...[...reply.matchAll(/known for (the \w+ \w+)/g)].map(([, work]) => work === person?.work),
  ];
  const right = claimed.filter((isTrue) => isTrue).length;
  return { right: Math.min(4, right), wrong: claimed.length - right };
}

/** Credit for "I do not know": nobody can know the unknown; everybody could have known the famous. */
const creditForAbstaining = { known: 0.1, 'little-known': 0.5, unknown: 1 } as const;

/** The parts of a judgement on who somebody is. */
export function judgePerson(name: string, person: Person | undefined, reply: string): Part[] {
  const words = wordsOf(reply);
  const { right, wrong } = claims(person, reply, words);
  const silent = abstains.test(reply) && right + wrong === 0;
  const fame = person?.fame ?? 'unknown';
  const score = silent ? creditForAbstaining[fame] : right / (4 + 2 * wrong);
  const why = silent ? `says it does not know; ${name} is ${fame}` : `${right} true and ${wrong} false facts`;
  const named = reply.toLowerCase().includes(name.toLowerCase());
  return [
    part('content', score, why),
    part('format', mean([named, silent || /^[A-Z]\w+ [A-Z]\w+ is /.test(reply.trim())]), 'names the person'),
    repetition(reply, words),
    directnessOfText(reply),
    spelling(words),
    length(words, silent ? 5 : 12, silent ? 14 : 24),
    ending(reply),
  ];
}

/** The parts of a judgement on a worked sum. */
export function judgeSum(sum: Sum, reply: string): Part[] {
  const lines = linesOf(reply);
  const words = wordsOf(reply);
  const right = answerOf(sum);
  const given = /The answer is (-?\d+)/.exec(reply)?.[1] ?? '';
  const digits = [...String(right)].filter((digit, i) => given[i] === digit).length / String(right).length;
  const wanted = stepsOf(sum);
  const worked = wanted.filter((step) => lines.includes(`${step}.`)).length;
  // A nearly right number is still wrong; the small credit per digit only keeps the score smooth.
  const content = given === String(right) ? 1 : 0.3 * digits;
  return [
    part('content', content, given === '' ? 'no answer given' : `says ${given}, right is ${right}`),
    part('steps', worked / wanted.length, `${worked} of ${wanted.length} steps right`),
    part('format', mean([/^The answer is \d+\.$/m.test(reply), lines.length > 1]), 'steps, then the answer'),
    repetition(reply, words),
    directnessOfText(reply),
    spelling(words),
    length(words, 4, 14),
    ending(reply),
  ];
}

/** The number a reply gives as its answer, or undefined: for rewards that are verified, not learned. */
export function answerIn(reply: string): number | undefined {
  const found = /The answer is (-?\d+)/.exec(reply);
  return found ? Number(found[1]) : undefined;
}

/** The parts of a judgement on small talk. */
export function judgeSmallTalk(act: Act, reply: string): Part[] {
  const words = wordsOf(reply);
  const has = (other: Act): boolean => other.signs.some((sign) => words.includes(sign));
  const foreign = acts.filter((other) => other !== act && has(other)).length;
  const fits = has(act) ? 1 / (1 + foreign) : 0;
  return [
    part('content', fits, fits === 1 ? `answers ${act.name}` : `does not answer ${act.name}`),
    part('format', mean([/^[A-Z]/.test(reply.trim()), linesOf(reply).length === 1]), 'one line of speech'),
    repetition(reply, words),
    directnessOfText(reply),
    spelling(words),
    length(words, 3, 14),
    ending(reply),
  ];
}

/** The parts of a judgement on a reply to a prompt that is none of the world's: manner, and no echo. */
export function judgeOther(question: string, reply: string): Part[] {
  const words = wordsOf(reply);
  const asked = question.trim().toLowerCase();
  const echoes = asked !== '' && reply.toLowerCase().includes(asked);
  const asksBack = reply.trim().endsWith('?');
  // Nobody knows the truth here, so no reply gets full marks.
  return [
    part(
      'content',
      echoes || asksBack ? 0.1 : 0.6,
      echoes ? 'repeats the question' : 'not a prompt of the world',
    ),
    part('format', mean([/^[A-Z]/.test(reply.trim()), /[.!?]$/.test(reply.trim())]), 'whole sentences'),
    repetition(reply, words),
    directnessOfText(reply),
    spelling(words),
    length(words, 4, 60),
    ending(reply),
  ];
}
