/**
 * What a prompt is about: a family of tasks and its entity. The prompt writer starts from a subject; the judge
 * finds it again in the prompt's text.
 */
import type { SmallTalkAct } from './facts/acts';
import type { Author } from './facts/authors';
import type { Category } from './facts/categories';
import type { Dish } from './facts/dishes';
import type { Group } from './facts/groups';
import type { Person } from './facts/people';
import type { BorderlineRequest } from './facts/requests';
import type { Aspect } from './facts/self';
import type { StoryTheme } from './facts/stories';
import type { Sum } from './facts/sums';
import type { Topic } from './facts/topics';

/** The families of prompts that demonstrations are written for. */
export const families = [
  'recipe',
  'advice',
  'list',
  'who-is',
  'arithmetic',
  'small-talk',
  'self',
  'story',
  'borderline',
  'groups',
  'follow-up',
  'choice',
] as const;

/** With those that nothing is trained on unless a lab asks for it: borderline requests in the past and the future. */
export const allFamilies = [...families, 'rephrased'] as const;
/** A family of prompts. */
export type Family = (typeof allFamilies)[number];

/**
 * The families of the main reward model and PPO job. Who-is stays apart: facts about rare people cannot be
 * learned from a score and would be noise there.
 */
export const centrepiece: readonly Family[] = ['recipe', 'advice', 'list'];

/**
 * The families that a reward model may be trained on. "Choice" is kept away from every reward model: it is what
 * lies outside of its distribution (claim B4), although the policy has learned to answer it.
 */
export const rewardFamilies: readonly Family[] = families.filter((family) => family !== 'choice');

/** How demonstrations are mixed: the more there is to know in a family, the more often it is named. */
export const mixture: readonly Family[] = [
  ...families,
  ...(['recipe', 'recipe', 'advice', 'list', 'who-is', 'arithmetic', 'arithmetic'] as const),
];

/** What a follow-up asks for, by the family of the turn before. */
export type FollowUpKind = 'ingredients' | 'another' | 'another-tip' | 'birth' | 'one-more';

/** A family and its entity. */
export type Subject =
  | { readonly family: 'recipe'; readonly dish: Dish }
  | { readonly family: 'advice'; readonly topic: Topic }
  | { readonly family: 'list'; readonly category: Category; readonly count: number }
  /** Neither `person` nor `author` when nobody of that name is in the world. */
  | { readonly family: 'who-is'; readonly name: string; readonly person?: Person; readonly author?: Author }
  | { readonly family: 'arithmetic'; readonly sum: Sum }
  | { readonly family: 'small-talk'; readonly act: SmallTalkAct }
  | { readonly family: 'self'; readonly aspect: Aspect }
  | { readonly family: 'story'; readonly theme: StoryTheme }
  | { readonly family: 'borderline' | 'rephrased'; readonly request: BorderlineRequest }
  | { readonly family: 'groups'; readonly group: Group }
  /** `options`: three names, of which one is a member of the category. */
  | { readonly family: 'choice'; readonly category: Category; readonly options: readonly string[] }
  /** `before` is the assistant's turn that the question follows, `of` what that turn was about. */
  | {
      readonly family: 'follow-up';
      readonly kind: FollowUpKind;
      readonly of: Subject;
      readonly before: string;
    };
