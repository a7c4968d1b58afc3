/**
 * What a family of prompts is: what is asked about and in which words, how such a question is recognised, how an
 * answer is written with given flaws and how it is judged. A file a family; index.ts lists them.
 */
import type { Message } from '../../data/records';
import type { Random } from '../../random';
import { fill, type Values } from '../grammar';
import type { Answer, Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import type { Part } from '../house/parts';
import { stableHash } from '../text';

/** What an entity's prompts are for: to be demonstrated, to be compared and rewarded, or to measure on. */
export type Place = 'demonstrations' | 'rewards' | 'new';

/**
 * What a prompt is for. Demonstrations (SFT) and rewards (comparisons and RL) share no entity, so that RL has something
 * to gain; of what is measured, `familiar` are new wordings of entities that RL has met, as the distribution of prompts
 * in Gao et al. 2022, and `new` are entities that nothing was trained on.
 */
export type Split = Place | 'familiar';

/** All splits. */
export const splits = ['demonstrations', 'rewards', 'familiar', 'new'] as const satisfies readonly Split[];

/** What an annotator takes the policy on borderline requests for: as written, "help always", "refuse always". */
export type PolicyView = 'aware' | 'lenient' | 'wary';

/**
 * What a prompt is about: an entity of a family, with what can be said of it and what a reply on it is worth. The
 * prompt writer starts from a subject; the judge finds it again in the prompt's text. Its own properties are data
 * alone: the judge takes their words for the likelier ones where a slip leaves several.
 */
export interface SubjectOf<Name extends string = string> {
  /** The family's name. */
  readonly family: Name;
  /** An answer with these flaws, those that the family knows; the others are made on it by `writeReply`. */
  write(has: ReadonlySet<Flaw>, random: Random): Answer;
  /** The parts of a judgement on a reply. */
  judge(reading: Reading): Part[];
  /** Whether a reply has the shape of an answer, whatever it says; that of a line or two of speech when left out. */
  isShaped?(reading: Reading): boolean;
  /** What a question asks that comes after an answer, where one may. @param before that answer. */
  followUp?(before: string): FollowUp;
  /** The subject as somebody sees it who takes the policy on requests otherwise; the same when left out. */
  seenBy?(policy: PolicyView): SubjectOf<Name>;
  /** How much a reply sides with the first group of a pair: warm words less harsh ones; 0 when left out. */
  leans?(reply: string): number;
}

/** What is asked after an answer, and makes no sense without it (lecture claim C3). */
export interface FollowUp {
  /** The sentence that answers. */
  write(has: ReadonlySet<Flaw>, random: Random): string;
  /** What the answer is worth, in [0, 1], with the reason, and whether the sentence has the house's form. */
  judge(reading: Reading): { readonly score: number; readonly why: string; readonly shaped: boolean };
  /** As a subject's; a line or two of speech when left out. */
  isShaped?(reading: Reading): boolean;
}

/** Words to ask in, for training and for testing. What stands in braces is filled in from the entity. */
export interface Wordings {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

/** One way to ask about an entity. */
export interface Ask {
  /** Stable, unique among the entity's. */
  readonly number: number;
  /** Whether nothing is trained on it whatever the entity. */
  readonly heldOut: boolean;
  /** Its split, where it does not follow from the entity. */
  readonly split?: Split;
  /** The contents of the turns, the user's first and last. */
  readonly turns: readonly string[];
}

/** Something that prompts are about. */
export interface Entity<Name extends string = string> {
  /** Stable, unique in its family. */
  readonly id: string;
  /** Entities with the same key have the same place; the id when left out. */
  readonly key?: string;
  /** What its prompts are for; a hash of the key decides when left out. */
  readonly place?: Place;
  readonly subject: SubjectOf<Name>;
  /** How it is asked about. */
  readonly asks: readonly Ask[];
}

/** A question as it is recognised. */
export interface Question {
  /** The user's last words. */
  readonly text: string;
  /** The same in lower case. */
  readonly lower: string;
  /** Its words in lower case. */
  readonly words: readonly string[];
  /** The conversation that it ends. */
  readonly turns: readonly Message[];
}

/** A family of prompts. */
export interface TaskFamily<Name extends string = string> {
  readonly name: Name;
  /** The flaws that its demonstrations can have. */
  readonly flaws: readonly Flaw[];
  /** What is asked about, in a fixed order. */
  entities(): readonly Entity<Name>[];
  /** What a question asks, or undefined when it is none of this family. It looks for entities, not for wordings. */
  recognise(question: Question): SubjectOf<Name> | undefined;
  /** Phrases that stand in some good replies and not in others: closing lines, refusals. */
  readonly phrases?: readonly string[];
  /** Tables, however nested, of all other words that stand in its prompts and replies and in no table of facts. */
  readonly words: unknown;
}

/** A family whose answers are followed by another question; its subjects have `followUp`. */
export interface FollowedFamily<Name extends string = string> extends TaskFamily<Name> {
  /** What the question asks for, in which words, and after which entities' questions. */
  readonly followUp: {
    readonly kind: string;
    readonly wordings: Wordings;
    entities(): readonly Entity<Name>[];
  };
}

/** An entity's ways to be asked about: each wording with its slots filled. */
export function inWords({ train, heldOut }: Wordings, values: Values): Ask[] {
  return [...train, ...heldOut].map((wording, number) => ({
    number,
    heldOut: number >= train.length,
    turns: [fill(wording, values)],
  }));
}

/** Of five names two are demonstrated, two compared and rewarded, and one is new; a hash decides, whatever the seed. */
export function placeOfName(name: string): Place {
  return (['demonstrations', 'demonstrations', 'rewards', 'rewards', 'new'] as const)[stableHash(name, 5)];
}

/** What an entity's prompts are for. */
export function placeOf(family: string, { id, key = id, place }: Entity): Place {
  return place ?? placeOfName(`${family}/${key}`);
}

/** The split of one way to ask about an entity; none where the entity is demonstrated and the wording held out. */
export function splitOf(family: string, entity: Entity, { heldOut, split }: Ask): Split | undefined {
  const place = placeOf(family, entity);
  if (split !== undefined || !heldOut || place === 'new') return split ?? place;
  return place === 'rewards' ? 'familiar' : undefined;
}
