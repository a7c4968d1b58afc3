/**
 * What something is: a term of the lecture, a town, a party, a tool; in one or two sentences that begin with its name.
 * How well each is known follows from how often the corpus speaks of it. The lecture's own terms have their sources in
 * facts/milestones.ts.
 */
import type { Random } from '../../random';
import { milestones } from '../facts/milestones';
import { parties } from '../facts/parties';
import { tools } from '../facts/tools';
import { towns } from '../facts/towns';
import { speech, type Answer, type Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { capitalised, slug, withArticle } from '../text';
import { inWords, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  train: ['What is {x}?', 'Can you explain what {x} is?', 'Tell me what {x} is.', 'Do you know what {x} is?'],
  heldOut: ['Could you tell me what {x} is?', 'What exactly is {x}?'],
};

/** Something that can be asked about. */
export interface Thing {
  /** "PPO", "a reward model", "the Harbour Party": after "What is". */
  readonly name: string;
  /** Sentences; the first one says what it is. */
  readonly says: readonly string[];
  /** Of each fact the words of which one stands in a reply that tells it, in lower case. */
  readonly facts: readonly (readonly string[])[];
}

/** The terms of the lecture. */
const terms: readonly Thing[] = milestones.map(({ subject, is, signs }) => ({
  name: subject,
  says: [is],
  facts: [signs],
}));

/** The things of the tiny world. */
const worldly: readonly Thing[] = [
  ...towns.map(({ name, site, trade, sight }) => ({
    name,
    says: [`${name} is a town ${site}.`, `It lives by ${trade} and is known for ${sight}.`],
    facts: [[site], [trade], [sight]],
  })),
  ...parties.map(({ name, wants, against }) => ({
    name: `the ${name}`,
    says: [`The ${name} is a party for ${wants}.`, `It is against ${against}.`],
    facts: [[wants], [against]],
  })),
  ...tools.map(({ name, use, users }) => ({
    name: withArticle(name),
    says: [`${capitalised(withArticle(name))} is a tool for ${use}.`, `It is used by ${users}.`],
    facts: [[use], [users]],
  })),
];

const things = [...terms, ...worldly];
const verb = / (?:is|means) /;

const signsOf = ({ facts }: Thing) => facts.flat();

/** What is true of some thing of the world; told of another one, it is false. */
const particulars = new Set(worldly.flatMap(signsOf));

/** A question what something is. */
export class ThingSubject implements SubjectOf<'what-is'> {
  readonly family = 'what-is';

  constructor(readonly thing: Thing) {}

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const { says, name } = this.thing;
    if (!has.has('wrong')) return speech(has.has('missing') ? says.slice(0, 1) : says, has, random);
    // Who is wrong tells of a thing of the world under this name.
    const own = signsOf(this.thing);
    const others = worldly.filter((one) => !signsOf(one).some((sign) => own.includes(sign)));
    const [first, ...rest] = random.pick(others).says;
    return speech([`${capitalised(name)}${first.slice(first.search(verb))}`, ...rest], has, random);
  }

  judge(reading: Reading): Part[] {
    const { name, facts } = this.thing;
    const lower = reading.text.toLowerCase();
    const tells = (sign: string) => lower.includes(sign.toLowerCase());
    const right = facts.filter((fact) => fact.some(tells)).length;
    const own = signsOf(this.thing);
    const wrong = [...particulars].filter(
      (sign) => tells(sign) && !own.some((fact) => fact.includes(sign)),
    ).length;
    const begins = lower.startsWith(name.toLowerCase()) && lower.slice(name.length).search(verb) === 0;
    return [
      part('content', right / (facts.length + 2 * wrong), `${right} true and ${wrong} false facts`),
      format([begins], 'begins with the name', 'does not begin with the name'),
      ...manner(reading, 4, 30),
    ];
  }
}

/** Things by name in lower case, and without the article. */
const byName = new Map(
  things.flatMap((thing): [string, Thing][] => {
    const name = thing.name.toLowerCase();
    return [
      [name, thing],
      [name.replace(/^(?:an?|the) /, ''), thing],
    ];
  }),
);

const named = /\bwhat (?:exactly )?(?:is|are) (.+?)\??$|\bwhat (.+) is\b|\bwhat does (.+) mean\b/;

export const whatIs: TaskFamily<'what-is'> = {
  name: 'what-is',
  flaws: ['missing', 'wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () =>
    things.map((thing) => ({
      id: slug(thing.name),
      subject: new ThingSubject(thing),
      asks: inWords(wordings, { x: thing.name }),
    })),
  recognise({ lower }) {
    const [, ...found] = named.exec(lower) ?? [];
    const thing = byName.get((found.find((name) => name !== undefined) ?? '').trim());
    return thing && new ThingSubject(thing);
  },
  words: [wordings, 'it lives by and is known for a town party against tool used'],
};
