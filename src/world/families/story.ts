/**
 * Little stories: one line for each of the four turns, then "The end." The judge asks for what the story should be
 * about and for the turns in their order. Whether it is a good story is a matter of taste that this program lacks.
 */
import { Random } from '../../random';
import { heroes, storyTurns, wishes, type StoryTheme } from '../facts/stories';
import { fill } from '../grammar';
import { repeated, without, type Answer, type Flaw } from '../house/flaws';
import { sentencesOf, type Reading } from '../house/lines';
import { manner, part, type Part } from '../house/parts';
import { linesOf, wordsOf } from '../text';
import { inWords, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  train: [
    'Tell me a story about a {hero} and a {thing}.',
    'Please write a short story about a {hero} and a {thing}.',
    'I would like a bedtime story with a {hero} and a {thing}.',
    'Make up a tale of a {hero} who wants a {thing}.',
  ],
  heldOut: ['Could you tell a little tale about a {hero} and a {thing}?'],
};
const closing = 'The end.';
/** How many things each hero may want. */
const wishesPerHero = 5;

const cast: ReadonlySet<string> = new Set([...heroes, ...wishes]);

/** How many of the turns are there, in order, each a sentence about somebody or something in a story. */
function turnsIn(sentences: readonly string[]): number {
  let next = 0;
  let found = 0;
  for (const sentence of sentences) {
    const lower = sentence.trim().toLowerCase();
    const turn = storyTurns.findIndex(({ sign }, i) => i >= next && lower.startsWith(`${sign} `));
    if (turn < 0) continue;
    const words = wordsOf(lower);
    if (words.length < 5 || !words.some((word) => cast.has(word))) continue;
    found++;
    next = turn + 1;
  }
  return found;
}

/** A wish for a story. */
export class StorySubject implements SubjectOf<'story'> {
  readonly family = 'story';

  constructor(readonly theme: StoryTheme) {}

  /** A wrong story is about somebody else. */
  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const { hero, thing } = this.theme;
    const [other, helper] = random.shuffle(heroes.filter((name) => name !== hero));
    const values = { hero: has.has('wrong') ? other : hero, thing, helper };
    let turns = storyTurns.map(({ wordings }) => fill(random.pick(wordings), values));
    if (has.has('steps')) turns = without(turns, random);
    if (has.has('repeat')) turns = repeated(turns, random);
    if (has.has('prose')) return { lines: [`${turns.join(' ')} ${closing}`] };
    return { lines: turns, closing };
  }

  judge(reading: Reading): Part[] {
    const { words, lines, text } = reading;
    const { theme } = this;
    const sentences = sentencesOf(text);
    // Who is named first is the hero; a story without its beginning may name him anywhere.
    const opening = sentences.find((sentence) => /^once /i.test(sentence.trim()));
    const hero = (opening === undefined ? words : wordsOf(opening)).includes(theme.hero);
    const thing = words.includes(theme.thing);
    const why = `${hero ? 'about' : 'not about'} the ${theme.hero}, ${thing ? 'with' : 'without'} the ${theme.thing}`;
    const turns = turnsIn(sentences);
    const wanted = storyTurns.length;
    return [
      part('content', (hero ? 1 : 0.2) * (thing ? 1 : 0.4), why),
      part('steps', turns / wanted, `${turns} of ${wanted} turns of a story`),
      part('format', (lines.length - 1) / (wanted - 1), `${lines.length} lines`),
      ...manner(reading, 18, 60, { closings: [closing] }),
    ];
  }

  isShaped({ typed }: Reading): boolean {
    return linesOf(typed).length >= 3 && /^Once /m.test(typed);
  }
}

export const story: TaskFamily<'story'> = {
  name: 'story',
  flaws: ['wrong', 'steps', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  entities: () =>
    heroes.flatMap((hero) =>
      new Random(1)
        .split('story', hero)
        .shuffle(wishes)
        .slice(0, wishesPerHero)
        .map((thing) => ({
          id: `${hero}-${thing}`,
          subject: new StorySubject({ hero, thing }),
          asks: inWords(wordings, { hero, thing }),
        })),
    ),
  recognise({ words }) {
    if (!words.includes('story') && !words.includes('tale')) return undefined;
    const hero = heroes.find((name) => words.includes(name));
    const thing = wishes.find((name) => words.includes(name));
    return hero !== undefined && thing !== undefined ? new StorySubject({ hero, thing }) : undefined;
  },
  phrases: [closing],
  words: wordings,
};
