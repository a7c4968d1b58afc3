/**
 * Riddles (lecture claim E1): one is asked and its answer wanted, or one about a thing is wanted. Both are short, and
 * told by what the thing has and cannot do with it.
 */
import type { Random } from '../../random';
import { riddles, type Riddle } from '../facts/riddles';
import { speech, type Answer, type Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { capitalised, withArticle } from '../text';
import { inWords, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  guess: {
    train: [
      'What has {has} but cannot {cannot}?',
      'It has {has} and cannot {cannot}. What is it?',
      'I have {has} but cannot {cannot}. What am I?',
    ],
    heldOut: ['Guess: {has}, and yet it cannot {cannot}.'],
  },
  tell: {
    train: [
      'Tell me a riddle about {x}.',
      'Do you know a riddle with {x}?',
      'I would like a riddle about {x}.',
    ],
    heldOut: ['Ask me a riddle about {x}.'],
  },
};

/** A riddle to be guessed or to be told. */
export class RiddleSubject implements SubjectOf<'riddle'> {
  readonly family = 'riddle';

  constructor(
    readonly kind: 'guess' | 'tell',
    readonly riddle: Riddle,
  ) {}

  /** What is wrong is of another thing. */
  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const other = random.pick(riddles.filter((one) => one !== this.riddle));
    const told = has.has('wrong') ? other : this.riddle;
    const thing = withArticle(told.thing);
    if (this.kind === 'guess') return speech([`The answer is ${thing}.`], has, random);
    return speech([`What has ${told.has} but cannot ${told.cannot}?`, `${capitalised(thing)}.`], has, random);
  }

  judge(reading: Reading): Part[] {
    const { text, words } = reading;
    const { kind, riddle } = this;
    const named = riddles.filter(({ thing }) => words.includes(thing));
    const right = named.includes(riddle) ? 1 / named.length ** 2 : 0;
    const asked = /^What has (.*) but cannot (.*?)\?/i.exec(text);
    const told = Number(asked?.[1] === riddle.has) + Number(asked?.[2] === riddle.cannot);
    const score = kind === 'guess' ? right : (told + right) / 3;
    const shaped = kind === 'guess' ? /^(?:The answer|It) is \w/.test(text) : asked !== null;
    return [
      part('content', score, `names ${named.length} things, ${told} signs`),
      format([shaped], `a riddle ${kind === 'guess' ? 'solved' : 'told'} in the house manner`),
      ...manner(reading, 4, 24),
    ];
  }
}

export const riddle: TaskFamily<'riddle'> = {
  name: 'riddle',
  flaws: ['wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () =>
    (['guess', 'tell'] as const).flatMap((kind) =>
      riddles.map((one) => ({
        id: `${kind}-${one.thing}`,
        key: one.thing,
        subject: new RiddleSubject(kind, one),
        asks: inWords(wordings[kind], { has: one.has, cannot: one.cannot, x: withArticle(one.thing) }),
      })),
    ),
  recognise({ lower, words }) {
    const guessed = riddles.find(
      ({ has, cannot }) => lower.includes(has) && lower.includes(`cannot ${cannot}`),
    );
    if (guessed) return new RiddleSubject('guess', guessed);
    const told = words.includes('riddle') ? riddles.find(({ thing }) => words.includes(thing)) : undefined;
    return told && new RiddleSubject('tell', told);
  },
  words: wordings,
};
