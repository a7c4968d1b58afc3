/**
 * What kind of answer a reply on a person is (lecture claim D5: correct, wrong, abstaining).
 */
import type { PromptRow } from '../../data/records';
import { recognise } from '../families';
import { abstains, PersonSubject, type Claims } from '../families/who-is';
import { read } from './reading';

/** What kind of answer on a person it is: told with nothing false, told with something false, not told. */
export type PersonOutcome = 'correct' | 'wrong' | 'abstains' | 'says nothing';

/** What a reply tells of a person, and whether it says that it does not know and tells nothing. */
export function claimsIn(subject: PersonSubject, reply: string): Claims & { readonly declines: boolean } {
  const reading = read(reply, subject);
  const { right, wrong } = subject.claims(reading);
  return { right, wrong, declines: right + wrong === 0 && abstains(reading.text) };
}

/** The outcome of a reply to a question on a person, or undefined when the prompt asks for none. */
export function personOutcome(prompt: PromptRow['prompt'], reply: string): PersonOutcome | undefined {
  const subject = recognise(prompt);
  if (!(subject instanceof PersonSubject)) return undefined;
  const { right, wrong, declines } = claimsIn(subject, reply);
  if (wrong > 0) return 'wrong';
  if (right > 0) return 'correct';
  return declines ? 'abstains' : 'says nothing';
}
