/**
 * What a prompt is about: a family of tasks and its entity. The prompt writer starts from a subject; the judge
 * finds it again in the prompt's text.
 */
import type { Act } from './facts/acts';
import type { Category } from './facts/categories';
import type { Dish } from './facts/dishes';
import type { Person } from './facts/people';
import type { Sum } from './facts/sums';
import type { Topic } from './facts/topics';

/** The families of prompts. */
export const families = ['recipe', 'advice', 'list', 'who-is', 'arithmetic', 'small-talk'] as const;
export type Family = (typeof families)[number];

/**
 * The families of the main reward model and PPO job. Who-is stays apart: facts about rare people cannot be
 * learned from a score and would be noise there.
 */
export const centrepiece: readonly Family[] = ['recipe', 'advice', 'list'];

/** A family and its entity. */
export type Subject =
  | { readonly family: 'recipe'; readonly dish: Dish }
  | { readonly family: 'advice'; readonly topic: Topic }
  | { readonly family: 'list'; readonly category: Category; readonly count: number }
  /** No `person` when nobody of that name is in the world. */
  | { readonly family: 'who-is'; readonly name: string; readonly person?: Person }
  | { readonly family: 'arithmetic'; readonly sum: Sum }
  | { readonly family: 'small-talk'; readonly act: Act };
