/** A family of its own, in a file: what a new one takes. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { works } from '../../../src/world/facts/people';
import { taskFamilies } from '../../../src/world/families';
import {
  inWords,
  type FollowedFamily,
  type FollowUp,
  type SubjectOf,
} from '../../../src/world/families/family';
import { followUpsOn } from '../../../src/world/families/follow-up';
import { recogniseAmong } from '../../../src/world/families/recognise';
import { writeReply } from '../../../src/world/families/write';
import { speech, type Answer, type Flaw } from '../../../src/world/house/flaws';
import type { Reading } from '../../../src/world/house/lines';
import { format, manner, part, type Part } from '../../../src/world/house/parts';
import { judgeAs } from '../../../src/world/judge/judge';
import { prompts, promptsOf } from '../../../src/world/prompts';
import { wordsOf } from '../../../src/world/text';

const wordings = {
  train: ['What is the work of the {x}?', 'Name the work of the {x}.'],
  heldOut: ['Tell me the work of the {x}.'],
};
const all = Object.values(works).flat();

class WorkSubject implements SubjectOf<'work'> {
  readonly family = 'work';

  constructor(readonly profession: string) {}

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const own = works[this.profession];
    const named = random.pick(has.has('wrong') ? all.filter((work) => !own.includes(work)) : own);
    return speech([`The work of the ${this.profession} is the ${named}.`], has, random);
  }

  judge(reading: Reading): Part[] {
    const right = works[this.profession].some((work) => reading.words.includes(work));
    const shaped = reading.text.startsWith(`The work of the ${this.profession} is the `);
    return [
      part('content', Number(right), right ? 'the right work' : 'not the right work'),
      format([shaped], 'a whole sentence', 'not a whole sentence'),
      ...manner(reading, 6, 20),
    ];
  }

  followUp(before: string): FollowUp {
    const said = wordsOf(before);
    const fresh = works[this.profession].filter((work) => !said.includes(work));
    return {
      write: (has, random) =>
        `The other is the ${random.pick(has.has('wrong') ? all.filter((one) => one !== fresh[0]) : fresh)}.`,
      judge: ({ words }) => ({ score: Number(words.includes(fresh[0])), why: fresh[0], shaped: true }),
    };
  }
}

const entities = () =>
  Object.keys(works).map((x) => ({ id: x, subject: new WorkSubject(x), asks: inWords(wordings, { x }) }));

const work: FollowedFamily<'work'> = {
  name: 'work',
  flaws: ['wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities,
  recognise({ lower }) {
    const profession = /\bwork of the (\w+)/.exec(lower)?.[1] ?? '';
    return Object.hasOwn(works, profession) ? new WorkSubject(profession) : undefined;
  },
  followUp: { kind: 'other', wordings: { train: ['What is the other?'], heldOut: ['And?'] }, entities },
  words: wordings,
};

const followUp = followUpsOn([work], [work]);
const families = [followUp, work, ...taskFamilies];

describe('a new family', () => {
  it.each([work, followUp])('$name: prompts of all splits, recognised from their text', (family) => {
    const made = promptsOf<string>(family);
    expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
    expect(new Set(made.map(({ split }) => split)).size).toBe(4);
    for (const { messages, subject, id } of made)
      expect(recogniseAmong(families, [...messages]), id).toStrictEqual(subject);
  });

  it.each([work, followUp])('$name: answers that are judged right, and worse with each flaw', (family) => {
    promptsOf<string>(family).forEach(({ messages, subject, id }, i) => {
      const score = (flaws: Flaw[]): number =>
        judgeAs(subject, [...messages], writeReply(subject, new Set(flaws), new Random(i))).score;
      expect(score([]), id).toBe(1);
      for (const flaw of ['repeat', 'filler', 'cut'] as const) expect(score([flaw]), id).toBeLessThan(1);
      expect(score(['wrong']), id).toBeLessThan(0.2);
    });
  });

  it('leaves the others as they are', () => {
    for (const { messages, subject, id } of prompts('familiar'))
      expect(recogniseAmong(families, [...messages]), id).toStrictEqual(subject);
  });
});
