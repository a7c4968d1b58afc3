/**
 * What a reply claims of a person, or whether it says that it does not know (lecture claim D5: correct, wrong,
 * abstaining).
 */
import type { PromptRow } from '../../data/records';
import type { Author } from '../facts/authors';
import { places, works, type Person } from '../facts/people';
import { read, type Reading } from './reading';
import { recognise } from './recognise';

const doesNotKnow = /\b(?:do not|don't|cannot|can't) (?:know|say|tell)\b|\bno idea\b|\bnever heard\b/i;

/** True when the reply says that it does not know. */
export function abstains(reply: string): boolean {
  return doesNotKnow.test(reply);
}

const professions = new Set(Object.keys(works));
const placeWords = new Set(places.map((place) => place.toLowerCase()));

/** What a reply claims of a person. */
export interface Claims {
  /** How many of the four facts are told. */
  readonly right: number;
  /** How many things are told that are not so. */
  readonly wrong: number;
}

/** A claim and the fact that it should be; no fact when there is no such person. */
type Claim = readonly [claim: string, fact: string | undefined];

/** The claims in a text on its person; all of them are false when there is no such person. */
export function claimsOn(
  person: Person | undefined,
  { text, words }: Pick<Reading, 'text' | 'words'>,
): Claims {
  const told: Claim[] = [
    ...words.filter((word) => professions.has(word)).map((word): Claim => [word, person?.profession]),
    ...words
      .filter((word) => placeWords.has(word))
      .map((word): Claim => [word, person?.birthplace.toLowerCase()]),
    ...(text.match(/\b[12]\d{3}\b/g) ?? []).map((year): Claim => [year, String(person?.year)]),
    ...[...text.matchAll(/known for (the \w+ \w+)/g)].map(([, work]): Claim => [work, person?.work]),
  ];
  return {
    right: new Set(told.filter(([claim, fact]) => claim === fact).map(([claim]) => claim)).size,
    wrong: told.filter(([claim, fact]) => claim !== fact).length,
  };
}

/** The claims on a real person: the one fact that is known, and all else that is told. */
export function claimsOnAuthor({ signs, year }: Author, reading: Pick<Reading, 'text' | 'words'>): Claims {
  const lower = reading.text.toLowerCase();
  const years = lower.match(new RegExp(`\\b${year}\\b`, 'g')) ?? [];
  return {
    right: signs.some((sign) => lower.includes(sign)) ? 1 : 0,
    wrong: claimsOn(undefined, reading).wrong - years.length,
  };
}

/** What kind of answer on a person it is: told with nothing false, told with something false, not told. */
export type PersonOutcome = 'correct' | 'wrong' | 'abstains' | 'says nothing';

/** The outcome of a reply to a question on a person, or undefined when the prompt asks for none. */
export function personOutcome(prompt: PromptRow['prompt'], reply: string): PersonOutcome | undefined {
  const subject = recognise(prompt);
  if (subject?.family !== 'who-is') return undefined;
  const reading = read(reply, subject);
  const { author, person } = subject;
  const { right, wrong } = author ? claimsOnAuthor(author, reading) : claimsOn(person, reading);
  if (wrong > 0) return 'wrong';
  if (right > 0) return 'correct';
  return abstains(reading.text) ? 'abstains' : 'says nothing';
}
