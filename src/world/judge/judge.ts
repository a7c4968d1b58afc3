/**
 * The judge: the gold reward (lecture claim B5). A program that knows the world's truth, so the gap between a
 * learned reward and the true one can be measured. Gold is what this function says, and it explains itself.
 *
 * Simplified: a reply is read by its lines and words. It knows no synonyms and no grammar.
 */
import type { PromptRow } from '../../data/records';
import type { Family, Subject } from '../subject';
import { linesOf } from '../text';
import { judgeAdvice, judgeList, looksLikeBullets } from './bullets';
import { combined, type Part } from './parts';
import { questionOf, recognise } from './recognise';
import { judgeRecipe, looksLikeRecipe } from './recipe';
import { answerIn, judgeOther, judgePerson, judgeSmallTalk, judgeSum } from './short';

/** A score with its reasons. */
export interface Judgement {
  /** In [0, 1]; the product over parts of 1 - weight (1 - score). */
  readonly score: number;
  /** What the prompt was taken for; 'other' when it is none of the world's. */
  readonly family: Family | 'other';
  readonly parts: readonly Part[];
}

function partsFor(subject: Subject | undefined, question: string, reply: string): Part[] {
  switch (subject?.family) {
    case 'recipe':
      return judgeRecipe(subject.dish, reply);
    case 'advice':
      return judgeAdvice(subject.topic, reply);
    case 'list':
      return judgeList(subject.category, subject.count, reply);
    case 'who-is':
      return judgePerson(subject.name, subject.person, reply);
    case 'arithmetic':
      return judgeSum(subject.sum, reply);
    case 'small-talk':
      return judgeSmallTalk(subject.act, reply);
    default:
      return judgeOther(question, reply);
  }
}

/**
 * Scores a reply to a prompt. Never throws; a reply without a word or number scores 0.
 * @param prompt text or a conversation; the user's last turn is what is asked.
 * @param reply the assistant's text, without special tokens.
 */
export function judge(prompt: PromptRow['prompt'], reply: string): Judgement {
  const question = questionOf(prompt);
  const subject = recognise(question);
  const parts = partsFor(subject, question, reply);
  const says = /[a-z0-9]/i.test(reply);
  return { score: says ? combined(parts) : 0, family: subject?.family ?? 'other', parts };
}

/**
 * True when the reply has the shape of an answer in the house format, whatever it says: a recipe's sections,
 * a title with items, a sentence on the person, a worked sum, a line or two of speech.
 */
export function isRightFormat(prompt: PromptRow['prompt'], reply: string): boolean {
  const subject = recognise(questionOf(prompt));
  switch (subject?.family) {
    case 'recipe':
      return looksLikeRecipe(reply);
    case 'advice':
      return looksLikeBullets(reply, 'bullet');
    case 'list':
      return looksLikeBullets(reply, 'numbered');
    case 'who-is': {
      const name = subject.name.toLowerCase();
      const text = reply.toLowerCase();
      return text.includes(`${name} is `) || /^i (?:do not|am sorry)/m.test(text);
    }
    case 'arithmetic':
      return answerIn(reply) !== undefined || /^Ones: \d/m.test(reply);
    case 'small-talk':
    case undefined: {
      const lines = linesOf(reply);
      return lines.length >= 1 && lines.length <= 2 && lines.every((line) => /^[A-Z][^:]*[.!?]$/.test(line));
    }
  }
}
