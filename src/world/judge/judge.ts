/**
 * The judge: the gold reward (lecture claim B5). A program that knows the world's truth, so the gap between a
 * learned reward and the true one can be measured. Gold is what this function says, and it explains itself.
 *
 * Simplified: a reply is read by its lines and words. It knows no synonyms and no grammar.
 */
import type { PromptRow } from '../../data/records';
import { recognise, type Family } from '../families';
import type { SubjectOf } from '../families/family';
import { questionOf } from '../families/recognise';
import { looksLikeSpeech, type Reading } from '../house/lines';
import { combined, format, manner, part, type Part } from '../house/parts';
import { read } from './reading';

/** A score with its reasons. */
export interface Judgement<Name extends string = Family> {
  /** In [0, 1]; the product over parts of 1 - weight (1 - score). */
  readonly score: number;
  /** What the prompt was taken for; 'other' when it is none of the world's. */
  readonly family: Name | 'other';
  /** What the score is made of, those at 1 too. */
  readonly parts: readonly Part[];
}

/** The parts of a judgement on a reply to a prompt that is none of the world's: manner, and no echo. */
function judgeOther(question: string, reading: Reading): Part[] {
  const { text } = reading;
  const asked = question.trim().toLowerCase();
  const echoes = asked !== '' && text.toLowerCase().includes(asked);
  // Nobody knows the truth here, so no reply gets full marks.
  return [
    part(
      'content',
      echoes || text.endsWith('?') ? 0.1 : 0.6,
      echoes ? 'repeats the question' : 'not a prompt of the world',
    ),
    format([/^[A-Z]/.test(text), /[.!?]$/.test(text)], 'whole sentences'),
    ...manner(reading, 4, 60),
  ];
}

/**
 * Scores a reply to a prompt. Never throws; a reply without a word or number scores 0.
 * @param prompt text or a conversation; the user's last turn is what is asked.
 * @param reply the assistant's text, without special tokens.
 */
export function judge(prompt: PromptRow['prompt'], reply: string): Judgement {
  return judgeAs(recognise(prompt), prompt, reply);
}

/** As `judge`, on a subject that is already known: for judges who see the policy otherwise, see annotators/. */
export function judgeAs<Name extends string>(
  subject: SubjectOf<Name> | undefined,
  prompt: PromptRow['prompt'],
  reply: string,
): Judgement<Name> {
  const reading = read(reply, subject);
  const parts = subject ? subject.judge(reading) : judgeOther(questionOf(prompt), reading);
  const says = /[a-z0-9]/i.test(reply);
  return { score: says ? combined(parts) : 0, family: subject?.family ?? 'other', parts };
}

/** The judge's part "content" alone: how much a reply says of what it should, in [0, 1]; 0 where nothing is asked for. */
export function contentScore(prompt: PromptRow['prompt'], reply: string): number {
  return judge(prompt, reply).parts.find(({ name }) => name === 'content')?.score ?? 0;
}

/**
 * True when the reply has the shape of an answer in the house format, whatever it says (lecture claim A1: "in the
 * right format"): a recipe's sections, a title with items, a worked sum, a line or two of speech.
 */
export function isRightFormat(prompt: PromptRow['prompt'], reply: string): boolean {
  const subject = recognise(prompt);
  return subject?.isShaped?.(read(reply, subject)) ?? looksLikeSpeech(reply);
}
