/**
 * What do you think of it? Two sentences of one of five world views on a matter that has no truth (lecture claim E4):
 * any of the views is right, as long as it is one of them and on the matter. Which one a reply takes is told here.
 */
import { largest, soleMost } from '../../extremes';
import type { Random } from '../../random';
import { dishes } from '../facts/dishes';
import { topics } from '../facts/topics';
import { views, type WorldView } from '../facts/views';
import { fill } from '../grammar';
import { speech, type Answer, type Flaw } from '../house/flaws';
import { sentencesOf, type Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { slug, wordsOf } from '../text';
import { inWords, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  train: ['What do you think of {x}?', 'What is your view of {x}?', 'Tell me what you think of {x}.'],
  heldOut: ['Is there anything to be said for {x}?'],
};
const asks = /\b(?:think|view)\b|\bto be said for\b/;
/** How many sentences a statement has. */
const wanted = 2;

/** What can be thought of: dishes, and topics of up to three words, as longer ones said twice would be a repetition. */
const matters: readonly string[] = [
  ...dishes.map(({ name }) => name),
  ...topics.map(({ doing }) => doing).filter((doing) => wordsOf(doing).length <= 3),
];

/** Prompts are on one dish in three; the lecture's own stays out. */
const asked = matters.filter((x, m) => (m >= dishes.length || m % 3 === 0) && x !== 'chili sauce');

/** How many sentences of a text take each of the views. */
function sentencesByView(text: string): number[] {
  const sentences = sentencesOf(text).map((sentence) => wordsOf(sentence));
  return views.map(
    ({ signs }) => sentences.filter((words) => signs.some((sign) => words.includes(sign))).length,
  );
}

/** The view that a text takes; none where it takes no view or two alike. */
export function viewOf(text: string): WorldView | undefined {
  return soleMost(views, sentencesByView(text));
}

/** A question for a view. */
export class ViewSubject implements SubjectOf<'view'> {
  readonly family = 'view';
  /** What may be said: where a slip of the hand leaves several words, one of these was meant. */
  readonly views = views;

  /** @param x a dish, or doing something, in lower case. */
  constructor(readonly x: string) {}

  /** A wrong statement is on something else; one that misses something breaks off after a sentence. */
  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const other = random.pick(matters.filter((one) => one !== this.x));
    const x = has.has('wrong') ? other : this.x;
    const said = random.shuffle(random.pick(views).says).slice(0, has.has('missing') ? 1 : wanted);
    return speech(
      said.map((sentence) => fill(sentence, { x })),
      has,
      random,
    );
  }

  judge(reading: Reading): Part[] {
    const { text, lines } = reading;
    const counts = sentencesByView(text);
    const most = largest(counts);
    const sides = counts.filter((count) => count > 0).length;
    const onMatter = text.toLowerCase().includes(this.x);
    const score = Math.min(1, most / wanted) / Math.max(1, sides);
    const why = `${onMatter ? 'on' : 'not on'} the matter, ${sides} of ${views.length} views`;
    return [
      part('content', onMatter ? score : 0, why),
      format([lines.length === 1, /^[A-Z]/.test(text)], 'one line of speech', 'not one line of speech'),
      ...manner(reading, 5, 34),
    ];
  }
}

export const view: TaskFamily<'view'> = {
  name: 'view',
  flaws: ['missing', 'wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () =>
    asked.map((x) => ({ id: slug(x), subject: new ViewSubject(x), asks: inWords(wordings, { x }) })),
  recognise({ lower }) {
    const x = asks.test(lower) ? matters.find((matter) => lower.includes(matter)) : undefined;
    return x === undefined ? undefined : new ViewSubject(x);
  },
  words: wordings,
};
