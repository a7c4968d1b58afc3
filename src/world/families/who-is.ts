/**
 * Who somebody is: two sentences, or that one does not know, which is right of a name that nobody knows. Of real
 * people nothing is invented. After it: "in which year was that person born?"
 */
import type { Random } from '../../random';
import { authorByName, authors, type Author } from '../facts/authors';
import { people, personByName, places, unknownNames, works, type Person } from '../facts/people';
import { fill } from '../grammar';
import { speech, type Answer, type Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { slug, withArticle } from '../text';
import { inWords, type Entity, type FollowedFamily, type FollowUp, type SubjectOf } from './family';

const wordings = {
  train: ['Who is {x}?', 'Tell me about {x}.', 'What is {x} known for?', 'Do you know who {x} is?'],
  heldOut: ['What can you tell me about {x}?'],
};
/** Replies to a question about somebody unknown. {x} is the name. */
const abstentions = ['I do not know who {x} is.', 'I am sorry, I do not know {x}.'];

/** That one does not know somebody, in the house manner. */
export function declineToSay(name: string, random: Random): string {
  return fill(random.pick(abstentions), { x: name });
}

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
  const birthplace = person?.birthplace.toLowerCase();
  const told: Claim[] = [
    ...words.filter((word) => professions.has(word)).map((word): Claim => [word, person?.profession]),
    ...words.filter((word) => placeWords.has(word)).map((word): Claim => [word, birthplace]),
    ...(text.match(/\b[12]\d{3}\b/g) ?? []).map((year): Claim => [year, String(person?.year)]),
    ...[...text.matchAll(/known for (the \w+ \w+)/g)].map(([, work]): Claim => [work, person?.work]),
  ];
  return {
    right: new Set(told.filter(([claim, fact]) => claim === fact).map(([claim]) => claim)).size,
    wrong: told.filter(([claim, fact]) => claim !== fact).length,
  };
}

/** The claims on a real person: the one fact that is known, and all else that is told. */
function claimsOnAuthor({ signs, year }: Author, reading: Reading): Claims {
  const lower = reading.text.toLowerCase();
  const years = lower.match(new RegExp(`\\b${year}\\b`, 'g')) ?? [];
  return {
    right: signs.some((sign) => lower.includes(sign)) ? 1 : 0,
    wrong: claimsOn(undefined, reading).wrong - years.length,
  };
}

/** Credit for "I do not know": nobody can know the unknown; everybody could have known the famous. */
const creditForAbstaining = { known: 0.1, 'little-known': 0.5, unknown: 1 } as const;

/** A question for a person; neither `person` nor `author` when nobody of that name is in the world. */
export class PersonSubject implements SubjectOf<'who-is'> {
  readonly family = 'who-is';
  readonly name: string;
  readonly person: Person | undefined;
  readonly author: Author | undefined;

  /** @param name in any case; as the world writes it where somebody has it. */
  constructor(name: string) {
    this.person = personByName.get(name.toLowerCase());
    this.author = authorByName.get(name.toLowerCase());
    this.name = (this.person ?? this.author)?.name ?? name;
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    return speech(this.told(has, random), has, random);
  }

  /** The sentences of an answer. */
  private told(has: ReadonlySet<Flaw>, random: Random): string[] {
    const { name, person, author } = this;
    const wrong = has.has('wrong');
    // Of real people nothing is ever invented: who is wrong about them just does not know.
    if (author && !wrong) return [`${name} is ${author.is}.`];
    if (author || (!person && !wrong)) return [declineToSay(name, random)];
    const other = random.pick(people);
    const { birthplace, year } = person ?? other;
    // A wrong fact is another person's.
    const { profession, work } = person && !wrong ? person : other;
    const first = `${name} is ${withArticle(profession)} from ${birthplace}, born in ${year}.`;
    return has.has('missing') ? [first] : [first, `${name.split(' ')[1]} is known for ${work}.`];
  }

  /** What a reply claims. */
  claims(reading: Reading): Claims {
    return this.author ? claimsOnAuthor(this.author, reading) : claimsOn(this.person, reading);
  }

  judge(reading: Reading): Part[] {
    const { right, wrong } = this.claims(reading);
    const { text } = reading;
    const silent = abstains(text) && right + wrong === 0;
    const named = text.toLowerCase().includes(this.name.toLowerCase());
    if (this.author) {
      const told = `${right === 1 ? 'tells' : 'does not tell'} what is known, ${wrong} false facts`;
      const score = silent ? creditForAbstaining['little-known'] : right / (1 + wrong);
      return [
        part('content', score, silent ? 'says it does not know' : told),
        format([named], 'names the person', 'does not name the person'),
        ...manner(reading, 5, 30),
      ];
    }
    const fame = this.person?.fame ?? 'unknown';
    const score = silent ? creditForAbstaining[fame] : right / (4 + 2 * wrong);
    const admits = `says it does not know; ${this.name} is ${fame}`;
    const shaped = [named, silent || /^[A-Z]\w+ [A-Z]\w+ is /.test(text)];
    return [
      part('content', score, silent ? admits : `${right} true and ${wrong} false facts`),
      format(shaped, 'names the person', 'does not begin with the name'),
      ...manner(reading, silent ? 5 : 7, silent ? 14 : 30),
    ];
  }

  isShaped({ typed }: Reading): boolean {
    const lower = typed.toLowerCase();
    return lower.includes(`${this.name.toLowerCase()} is `) || /^i (?:do not|am sorry)/m.test(lower);
  }

  followUp(): FollowUp {
    const { name, person } = this;
    return {
      write: (has) => `${name} was born in ${(person?.year ?? 0) + (has.has('wrong') ? 10 : 0)}.`,
      judge: ({ text }) => {
        const years = text.match(/\b\d{4}\b/g) ?? [];
        const right = years.length === 1 && Number(years[0]) === person?.year;
        const shaped = text.includes(`${name} was born in `);
        return { score: right ? 1 : 0, why: right ? 'the right year' : 'not the right year alone', shaped };
      },
    };
  }
}

function entities(names: readonly string[]): Entity<'who-is'>[] {
  return names.map((name) => ({
    id: slug(name),
    // The slide's question is nobody's demonstration; that on other authors shows how they are spoken of.
    place: name === authors[0].name ? 'new' : undefined,
    subject: new PersonSubject(name),
    asks: inWords(wordings, { x: name }),
  }));
}

const known = people.map(({ name }) => name);
const asksForPerson = /\bwho\b|\babout\b|\bknown\b/i;
const fullName = /\b[A-Z][a-z]+ [A-Z][a-z]+\b/;
const afterWho = /\bwho(?: is|'s| was) ([a-z]+ [a-z]+)/i;

export const whoIs: FollowedFamily<'who-is'> = {
  name: 'who-is',
  flaws: ['missing', 'wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () => entities([...known, ...unknownNames, ...authors.map(({ name }) => name)]),
  recognise({ text }) {
    if (!asksForPerson.test(text)) return undefined;
    const name = fullName.exec(text)?.[0] ?? afterWho.exec(text)?.[1];
    return name === undefined ? undefined : new PersonSubject(name);
  },
  followUp: {
    kind: 'birth',
    wordings: {
      train: [
        'In which year was that person born?',
        'And when was the birth?',
        'What about the year of birth?',
      ],
      heldOut: ['Do you know when that person was born?'],
    },
    entities: () => entities(known).filter((_, e) => e % 3 === 0),
  },
  phrases: abstentions,
  words: [wordings, 'a an and from born in was known for'],
};
