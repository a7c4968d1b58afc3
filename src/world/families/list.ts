/**
 * Lists: so many members of a category, numbered under a title, and a last line that counts them. After one: "one
 * more, please."
 */
import type { Random } from '../../random';
import { categories, categoryByName, type Category } from '../facts/categories';
import type { Answer, Flaw } from '../house/flaws';
import { itemsIn, looksLikeItems, spoiled } from '../house/items';
import { inOrder, type Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { capitalised, joined, numberWords, slug, wordsOf } from '../text';
import { inWords, type Entity, type FollowedFamily, type FollowUp, type SubjectOf } from './family';

const wordings = {
  train: [
    'Name {x}.',
    'List {x}.',
    'Can you name {x}?',
    'Give me a list of {x}.',
    'Please write down {x}.',
    'I need the names of {x}.',
  ],
  heldOut: ['What are {x}?', 'Tell me {x}, please.'],
};

const allMembers: ReadonlySet<string> = new Set(categories.flatMap(({ members }) => members));

/** The last line. */
function closingOf(count: number): string {
  return `That makes ${numberWords[count]}.`;
}

/** A question for a list. */
export class ListSubject implements SubjectOf<'list'> {
  readonly family = 'list';

  /** @param count how many members are wanted, from 1 to 10. */
  constructor(
    readonly category: Category,
    readonly count: number,
  ) {}

  /** Members of other categories, as often as they are members, that are none of this one. */
  private get foreign(): string[] {
    const { members } = this.category;
    return categories.flatMap((other) => other.members.filter((name) => !members.includes(name)));
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const { category, count } = this;
    const wanted = random.shuffle(category.members).slice(0, count);
    const items = spoiled(wanted, random.pick(this.foreign), has, random);
    const closing = closingOf(count);
    if (has.has('prose')) return { lines: [`You could say ${joined(items)}. ${closing}`] };
    const lines = [
      `${capitalised(numberWords[count])} ${category.name}:`,
      ...items.map((item, i) => `${i + 1}. ${item}`),
    ];
    return { lines, closing };
  }

  judge(reading: Reading): Part[] {
    const { category, count } = this;
    const { title, items, stray } = itemsIn(reading, 'numbered');
    const named = items.length > 0 ? items.map((item) => item.text.toLowerCase()) : reading.words;
    const hits = category.members.filter((member) => named.includes(member)).length;
    const given = items.length > 0 ? items.length : count;
    const score = Math.min(hits, count) / Math.max(count, given);
    const numbered = reading.allLines.filter((line) => line.kind === 'numbered');
    const titled = title === `${numberWords[count]} ${category.name}:`;
    return [
      part('content', score * score, `${hits} of ${count} ${category.name}, ${items.length} items`),
      format([titled, items.length >= 2, inOrder(numbered)], 'title, numbers'),
      ...manner(reading, count + 1, count + 16, { stray, closings: [closingOf(count)] }),
    ];
  }

  isShaped(reading: Reading): boolean {
    return looksLikeItems(reading, 'numbered');
  }

  followUp(before: string): FollowUp {
    const said = wordsOf(before);
    const fresh = this.category.members.filter((member) => !said.includes(member));
    return {
      write: (has, random) =>
        `${capitalised(random.pick(has.has('wrong') ? this.foreign : fresh))} is another one.`,
      judge: ({ text, words }) => {
        const named = [...new Set(words.filter((word) => allMembers.has(word)))];
        const right = named.filter((word) => fresh.includes(word)).length;
        return {
          score: right === 0 ? 0 : 1 / named.length,
          why: `${right} new of ${named.length} named`,
          shaped: /is another one\.?$/.test(text),
        };
      },
    };
  }
}

function entities(): Entity<'list'>[] {
  return categories.flatMap((category) =>
    [3, 4, 5, 6].map((count) => {
      const x = `${numberWords[count]} ${category.name}`;
      return { id: slug(x), subject: new ListSubject(category, count), asks: inWords(wordings, { x }) };
    }),
  );
}

export const list: FollowedFamily<'list'> = {
  name: 'list',
  flaws: ['missing', 'wrong', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  entities,
  recognise({ words }) {
    for (let i = 0; i + 1 < words.length; i++) {
      const count = numberWords.indexOf(words[i]);
      if (count < 1) continue;
      const phrases = [1, 2, 3].map((n) => words.slice(i + 1, i + 1 + n).join(' '));
      const category = phrases
        .map((phrase) => categoryByName.get(phrase))
        .find((found) => found !== undefined);
      if (category) return new ListSubject(category, count);
    }
    return undefined;
  },
  followUp: {
    kind: 'another',
    wordings: {
      train: ['One more, please.', 'Can you name another one?', 'And another?'],
      heldOut: ['Which other one is there?'],
    },
    entities,
  },
  words: [wordings, 'you could say and that makes is another one'],
};
