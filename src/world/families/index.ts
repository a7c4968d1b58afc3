/**
 * The families. A new one is a file, a place among those that a question is tried on, and a name among those that
 * demonstrations are written for.
 */
import type { PromptRow } from '../../data/records';
import { advice } from './advice';
import { arithmetic } from './arithmetic';
import { card } from './card';
import { chain } from './chain';
import { choice } from './choice';
import type { SubjectOf, TaskFamily } from './family';
import { followUpsOn } from './follow-up';
import { groups } from './groups';
import { innocent } from './innocent';
import { list } from './list';
import { news } from './news';
import { program } from './program';
import { recipe } from './recipe';
import { recogniseAmong } from './recognise';
import { borderline, rephrased } from './requests';
import { stock } from './stock';
import { story } from './story';
import { riddle } from './riddle';
import { self, smallTalk } from './talk';
import { view } from './view';
import { whatIs } from './what-is';
import { whoIs } from './who-is';

/** What a lab may ask for: nothing of it ships, and nothing is trained on it by default. No other prompt has its signs. */
const onDemand = [chain, news, innocent, view, card, program, stock, riddle] as const;

/** Those whose questions stand by themselves, in the order in which a question is tried on them: surer signs first. */
const alone = [
  ...onDemand,
  smallTalk,
  self,
  choice,
  story,
  borderline,
  rephrased,
  groups,
  recipe,
  whatIs,
  arithmetic,
  list,
  advice,
  whoIs,
] as const;

/** All of them, in the order in which a prompt is tried on them. */
export const taskFamilies = [
  followUpsOn([recipe, list, advice, whoIs, arithmetic], alone),
  ...alone,
] as const;

/** The name of a family of prompts. */
export type Family = (typeof taskFamilies)[number]['name'];

/** What a prompt of the world is about: a family and its entity. */
export type Subject = SubjectOf<Family>;

/** What a prompt asks, or undefined when it is none of the world's. */
export function recognise(prompt: PromptRow['prompt']): Subject | undefined {
  return recogniseAmong(taskFamilies, prompt);
}

/** The families of prompts that demonstrations are written for, in the order in which they are drawn. */
export const families = [
  'recipe',
  'advice',
  'list',
  'who-is',
  'what-is',
  'arithmetic',
  'small-talk',
  'self',
  'story',
  'borderline',
  'groups',
  'follow-up',
  'choice',
] as const satisfies readonly Family[];

/** The families whose prompts ship: with borderline requests in the past and the future, which nothing is trained on. */
export const shippedFamilies: readonly Family[] = [...families, 'rephrased'];

/** With those that nothing is trained on unless a lab asks for it. */
export const allFamilies: readonly Family[] = [
  ...new Set<Family>([...families, ...taskFamilies.map(({ name }) => name)]),
];

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
  ...(['recipe', 'recipe', 'advice', 'list', 'who-is', 'what-is', 'arithmetic', 'arithmetic'] as const),
];

/** A family by its name. @throws RangeError when there is none of that name. */
export function familyNamed(name: Family): TaskFamily<Family> {
  const found = taskFamilies.find((family) => family.name === name);
  if (!found) throw new RangeError(`no family "${name}"; expected one of ${allFamilies.join(', ')}`);
  return found;
}
