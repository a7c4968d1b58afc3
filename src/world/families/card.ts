/**
 * Greeting cards for a stated audience (lecture claims E1, E2): the occasion's greeting, then wishes with what the
 * audience likes to read of. In which manner they are said is a matter of taste: all are right, and which one a card is
 * in is told here, for annotators who care.
 */
import { soleMost } from '../../extremes';
import type { Random } from '../../random';
import { audiences, manners, occasions, type Audience, type Manner, type Occasion } from '../facts/audiences';
import { fill } from '../grammar';
import { repeated, type Answer, type Flaw } from '../house/flaws';
import { sentencesOf, type Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { slug } from '../text';
import { inWords, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  train: [
    'Write a {occasion} card for a {x}.',
    'I need a {occasion} card for a {x}.',
    'Please write a {occasion} card for a {x}.',
  ],
  heldOut: ['What do I write on a {occasion} card for a {x}?'],
};
/** How many of the audience's images a card has at least. */
const wanted = 2;

const allManners = ['plain', 'flowery', 'funny'] as const satisfies readonly Manner[];

/** Wishes by manner, each as what it looks like; no image has a comma, which tells "I wish you {one}" from a joke. */
const looks = allManners.map((name) =>
  manners[name].map((wish) => new RegExp(`^${wish.replace(/\.$/, '').replace(/\{\w+\}/g, '[^,]+')}[.!]?$`)),
);

/** The manner that most wishes of a card are in; none where it has no wish of the three or two manners alike. */
export function mannerOf(card: string): Manner | undefined {
  const sentences = sentencesOf(card).map((sentence) => sentence.trim());
  const counts = looks.map(
    (wishes) => sentences.filter((sentence) => wishes.some((look) => look.test(sentence))).length,
  );
  return soleMost(allManners, counts);
}

/** A wish for a card. */
export class CardSubject implements SubjectOf<'card'> {
  readonly family = 'card';
  /** What may be wished: where a slip of the hand leaves several words, one of these was meant. */
  readonly manners = manners;

  constructor(
    readonly audience: Audience,
    readonly occasion: Occasion,
  ) {}

  /** Images that other audiences like. */
  private get foreign(): string[] {
    return audiences.flatMap(({ images }) => (images === this.audience.images ? [] : images));
  }

  /** Wishes until there are images enough; one image of a wrong card is another audience's. */
  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const wishes = random.shuffle(manners[random.pick(allManners)]);
    const [own, two, three] = random.shuffle(this.audience.images);
    const one = has.has('wrong') ? random.pick(this.foreign) : own;
    const short = wishes.filter((wish) => !wish.includes('{two}'));
    const said = has.has('missing')
      ? [fill(short[0], { one })]
      : wishes[0] === short[0]
        ? [fill(wishes[0], { one }), fill(wishes[1], { one: two, two: three })]
        : [fill(wishes[0], { one, two })];
    const lines = [this.occasion.greeting, ...(has.has('repeat') ? repeated(said, random) : said)];
    return { lines: has.has('prose') ? [lines.join(' ')] : lines };
  }

  judge(reading: Reading): Part[] {
    const lower = reading.text.toLowerCase();
    const isSaid = (text: string) => lower.includes(text);
    const own = this.audience.images.filter(isSaid).length;
    const foreign = this.foreign.filter(isSaid).length;
    const greetings = occasions.filter(({ greeting }) => isSaid(greeting.toLowerCase().slice(0, -1)));
    const greeted = greetings.length === 1 && greetings[0] === this.occasion;
    const score = (Math.min(own, wanted) / wanted) * (own / Math.max(1, own + foreign));
    const why = `${own} images for a ${this.audience.name}, ${foreign} for others, ${greeted ? 'the' : 'not the'} greeting`;
    const lines = reading.lines.length;
    const shaped = [lines >= 2 && lines <= 3, /^[A-Z][^.:?]*!/.test(reading.text)];
    return [
      part('content', score * (greeted ? 1 : 0.5), why),
      format(shaped, 'a greeting, then wishes', 'not a greeting, then wishes'),
      ...manner(reading, 7, 42),
    ];
  }

  isShaped({ typed }: Reading): boolean {
    return /^[A-Z][^.:?\n]*!\n+\S/m.test(typed);
  }
}

export const card: TaskFamily<'card'> = {
  name: 'card',
  flaws: ['missing', 'wrong', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  entities: () =>
    audiences.flatMap((audience) =>
      occasions.map((occasion) => ({
        id: slug(`${occasion.name} ${audience.name}`),
        subject: new CardSubject(audience, occasion),
        asks: inWords(wordings, { occasion: occasion.name, x: audience.name }),
      })),
    ),
  recognise({ lower, words }) {
    if (!words.includes('card')) return undefined;
    const audience = audiences.find(({ name }) => words.includes(name));
    const occasion = occasions.find(({ name }) => lower.includes(name));
    return audience && occasion && new CardSubject(audience, occasion);
  },
  words: wordings,
};
