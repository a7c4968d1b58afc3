/**
 * Demonstrations (lecture claim B1): replies that SFT imitates, written by experts or by a mixed crowd whose
 * flaws and their rates are known.
 */
import type { Message } from '../../data/records';
import type { Random } from '../../random';
import { drawPrompts, type Prompt, type Split } from '../prompts';
import { families, type Family, type Subject } from '../subject';
import { writeAdvice, writeList } from './advice';
import { drawFlaws, expertRates, familyFlaws, finish, mixedRates, type Flaw, type FlawRates } from './flaws';
import { writeRecipe } from './recipe';
import { writePerson, writeSmallTalk, writeSum } from './short';

/** A conversation of one user turn and one assistant turn, with what is known of it. */
export interface WorldDemonstration {
  /** The prompt's id and the number of the demonstration: "recipe/pea-soup/0#17". */
  readonly id: string;
  readonly family: Family;
  readonly split: Split;
  readonly messages: readonly Message[];
  /** What is wrong with the reply; empty for an expert's. */
  readonly flaws: readonly Flaw[];
}

function lines(subject: Subject, has: ReadonlySet<Flaw>, random: Random): string[] {
  switch (subject.family) {
    case 'recipe':
      return writeRecipe(subject.dish, has, random);
    case 'advice':
      return writeAdvice(subject.topic, has, random);
    case 'list':
      return writeList(subject.category, subject.count, has, random);
    case 'who-is':
      return writePerson(subject.name, subject.person, has, random);
    case 'arithmetic':
      return writeSum(subject.sum, has, random);
    case 'small-talk':
      return writeSmallTalk(subject.act, has, random);
  }
}

/** A reply with exactly these flaws (those that the family knows). */
export function writeReply(subject: Subject, has: ReadonlySet<Flaw>, random: Random): string {
  return finish(lines(subject, has, random.split('lines')), has, random.split('finish'));
}

/** What demonstrations are asked for. */
export interface DemonstrationOptions {
  readonly count: number;
  /** All when left out; each is equally likely. */
  readonly families?: readonly Family[];
  /** Who writes: 'expert', 'mixed' (default), or own rates of flaws. */
  readonly quality?: 'expert' | 'mixed' | FlawRates;
  /** Which prompts are answered; 'train' by default. */
  readonly split?: Split;
}

function demonstrate(prompt: Prompt, rates: FlawRates, i: number, random: Random): WorldDemonstration {
  const has = drawFlaws(familyFlaws[prompt.family], rates, random.split('flaws'));
  const content = writeReply(prompt.subject, has, random);
  return {
    id: `${prompt.id}#${i}`,
    family: prompt.family,
    split: prompt.split,
    messages: [...prompt.messages, { role: 'assistant', content }],
    flaws: [...has],
  };
}

/** Demonstrations in random order. Number i is the same whatever the count. */
export function demonstrations(random: Random, options: DemonstrationOptions): WorldDemonstration[] {
  const { count, families: of = families, quality = 'mixed', split = 'train' } = options;
  const rates = quality === 'expert' ? expertRates : quality === 'mixed' ? mixedRates : quality;
  return drawPrompts(random.split('prompts'), count, split, of).map((prompt, i) =>
    demonstrate(prompt, rates, i, random.split('demonstration', i)),
  );
}
