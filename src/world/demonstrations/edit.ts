/**
 * Demonstrations written together with a model (lecture claim B2), and improved completions (claim D1): a person takes
 * a draft, strikes out chatter and repetitions, corrects the spelling, and where it is wrong writes it anew, keeping
 * the lines that are right. What is typed by hand has typing errors of its own.
 *
 * The cost model, in seconds of labour: 240 words a minute are read, 40 a minute are typed, and 20 seconds are spent
 * to look up what is not known by heart, once for a reply whose content is the writer's own.
 */
import type { PromptRow } from '../../data/records';
import type { Random } from '../../random';
import { recognise, type Subject } from '../families';
import { writeReply } from '../families/write';
import { judgeAs } from '../judge/judge';
import { read } from '../judge/reading';
import { linesOf, wordsOf } from '../text';
import { addTypos } from '../typos';
import { largest } from '../../extremes';

/** The cost model, in seconds. Assumed, measured nowhere. */
export const labour = { secondsPerWordRead: 0.25, secondsPerWordTyped: 1.5, secondsToLookUp: 20 } as const;

/** Seconds to read texts. */
export function readingTime(...texts: string[]): number {
  return labour.secondsPerWordRead * texts.reduce((sum, text) => sum + wordsOf(text).length, 0);
}

/** Seconds to write a text alone. */
export function writingTime(text: string): number {
  return labour.secondsToLookUp + labour.secondsPerWordTyped * wordsOf(text).length;
}

/** An edited draft. */
export interface Edited {
  /** The reply as it is then. */
  readonly text: string;
  /** Seconds of labour. */
  readonly seconds: number;
  /** Words that were typed by hand. */
  readonly typed: number;
}

/** How a draft is edited. */
export interface EditOptions {
  /** Probability that what is wrong is seen and written anew; 1 by default. */
  readonly care?: number;
  /** Share of misspelt words of at least four letters in what is typed by hand; 0 by default. */
  readonly typoRate?: number;
}

/** An expert picks from this many ways to say it the one that keeps most of the draft. */
const ways = 8;

function closest(subject: Subject, kept: ReadonlySet<string>, random: Random): string {
  const all = Array.from({ length: ways }, (_, i) => writeReply(subject, new Set(), random.split('way', i)));
  const shared = all.map((text) => linesOf(text).filter((line) => kept.has(line)).length);
  return all[shared.indexOf(largest(shared))];
}

/**
 * Edits a draft of a reply.
 * @param prompt one of the world's; of any other only the manner is mended.
 */
export function editDraft(
  prompt: PromptRow['prompt'],
  draft: string,
  options: EditOptions,
  random: Random,
): Edited {
  const { care = 1, typoRate = 0 } = options;
  const subject = recognise(prompt);
  const tidy = read(draft, subject).text;
  const { score } = judgeAs(subject, prompt, tidy);
  const seconds = readingTime(draft);
  if (subject === undefined || score === 1 || !random.split('care').chance(care))
    return { text: tidy, seconds, typed: 0 };
  const kept = new Set(linesOf(tidy));
  const lines = linesOf(closest(subject, kept, random));
  const typed = lines.filter((line) => !kept.has(line));
  const hand = random.split('hand');
  return {
    text: lines.map((line) => (kept.has(line) ? line : addTypos(line, typoRate, hand))).join('\n'),
    seconds: seconds + writingTime(typed.join('\n')),
    typed: wordsOf(typed.join('\n')).length,
  };
}
