/**
 * Which state of things a reply tells (lecture claim C2: what came after the cut-off is known or is not).
 */
import type { PromptRow } from '../../data/records';
import { recognise } from '../families';
import { NewsSubject, type Era } from '../families/news';
import { read } from './reading';

/** What came last, what was so before the cut-off, or neither; undefined when the prompt asks for no news. */
export function newsEra(prompt: PromptRow['prompt'], reply: string): Era | undefined {
  const subject = recognise(prompt);
  return subject instanceof NewsSubject ? subject.tells(read(reply, subject).text) : undefined;
}
