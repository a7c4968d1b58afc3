/**
 * Sums of several steps, "12 + 7 - 3 + 40", worked one step after another; every step and the answer are verified
 * (lecture claim F1: rewards that need no reward model). More steps than are ever trained are new ones.
 */
import { Random } from '../../random';
import { answerOf, chainText, drawChain, sumText, type Sum } from '../facts/sums';
import type { Answer, Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import type { Part } from '../house/parts';
import { judgeWork, writeWork, type Work } from '../house/worked';
import { sumWordings } from './arithmetic';
import { inWords, type Entity, type SubjectOf, type TaskFamily } from './family';

/** How many steps the chains have; those above the last that is trained are new to everything. */
const steps = [2, 2, 3, 3, 4, 4, 5, 6];
const mostTrained = 4;
const chainsCount = 900;

/** A question for a chain of sums. */
export class ChainSubject implements SubjectOf<'chain'> {
  readonly family = 'chain';

  /** @param chain each step a sum on what the last one gave; at least two, none below 0. */
  constructor(readonly chain: readonly Sum[]) {}

  /** How it is worked. */
  get work(): Work {
    const { chain } = this;
    const steps = chain.map((sum) => `${sumText(sum)} = ${answerOf(sum)}`);
    return { asked: chainText(chain), steps, answer: answerOf(chain[chain.length - 1]) };
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    return writeWork(this.work, has, random);
  }

  judge(reading: Reading): Part[] {
    return judgeWork(this.work, /\d [+-] \d+ = \d/g, reading, 14);
  }

  isShaped({ typed }: Reading): boolean {
    return /The answer is -?\d/.test(typed) || /^\d+ [+-] \d+ = \d/m.test(typed);
  }
}

/** No step occurs twice: said again, it would be a repetition. Chains are alike: one wording each, in turn. */
function entities(): Entity<'chain'>[] {
  const random = new Random(1).split('chains');
  return Array.from({ length: chainsCount }, () => drawChain(random, random.pick(steps)))
    .filter((chain) => new Set(chain.map(sumText)).size === chain.length)
    .map((chain, e) => {
      const x = chainText(chain);
      const asks = inWords(sumWordings, { x });
      return {
        id: x.replaceAll(' ', ''),
        place: chain.length > mostTrained ? 'new' : undefined,
        subject: new ChainSubject(chain),
        asks: [asks[e % asks.length]],
      };
    });
}

export const chain: TaskFamily<'chain'> = {
  name: 'chain',
  flaws: ['wrong', 'steps', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  entities,
  /** At least two signs; the first sum alone is arithmetic's. */
  recognise({ text }) {
    const found = /\d{1,4}(?: ?[+-] ?\d{1,4}){2,}/.exec(text);
    if (!found) return undefined;
    const [first, ...rest] = found[0].match(/[+-]|\d+/g) ?? [];
    const sums: Sum[] = [];
    for (let i = 0, a = Number(first); i < rest.length; i += 2) {
      const sum: Sum = { a, sign: rest[i] === '+' ? '+' : '-', b: Number(rest[i + 1]) };
      a = answerOf(sum);
      if (a < 0) return undefined;
      sums.push(sum);
    }
    return new ChainSubject(sums);
  },
  words: [],
};
