/**
 * Sums: what is asked, worked place by place, then the answer, which is verified. After one: "and one more than that?"
 */
import { Random } from '../../random';
import { answerOf, drawSumOf, stepsOf, sumText, type Sum } from '../facts/sums';
import { answerGiven } from '../house/answer';
import type { Answer, Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import type { Part } from '../house/parts';
import { judgeWork, writeWork, type Work } from '../house/worked';
import { inWords, type Entity, type FollowedFamily, type FollowUp, type SubjectOf } from './family';

/** How a sum is asked for, of whatever length. */
export const sumWordings = {
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

  private get work(): Work {
    const { sum } = this;
    return { asked: sumText(sum), steps: stepsOf(sum), answer: answerOf(sum) };
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const slip = has.has('wrong') ? random.pick([-10, -1, 1, 10]) : 0;
    // No difference on a worksheet is below nothing.
    return writeWork(this.work, has, random, Math.abs(answerOf(this.sum) + slip));
  }

  judge(reading: Reading): Part[] {
    return judgeWork(this.work, /[A-Z][a-z]+: \d/g, reading, 14);
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
    return { id: x.replaceAll(' ', ''), subject: new SumSubject(sum), asks: inWords(sumWordings, { x }) };
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
  words: [sumWordings, 'the answer is take'],
};
