/**
 * The prompts: every entity in several wordings, split into train and held-out both by entity and by wording.
 * A prompt is held out when its entity or its wording is; which ones are depends on their names alone, so
 * every seed has the same split. The lecture's own two prompts are held out.
 */
import type { Message } from '../data/records';
import { Random } from '../random';
import { acts } from './facts/acts';
import { categories } from './facts/categories';
import { dishes } from './facts/dishes';
import { people, personByName, unknownNames } from './facts/people';
import { drawSum, sumText } from './facts/sums';
import { topics } from './facts/topics';
import { fill, type Values } from './grammar';
import { families, type Family, type Subject } from './subject';
import { numberWords, slug, stableHash } from './text';

export type Split = 'train' | 'held-out';

/** A prompt with what it is about. */
export interface Prompt {
  /** Stable: family, entity and number of the wording, e.g. "recipe/chili-sauce/0". */
  readonly id: string;
  readonly family: Family;
  readonly split: Split;
  /** One user turn. */
  readonly messages: readonly Message[];
  readonly subject: Subject;
}

/** Wordings by family, those for training first. */
export const wordings: Record<Exclude<Family, 'small-talk'>, { train: string[]; heldOut: string[] }> = {
  recipe: {
    train: [
      'Please give me an easy {x} recipe.',
      'How do I make {x}?',
      'Can you give me a recipe for {x}?',
      'Tell me how to cook {x}.',
      'I would like to make {x} tonight.',
      'Do you have a good {x} recipe?',
    ],
    heldOut: ['What is a simple way to make {x}?', 'Could you write down a {x} recipe for me?'],
  },
  advice: {
    train: [
      'How do I {to}?',
      'Give me some tips for {doing}.',
      'I need advice on {doing}.',
      'What should I know about {doing}?',
      'Please help me to {to}.',
      'Can you give me tips for {doing}?',
      'I want to {to}. Any advice?',
      'What is the best way to {to}?',
      'Tell me something useful about {doing}.',
      'How can I get better at {doing}?',
    ],
    heldOut: ['Do you have any hints on {doing}?', 'Could you explain how to {to}?'],
  },
  list: {
    train: [
      'Name {x}.',
      'List {x}.',
      'Can you name {x}?',
      'Give me a list of {x}.',
      'Please write down {x}.',
      'I need the names of {x}.',
    ],
    heldOut: ['What are {x}?', 'Tell me {x}, please.'],
  },
  'who-is': {
    train: ['Who is {x}?', 'Tell me about {x}.', 'What is {x} known for?', 'Do you know who {x} is?'],
    heldOut: ['What can you tell me about {x}?'],
  },
  arithmetic: {
    train: ['What is {x}?', 'Calculate {x}.', 'How much is {x}?', 'Please work out {x}.'],
    heldOut: ['Can you solve {x}?'],
  },
};

const alwaysHeldOut = new Set(['recipe/chili-sauce', 'who-is/john-schulman']);
const heldOutShare = 6;

/** An entity's id, its subject, the values of its wordings' slots. */
interface Entity {
  readonly id: string;
  readonly subject: Subject;
  readonly values: Values;
}

const sumsCount = 300;

function entitiesOf(family: Exclude<Family, 'small-talk'>): Entity[] {
  switch (family) {
    case 'recipe':
      return dishes.map((dish) => ({
        id: slug(dish.name),
        subject: { family, dish },
        values: { x: dish.name },
      }));
    case 'advice':
      return topics.map((topic) => ({
        id: slug(topic.to),
        subject: { family, topic },
        values: { to: topic.to, doing: topic.doing },
      }));
    case 'list':
      return categories.flatMap((category) =>
        [3, 4, 5, 6].map((count) => ({
          id: slug(`${numberWords[count]} ${category.name}`),
          subject: { family, category, count },
          values: { x: `${numberWords[count]} ${category.name}` },
        })),
      );
    case 'who-is':
      return [...people.map((person) => person.name), ...unknownNames].map((name) => ({
        id: slug(name),
        subject: { family, name, person: personByName.get(name.toLowerCase()) },
        values: { x: name },
      }));
    case 'arithmetic': {
      const random = new Random(1).split('sums');
      return Array.from({ length: sumsCount }, () => {
        const sum = drawSum(random);
        return {
          id: sumText(sum).replaceAll(' ', ''),
          subject: { family, sum },
          values: { x: sumText(sum) },
        };
      });
    }
  }
}

function prompt(id: string, split: Split, subject: Subject, content: string): Prompt {
  return { id, family: subject.family, split, messages: [{ role: 'user', content }], subject };
}

/** Small talk has no entity: what is said is itself the wording. */
function smallTalk(): Prompt[] {
  return acts.flatMap((act) =>
    act.says.map((text, i) => {
      const id = `small-talk/${act.name}/${i}`;
      return prompt(
        id,
        stableHash(text, heldOutShare) === 0 ? 'held-out' : 'train',
        { family: 'small-talk', act },
        text,
      );
    }),
  );
}

function promptsOf(family: Family): Prompt[] {
  if (family === 'small-talk') return smallTalk();
  const { train, heldOut } = wordings[family];
  return entitiesOf(family).flatMap(({ id, subject, values }, e) => {
    const entity = `${family}/${id}`;
    const held = alwaysHeldOut.has(entity) || stableHash(entity, heldOutShare) === 0;
    const all = [...train, ...heldOut].map((wording, w) => {
      const text = fill(wording, values);
      return prompt(`${entity}/${w}`, held || w >= train.length ? 'held-out' : 'train', subject, text);
    });
    // Sums are many and alike: one wording each, in turn.
    return family === 'arithmetic' ? [all[e % all.length]] : all;
  });
}

/** All prompts by family, in a fixed order. */
const pools: ReadonlyMap<Family, Record<Split, readonly Prompt[]>> = new Map(
  families.map((family) => {
    const all = unique(promptsOf(family));
    const of = (split: Split): Prompt[] => all.filter((p) => p.split === split);
    return [family, { train: of('train'), 'held-out': of('held-out') }];
  }),
);

function unique(prompts: Prompt[]): Prompt[] {
  return [...new Map(prompts.map((p) => [p.id, p])).values()];
}

/** The prompts of a split, family after family. @param of all families when left out. */
export function prompts(split: Split, of: readonly Family[] = families): Prompt[] {
  return of.flatMap((family) => poolOf(family, split));
}

function poolOf(family: Family, split: Split): readonly Prompt[] {
  return pools.get(family)?.[split] ?? [];
}

/**
 * `count` prompts, each of a family drawn first (so that large families do not crowd out small ones).
 * @throws RangeError when `of` is empty.
 */
export function drawPrompts(
  random: Random,
  count: number,
  split: Split,
  of: readonly Family[] = families,
): Prompt[] {
  return Array.from({ length: count }, () => random.pick(poolOf(random.pick(of), split)));
}

/** The user's text of a prompt. */
export function promptText(of: Pick<Prompt, 'messages'>): string {
  return of.messages[of.messages.length - 1].content;
}
