/**
 * Three ways to come by a demonstration (lecture claim B2, scalable supervision): written alone, one of the model's
 * drafts edited, the best of some drafts chosen. Each with its labour in seconds, so that quality can be held against
 * cost.
 */
import type { Random } from '../../random';
import { writeReply } from '../families/write';
import { judge } from '../judge/judge';
import type { Prompt } from '../prompts';
import { addTypos } from '../typos';
import type { WorldDemonstration } from './demonstrations';
import { editDraft, readingTime, writingTime, type EditOptions } from './edit';
import { largest } from '../../extremes';

/** Written without help; a draft that was edited; the best of several drafts. */
export const ways = ['alone', 'edited', 'chosen'] as const;
/** One of the ways. */
export type Way = (typeof ways)[number];

/** A demonstration that is not drawn from a quality, with what it cost. */
export interface LabouredDemonstration extends Pick<
  WorldDemonstration,
  'id' | 'family' | 'split' | 'messages'
> {
  /** How it was come by. */
  readonly quality: Way;
  /** Seconds of labour by the cost model of edit.ts. */
  readonly seconds: number;
}

/** The reply that a person comes to, and the seconds that it takes. */
function work(
  way: Way,
  prompt: Prompt,
  drafts: readonly string[],
  options: EditOptions,
  random: Random,
): { text: string; seconds: number } {
  const messages = [...prompt.messages];
  switch (way) {
    case 'alone': {
      const text = writeReply(prompt.subject, new Set(), random.split('reply'));
      return {
        text: addTypos(text, options.typoRate ?? 0, random.split('hand')),
        seconds: writingTime(text),
      };
    }
    case 'edited':
      return editDraft(messages, drafts[0], options, random);
    case 'chosen': {
      const scores = drafts.map((draft) => judge(messages, draft).score);
      return { text: drafts[scores.indexOf(largest(scores))], seconds: readingTime(drafts.join(' ')) };
    }
  }
}

/**
 * A demonstration on a prompt, come by in one of the ways.
 * @param drafts the model's replies to the prompt; the first is edited, the best is chosen, none is needed alone.
 * @param options care and typing errors of the person; choosing takes neither.
 * @throws RangeError without a draft where one is needed.
 */
export function demonstrateBy(
  way: Way,
  prompt: Prompt,
  drafts: readonly string[],
  options: EditOptions,
  random: Random,
): LabouredDemonstration {
  if (way !== 'alone' && drafts.length === 0)
    throw new RangeError(`${prompt.id}: no draft; expected at least one for "${way}"`);
  const { text, seconds } = work(way, prompt, drafts, options, random);
  const { id, family, split, messages } = prompt;
  return {
    id: `${id}#${way}`,
    family,
    split,
    messages: [...messages, { role: 'assistant', content: text }],
    quality: way,
    seconds,
  };
}
