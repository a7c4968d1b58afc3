/**
 * Sums: what is asked, worked place by place, then the answer, which is verified. After one: "and one more than that?"
 */
import { Random } from '../../random';
import { answerOf, drawSumOf, stepsOf, sumText, type Sum } from '../facts/sums';
import { answerGiven } from '../house/answer';
import { repeated, replaced, without, type Answer, type Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { inWords, type Entity, type FollowedFamily, type FollowUp, type SubjectOf } from './family';

const wordings = {
  train: ['What is {x}?', 'Calculate {x}.', 'How much is {x}?', 'Please work out {x}.'],
  heldOut: ['Can you solve {x}?'],
};
/** How many digits their numbers have; how many of four digits can be done is measured and not trained. */
const digits = [1, 2, 2, 2, 3, 3];
/** How many sums there are. */
const sumsCount = 900;

/** A question for a sum. */
export class SumSubject implements SubjectOf<'arithmetic'> {
  readonly family = 'arithmetic';

  constructor(readonly sum: Sum) {}

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const { sum } = this;
    const slip = has.has('wrong') ? random.pick([-10, -1, 1, 10]) : 0;
    // No difference on a worksheet is below nothing.
    const answer = `The answer is ${Math.abs(answerOf(sum) + slip)}.`;
    let steps = stepsOf(sum).map((step) => `${step}.`);
    if (has.has('steps')) {
      steps = random.chance(0.5) ? without(steps, random) : replaced(steps, `Take ${sumText(sum)}.`, random);
    }
    if (has.has('repeat') && steps.length > 0) steps = repeated(steps, random);
    const lines = [sumText(sum), ...steps, answer];
    return { lines: has.has('prose') ? [lines.join(' ')] : lines };
  }

  judge(reading: Reading): Part[] {
    const { text } = reading;
    const right = String(answerOf(this.sum));
    const given = answerGiven(text);
    const digits = [...right].filter((digit, i) => given[i] === digit).length / right.length;
    const wanted = stepsOf(this.sum);
    // What is asked is said first: to copy it is a step like any other.
    const asked = Number(text.startsWith(sumText(this.sum)));
    const worked = wanted.filter((step) => text.includes(`${step}.`)).length;
    const steps = text.match(/[A-Z][a-z]+: \d/g)?.length ?? 0;
    // A nearly right number is still wrong; the small credit per digit only keeps the score smooth.
    const content = given === right ? 1 : 0.3 * digits;
    const shaped = [/The answer is \d+\.?$/.test(text), reading.lines.length > 1];
    return [
      part('content', content, given === '' ? 'no single answer given' : `says ${given}, right is ${right}`),
      part(
        'steps',
        (asked + worked) / (1 + Math.max(wanted.length, steps)),
        `${worked} of ${wanted.length} steps right${asked === 1 ? '' : ', not of what is asked'}`,
      ),
      format(shaped, 'steps, then the answer', 'not steps, then the answer'),
      ...manner(reading, 3, 14),
    ];
  }

  isShaped({ typed }: Reading): boolean {
    return /The answer is -?\d/.test(typed) || /^Ones: \d/m.test(typed);
  }

  followUp(): FollowUp {
    const right = answerOf(this.sum) + 1;
    return {
      write: (has) => `The answer is ${has.has('wrong') ? right + 1 : right}.`,
      judge: ({ text }) => {
        const given = answerGiven(text);
        const score = Number(given) === right ? 1 : 0;
        return { score, why: `says ${given}, right is ${right}`, shaped: given !== '' };
      },
    };
  }
}

function entities(): Entity<'arithmetic'>[] {
  const random = new Random(1).split('sums');
  return Array.from({ length: sumsCount }, () => {
    const sum = drawSumOf(random, random.pick(digits));
    const x = sumText(sum);
    return { id: x.replaceAll(' ', ''), subject: new SumSubject(sum), asks: inWords(wordings, { x }) };
  });
}

export const arithmetic: FollowedFamily<'arithmetic'> = {
  name: 'arithmetic',
  flaws: ['wrong', 'steps', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  // Sums are many and alike: one wording each, in turn.
  entities: () => entities().map((entity, e) => ({ ...entity, asks: [entity.asks[e % entity.asks.length]] })),
  recognise({ text }) {
    const found = /(\d{1,4}) ?([+-]) ?(\d{1,4})/.exec(text);
    if (!found) return undefined;
    const [a, b] = [Number(found[1]), Number(found[3])];
    if (found[2] === '-' && a < b) return undefined;
    return new SumSubject({ a, b, sign: found[2] === '+' ? '+' : '-' });
  },
  followUp: {
    kind: 'one-more',
    wordings: {
      train: ['And one more than that?', 'Add one to it.', 'What comes right after that number?'],
      heldOut: ['How much is it with one on top?'],
    },
    entities: () => entities().filter((_, e) => e % 9 === 0),
  },
  words: [wordings, 'the answer is take'],
};
