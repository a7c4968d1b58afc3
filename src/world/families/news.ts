/**
 * What happened last in the towns: who is mayor, what was opened, who has the prize of the fair (lecture claim C2). The
 * last of it came after the cut-off, so a model that was never trained further can only know what was so before.
 */
import type { Random } from '../../random';
import { cutOff, happenings, type Happening } from '../facts/chronicle';
import { places } from '../facts/people';
import { fill } from '../grammar';
import { speech, type Answer, type Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { slug } from '../text';
import { inWords, type SubjectOf, type TaskFamily, type Wordings } from './family';

type Kind = Happening['kind'];

/** What can be asked for: in which words, by which words it is known, and how it is told. */
// prettier-ignore
const kinds: Readonly<Record<Kind, { wordings: Wordings; sign: RegExp; says: string }>> = {
  mayor: {
    wordings: {
      train: ['Who is the mayor of {x}?', 'Do you know who the mayor of {x} is?', 'Tell me the name of the mayor of {x}.'],
      heldOut: ['Who runs the town hall of {x}?'],
    },
    sign: /\bmayor\b|\btown hall\b/, says: 'The mayor of {town} is {what}, since {year}.',
  },
  opened: {
    wordings: {
      train: ['What was opened in {x}?', 'What is new in {x}?', 'Tell me what was last opened in {x}.'],
      heldOut: ['What have they opened in {x}?'],
    },
    sign: /\bopen(?:ed|s)?\b|\bnew\b/, says: '{town} has a new {what}, opened in {year}.',
  },
  feast: {
    wordings: {
      train: ['Who won at the fair of {x}?', 'Who has the prize of the fair of {x}?', 'Tell me who won the prize of the fair of {x}.'],
      heldOut: ['To whom did the prize of the fair of {x} go?'],
    },
    sign: /\bfair\b|\bprize\b/, says: 'The prize of the fair of {town} went to {what} in {year}.',
  },
};
const allKinds = ['mayor', 'opened', 'feast'] as const satisfies readonly Kind[];

/** Which state of things a reply tells: what came last, what was so before the cut-off, nothing true or not that alone. */
export type Era = 'new' | 'old' | 'neither';

/** What an answer is worth that was right before the cut-off. */
const creditForOld = 0.4;

/** A question for what happened last. */
export class NewsSubject implements SubjectOf<'news'> {
  readonly family = 'news';

  constructor(
    readonly kind: Kind,
    readonly town: string,
  ) {}

  /** All that happened of this kind here, the last first. */
  private get happened(): Happening[] {
    return happenings.filter(({ kind, town }) => kind === this.kind && town === this.town).reverse();
  }

  /** What a text tells: the happenings here, and whether it tells of anything else of the kind. */
  private told(text: string): { readonly here: readonly Happening[]; readonly foreign: number } {
    const lower = text.toLowerCase();
    const isTold = (what: string) => new RegExp(`\\b${what.toLowerCase()}\\b`).test(lower);
    const here = this.happened.filter(({ what }) => isTold(what));
    const all = new Set(happenings.filter(({ kind }) => kind === this.kind).map(({ what }) => what));
    return { here, foreign: [...all].filter(isTold).length - here.length };
  }

  /** Which state of things a reply tells. */
  tells(reply: string): Era {
    const { here, foreign } = this.told(reply);
    if (here.length === 0 || foreign > 0) return 'neither';
    return here[0].year > cutOff ? 'new' : 'old';
  }

  /** Who misses something has not heard of what came last; who is wrong tells of another town. */
  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const own = this.happened;
    const others = happenings.filter(
      ({ kind, year, what }) => kind === this.kind && year > cutOff && own.every((one) => one.what !== what),
    );
    const [last, before] = own;
    const { what, year } = has.has('wrong') ? random.pick(others) : has.has('missing') ? before : last;
    return speech([fill(kinds[this.kind].says, { town: this.town, what, year: String(year) })], has, random);
  }

  judge(reading: Reading): Part[] {
    const { text } = reading;
    const { here } = this.told(text);
    const era = this.tells(text);
    const worth = { new: 1, old: creditForOld, neither: 0 }[era];
    const years = new Set(text.match(/\b\d{4}\b/g));
    const dated = years.size === 1 && years.has(String(here.at(0)?.year));
    const score = (worth * (dated ? 1 : 0.8)) / Math.max(1, here.length);
    return [
      part('content', score, era === 'neither' ? 'tells nothing true alone' : `tells the ${era} state`),
      format([text.includes(this.town)], 'names the town', 'does not name the town'),
      ...manner(reading, 6, 30),
    ];
  }
}

export const news: TaskFamily<'news'> = {
  name: 'news',
  flaws: ['missing', 'wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () =>
    allKinds.flatMap((kind) =>
      places.map((town) => ({
        id: slug(`${kind} ${town}`),
        subject: new NewsSubject(kind, town),
        asks: inWords(kinds[kind].wordings, { x: town }),
      })),
    ),
  recognise({ lower, words }) {
    const town = places.find((place) => words.includes(place.toLowerCase()));
    const kind = allKinds.find((one) => kinds[one].sign.test(lower));
    return town !== undefined && kind !== undefined ? new NewsSubject(kind, town) : undefined;
  },
  words: Object.values(kinds).map(({ wordings, says }) => [wordings, says]),
};
