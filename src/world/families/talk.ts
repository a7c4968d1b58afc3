/**
 * Two families without a form: small talk, and questions about the assistant (lecture claim A4). What is said is
 * itself the wording. Some aspects of the assistant are held out whole, of all else some words.
 */
import type { Random } from '../../random';
import { actByWords, acts, plain, type SmallTalkAct } from '../facts/acts';
import { aspectByWords, aspects, hiddenAspects } from '../facts/self';
import { speech, type Answer, type Flaw } from '../house/flaws';
import { sentencesOf, type Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { linesOf } from '../text';
import { placeOfName, type Split, type SubjectOf, type TaskFamily } from './family';

type TalkFamily = 'small-talk' | 'self';

const all: readonly SmallTalkAct[] = [...acts, ...aspects];

/** Something said in small talk, or a question about an aspect of the assistant. */
export class ActSubject implements SubjectOf<TalkFamily> {
  constructor(
    readonly family: TalkFamily,
    readonly act: SmallTalkAct,
  ) {}

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const others = all.filter((other) => other !== this.act);
    return speech([random.pick((has.has('wrong') ? random.pick(others) : this.act).replies)], has, random);
  }

  judge(reading: Reading): Part[] {
    const { text, words } = reading;
    const { act } = this;
    const has = (other: SmallTalkAct): boolean => other.signs.some((sign) => words.includes(sign));
    const foreign = all.filter((other) => other !== act && has(other)).length;
    // Who only asks back does not answer.
    const says = sentencesOf(text).some((sentence) => !sentence.endsWith('?'));
    const fits = says && has(act) ? 1 / (1 + foreign) : 0;
    const shaped = [/^[A-Z]/.test(text), linesOf(text).length === 1];
    return [
      part('content', fits, fits === 1 ? `answers ${act.name}` : `does not answer ${act.name} alone`),
      format(shaped, 'one line of speech', 'not one line of speech'),
      ...manner(reading, 3, 16),
    ];
  }
}

/** What is said is itself the wording: each has a split of its own, and new ones are of an act that RL has met. */
function splitOfSaying(text: string): Split {
  const place = placeOfName(text);
  return place === 'new' ? 'familiar' : place;
}

function talk(
  name: TalkFamily,
  acts: readonly SmallTalkAct[],
  byWords: ReadonlyMap<string, SmallTalkAct>,
  hidden: ReadonlySet<string> = new Set(),
): TaskFamily<TalkFamily> {
  return {
    name,
    flaws: ['wrong', 'repeat', 'filler', 'cut', 'typos'],
    entities: () =>
      acts.map((act) => ({
        id: act.name,
        subject: new ActSubject(name, act),
        asks: act.says.map((text, number) => ({
          number,
          heldOut: false,
          split: hidden.has(act.name) ? 'new' : splitOfSaying(text),
          turns: [text],
        })),
      })),
    recognise({ text }) {
      const act = byWords.get(plain(text));
      return act && new ActSubject(name, act);
    },
    words: [],
  };
}

export const smallTalk = talk('small-talk', acts, actByWords);
export const self = talk('self', aspects, aspectByWords, hiddenAspects);
