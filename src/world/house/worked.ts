/**
 * Work that ends in a number: what is asked, then a line a step, then "The answer is 46." Every step is verified by
 * itself, and so is the answer.
 */
import type { Random } from '../../random';
import { answerGiven } from './answer';
import { repeated, replaced, without, type Answer, type Flaw } from './flaws';
import type { Reading } from './lines';
import { format, manner, part, type Part } from './parts';

/** Work as it should be done. */
export interface Work {
  /** What is asked, said again first; left out where it is too long for that. */
  readonly asked?: string;
  /** Without their full stops. */
  readonly steps: readonly string[];
  /** A whole number from 0 up. */
  readonly answer: number;
}

/** An answer that is near the right one and not right. */
function slipped(answer: number, random: Random): number {
  return random.pick([-10, -1, 1, 10].map((slip) => answer + slip).filter((said) => said >= 0));
}

/** Work written down. @param said the answer that is given; when left out, the right one or, with `wrong`, one near it. */
export function writeWork(
  { asked, steps: right, answer }: Work,
  has: ReadonlySet<Flaw>,
  random: Random,
  said = has.has('wrong') ? slipped(answer, random) : answer,
): Answer {
  let steps = right.map((step) => `${step}.`);
  if (has.has('steps')) {
    const idle = `Take ${asked ?? 'it line by line'}.`;
    steps = random.chance(0.5) ? without(steps, random) : replaced(steps, idle, random);
  }
  if (has.has('repeat') && steps.length > 0) steps = repeated(steps, random);
  const lines = [...(asked === undefined ? [] : [asked]), ...steps, `The answer is ${said}.`];
  return { lines: has.has('prose') ? [lines.join(' ')] : lines };
}

/**
 * The parts of a judgement on work of up to `most` words.
 * @param step what looks like a step, right or wrong; with the flag g.
 */
export function judgeWork(
  { asked, steps: wanted, answer }: Work,
  step: RegExp,
  reading: Reading,
  most: number,
): Part[] {
  const { text } = reading;
  const right = String(answer);
  const given = answerGiven(text);
  const digits = [...right].filter((digit, i) => given[i] === digit).length / right.length;
  // What is asked is said first: to copy it is a step like any other.
  const heads = asked === undefined ? 0 : 1;
  const copied = asked !== undefined && text.startsWith(asked) ? 1 : 0;
  // "2 + 7 = 9." does not stand in "12 + 7 = 9.", nor a line of a program in one that repeats it.
  const isSaid = (step: string) => new RegExp(`(?<!\\d|: )${step.replaceAll('+', '\\+')}\\.`).test(text);
  const worked = wanted.filter(isSaid).length;
  const steps = text.match(step)?.length ?? 0;
  // A nearly right number is still wrong; the small credit per digit only keeps the score smooth.
  const content = given === right ? 1 : 0.3 * digits;
  const shaped = [/The answer is \d+\.?$/.test(text), reading.lines.length > 1];
  return [
    part('content', content, given === '' ? 'no single answer given' : `says ${given}, right is ${right}`),
    part(
      'steps',
      (copied + worked) / (heads + Math.max(wanted.length, steps)),
      `${worked} of ${wanted.length} steps right${copied === heads ? '' : ', not of what is asked'}`,
    ),
    format(shaped, 'steps, then the answer', 'not steps, then the answer'),
    ...manner(reading, 3, most),
  ];
}
