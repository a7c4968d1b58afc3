/**
 * The prompts: every entity in several wordings, split by entity and by wording (see `Split`); which are which depends
 * on their names alone, so every seed has the same split. The lecture's own two prompts are new to everything.
 */
import type { Message } from '../data/records';
import type { Random } from '../random';
import { families, familyNamed, type Family } from './families';
import { splitOf, splits, type Split, type SubjectOf, type TaskFamily } from './families/family';

/** A prompt with what it is about. */
export interface Prompt<Name extends string = Family> {
  /** Stable: family, entity and number of the wording, e.g. "recipe/chili-sauce/0". */
  readonly id: string;
  /** What kind of prompt it is. */
  readonly family: Name;
  /** By its id alone, so the same for every seed. */
  readonly split: Split;
  /** A conversation that ends with the user's turn; one turn but for follow-ups. */
  readonly messages: readonly Message[];
  /** What is asked, as the judge knows it. */
  readonly subject: SubjectOf<Name>;
}

/** All prompts of a family that have a split, in a fixed order; their ids occur once. */
export function promptsOf<Name extends string>(of: TaskFamily<Name>): Prompt<Name>[] {
  const all = of.entities().flatMap((entity) => {
    return entity.asks.flatMap((ask): Prompt<Name>[] => {
      const { number, turns } = ask;
      const split = splitOf(of.name, entity, ask);
      if (split === undefined) return [];
      const messages = turns.map(
        (content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }) as const,
      );
      const id = `${of.name}/${entity.id}/${number}`;
      return [{ id, family: of.name, split, messages, subject: entity.subject }];
    });
  });
  return [...new Map(all.map((prompt) => [prompt.id, prompt])).values()];
}

/** The prompts of the families that were asked for. */
const pools = new Map<Family, Record<Split, readonly Prompt[]>>();

function poolOf(family: Family, split: Split): readonly Prompt[] {
  let pool = pools.get(family);
  if (pool === undefined) {
    const all = promptsOf(familyNamed(family));
    const of = (split: Split): Prompt[] => all.filter((prompt) => prompt.split === split);
    const [demonstrations, rewards, familiar, fresh] = splits.map(of);
    pool = { demonstrations, rewards, familiar, new: fresh };
    pools.set(family, pool);
  }
  return pool[split];
}

/**
 * The prompts of a split, family after family.
 * @param of those that demonstrations are written for, by default.
 * @throws RangeError for a family that there is not.
 */
export function prompts(split: Split, of: readonly Family[] = families): Prompt[] {
  return of.flatMap((family) => poolOf(family, split));
}

/**
 * `count` prompts, each of a family drawn first (so that large families do not crowd out small ones).
 * @param of a family named twice is drawn twice as often.
 * @throws RangeError when `of` is empty or names a family that there is not.
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
