/**
 * The judge: the gold reward (lecture claim B5). A program that knows the world's truth, so the gap between a
 * learned reward and the true one can be measured. Gold is what this function says, and it explains itself.
 *
 * Simplified: a reply is read by its lines and words. It knows no synonyms and no grammar.
 */
import type { PromptRow } from '../../data/records';
import type { Family, Subject } from '../subject';
import { judgeAdvice, judgeList } from './bullets';
import { judgeFollowUp } from './follow-up';
import { judgeGroup } from './groups';
import { combined, type Part } from './parts';
import { read, type Reading } from './reading';
import { questionOf, recognise } from './recognise';
import { judgeRecipe } from './recipe';
import { judgeRequest } from './request';
import { judgeAct, judgeAuthor, judgeChoice, judgeOther, judgePerson, judgeSum } from './short';
import { judgeStory } from './story';

/** A score with its reasons. */
export interface Judgement {
  /** In [0, 1]; the product over parts of 1 - weight (1 - score). */
  readonly score: number;
  /** What the prompt was taken for; 'other' when it is none of the world's. */
  readonly family: Family | 'other';
  /** What the score is made of, those at 1 too. */
  readonly parts: readonly Part[];
}

function partsFor(subject: Subject | undefined, question: string, reading: Reading): Part[] {
  switch (subject?.family) {
    case 'recipe':
      return judgeRecipe(subject.dish, reading);
    case 'advice':
      return judgeAdvice(subject.topic, reading);
    case 'list':
      return judgeList(subject.category, subject.count, reading);
    case 'who-is':
      return subject.author
        ? judgeAuthor(subject.author, reading)
        : judgePerson(subject.name, subject.person, reading);
    case 'arithmetic':
      return judgeSum(subject.sum, reading);
    case 'small-talk':
      return judgeAct(subject.act, reading);
    case 'self':
      return judgeAct(subject.aspect, reading);
    case 'story':
      return judgeStory(subject.theme, reading);
    case 'borderline':
    case 'rephrased':
      return judgeRequest(subject.request, reading);
    case 'groups':
      return judgeGroup(subject.group, reading);
    case 'choice':
      return judgeChoice(subject.category, subject.options, reading);
    case 'follow-up':
      return judgeFollowUp(subject, reading);
    case undefined:
      return judgeOther(question, reading);
  }
}

/**
 * Scores a reply to a prompt. Never throws; a reply without a word or number scores 0.
 * @param prompt text or a conversation; the user's last turn is what is asked.
 * @param reply the assistant's text, without special tokens.
 */
export function judge(prompt: PromptRow['prompt'], reply: string): Judgement {
  return judgeAs(recognise(prompt), questionOf(prompt), reply);
}

/** As `judge`, on a subject that is already known: for judges who see the policy otherwise, see annotators/. */
export function judgeAs(subject: Subject | undefined, question: string, reply: string): Judgement {
  const parts = partsFor(subject, question, read(reply, subject));
  const says = /[a-z0-9]/i.test(reply);
  return { score: says ? combined(parts) : 0, family: subject?.family ?? 'other', parts };
}
