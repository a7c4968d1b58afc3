/**
 * What a prompt asks, read from its text alone: the judge never sees ids. It looks for the entities of the
 * world, not for wordings, so that rephrased prompts are recognised too; only follow-ups are known by their words.
 */
import type { PromptRow } from '../../data/records';
import { taskFamilies, type Subject } from '../families';
import { recogniseAmong } from '../families/recognise';

/** What a prompt asks, or undefined when it is none of the world's. */
export function recognise(prompt: PromptRow['prompt']): Subject | undefined {
  return recogniseAmong(taskFamilies, prompt);
}
