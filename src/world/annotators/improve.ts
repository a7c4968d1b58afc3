/**
 * A written improved completion: the annotator mends the better reply and types it anew, with slips of the hand. The
 * lecture's spelling incident (claim D1) comes from counting this text as the best reply, which it is not: it is the
 * one with the most typing errors.
 */
import type { PromptRow } from '../../data/records';
import type { Random } from '../../random';
import { editDraft } from '../demonstrations/edit';
import { addTypos } from '../typos';
import type { AnnotatorTraits } from './traits';

/** The reply as the annotator would have it: mended as far as skill and effort go, typed by hand. Never throws. */
export function improve(
  { skill, effort, typoRate }: AnnotatorTraits,
  prompt: PromptRow['prompt'],
  reply: string,
  random: Random,
): string {
  const { text } = editDraft(prompt, reply, { care: skill * effort }, random);
  return addTypos(text, typoRate, random.split('typing'));
}
