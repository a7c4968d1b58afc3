/**
 * What a prompt asks, read from its text alone: the judge never sees ids.
 */
import { asMessages, type PromptRow } from '../../data/records';
import { wordsOf } from '../text';
import type { Question, SubjectOf, TaskFamily } from './family';

/** The user's last words in a prompt. Throws nothing: a conversation without a user's turn gives ''. */
export function questionOf(prompt: PromptRow['prompt']): string {
  const turns = asMessages(prompt).filter((message) => message.role === 'user');
  return turns.length === 0 ? '' : turns[turns.length - 1].content;
}

/** What a prompt asks, by the first of the families that recognises it; undefined when none does. */
export function recogniseAmong<Name extends string>(
  families: readonly TaskFamily<Name>[],
  prompt: PromptRow['prompt'],
): SubjectOf<Name> | undefined {
  const text = questionOf(prompt);
  const question: Question = {
    text,
    lower: text.toLowerCase(),
    words: wordsOf(text),
    turns: asMessages(prompt),
  };
  for (const family of families) {
    const subject = family.recognise(question);
    if (subject) return subject;
  }
  return undefined;
}
