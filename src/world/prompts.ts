/**
 * The prompts: every entity in several wordings, split into train and held-out both by entity and by wording.
 * A prompt is held out when its entity or its wording is; which ones are depends on their names alone, so
 * every seed has the same split. The lecture's own two prompts are held out.
 */
import type { Message } from '../data/records';
import { Random } from '../random';
import { writeReply } from './demonstrations/writer';
import { entitiesOf, type Entity } from './entities';
import { acts } from './facts/acts';
import { authors } from './facts/authors';
import { aspects, hiddenAspects } from './facts/self';
import { fill } from './grammar';
import { families, type Family, type FollowUpKind, type Subject } from './subject';
import { slug, stableHash } from './text';
import { followUpWordings, wordings } from './wordings';

/** Prompts to train on, and prompts of other entities or wordings to measure on. */
export type Split = 'train' | 'held-out';

/** A prompt with what it is about. */
export interface Prompt {
  /** Stable: family, entity and number of the wording, e.g. "recipe/chili-sauce/0". */
  readonly id: string;
  /** What kind of prompt it is. */
  readonly family: Family;
  /** By its id alone, so the same for every seed. */
  readonly split: Split;
  /** A conversation that ends with the user's turn; one turn but for follow-ups. */
  readonly messages: readonly Message[];
  /** What is asked, as the judge knows it. */
  readonly subject: Subject;
}

/** The lecture's dish; and no demonstration speaks of real people. */
const alwaysHeldOut = new Set(['recipe/chili-sauce', ...authors.map(({ name }) => `who-is/${slug(name)}`)]);
const heldOutShare = 6;

function isHeldOut(family: Family, { id, key = id }: Entity): boolean {
  const name = `${family}/${key}`;
  return alwaysHeldOut.has(name) || stableHash(name, heldOutShare) === 0;
}

function prompt(id: string, split: Split, subject: Subject, ...turns: string[]): Prompt {
  const messages = turns.map(
    (content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }) as const,
  );
  return { id, family: subject.family, split, messages, subject };
}

/** Small talk has no entity: what is said is itself the wording. */
function smallTalk(): Prompt[] {
  return acts.flatMap((act) =>
    act.says.map((text, i) => {
      const split = stableHash(text, heldOutShare) === 0 ? 'held-out' : 'train';
      return prompt(`small-talk/${act.name}/${i}`, split, { family: 'small-talk', act }, text);
    }),
  );
}

/** Questions about the assistant: some aspects are held out whole, of the others some words. */
function aboutSelf(): Prompt[] {
  return aspects.flatMap((aspect) =>
    aspect.says.map((text, i) => {
      const held = hiddenAspects.has(aspect.name) || stableHash(text, heldOutShare) === 0;
      return prompt(
        `self/${aspect.name}/${i}`,
        held ? 'held-out' : 'train',
        { family: 'self', aspect },
        text,
      );
    }),
  );
}

/** Of which family's entities there are follow-ups, what they ask for, and every how many-th entity has one. */
const followed = [
  ['recipe', 'ingredients', 3],
  ['list', 'another', 1],
  ['advice', 'another-tip', 1],
  ['who-is', 'birth', 3],
  ['arithmetic', 'one-more', 9],
] as const satisfies readonly (readonly [keyof typeof wordings, FollowUpKind, number])[];

/** A question, an expert's answer to it, and a question that makes no sense without them. */
function followUps(): Prompt[] {
  return followed.flatMap(([family, kind, every]) =>
    entitiesOf(family)
      .filter(({ subject }, e) => e % every === 0 && (subject.family !== 'who-is' || subject.person))
      .flatMap((entity, e) => {
        const { train, heldOut } = followUpWordings[kind];
        const first = wordings[family].train;
        const before = writeReply(
          entity.subject,
          new Set(),
          new Random(1).split('follow-up', family, entity.id),
        );
        return [...train, ...heldOut].map((text, w) => {
          const split = isHeldOut(family, entity) || w >= train.length ? 'held-out' : 'train';
          const asked = fill(first[(e + w) % first.length], entity.values);
          const subject: Subject = { family: 'follow-up', kind, of: entity.subject, before };
          return prompt(`follow-up/${kind}-${entity.id}/${w}`, split, subject, asked, before, text);
        });
      }),
  );
}

/** A past wording asks of the past: those of the other tense do not fit the entity. */
function fits(wording: string, subject: Subject): boolean {
  if (subject.family !== 'rephrased') return true;
  return /\bdid\b|\bused to\b/.test(wording) === (subject.request.tense === 'past');
}

function promptsOf(family: Family): Prompt[] {
  if (family === 'small-talk') return smallTalk();
  if (family === 'self') return aboutSelf();
  if (family === 'follow-up') return followUps();
  const { train, heldOut } = wordings[family];
  return entitiesOf(family).flatMap((entity, e) => {
    const held = isHeldOut(family, entity);
    const all = [...train, ...heldOut].flatMap((wording, w) => {
      if (!fits(wording, entity.subject)) return [];
      const split = held || w >= train.length ? 'held-out' : 'train';
      return [prompt(`${family}/${entity.id}/${w}`, split, entity.subject, fill(wording, entity.values))];
    });
    // Sums are many and alike: one wording each, in turn.
    return family === 'arithmetic' ? [all[e % all.length]] : all;
  });
}

/** The prompts of the families that were asked for, in a fixed order. */
const pools = new Map<Family, Record<Split, readonly Prompt[]>>();

function unique(prompts: Prompt[]): Prompt[] {
  return [...new Map(prompts.map((p) => [p.id, p])).values()];
}

/** The prompts of a split, family after family. @param of those that demonstrations are written for, by default. */
export function prompts(split: Split, of: readonly Family[] = families): Prompt[] {
  return of.flatMap((family) => poolOf(family, split));
}

function poolOf(family: Family, split: Split): readonly Prompt[] {
  let pool = pools.get(family);
  if (pool === undefined) {
    const all = unique(promptsOf(family));
    const of = (split: Split): Prompt[] => all.filter((p) => p.split === split);
    pool = { train: of('train'), 'held-out': of('held-out') };
    pools.set(family, pool);
  }
  return pool[split];
}

/**
 * `count` prompts, each of a family drawn first (so that large families do not crowd out small ones).
 * @param of a family named twice is drawn twice as often.
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

/** The user's last words in a prompt. */
export function promptText(of: Pick<Prompt, 'messages'>): string {
  return of.messages[of.messages.length - 1].content;
}
