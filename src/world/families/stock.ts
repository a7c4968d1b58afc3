/**
 * Lists of stock to be checked (lecture claim E1: work that is long and has one truth): which numbered lines are not of
 * the kind that they should be, if any.
 */
import { Random } from '../../random';
import { categories, type Category } from '../facts/categories';
import { repeated, replaced, without, type Answer, type Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import { f1, format, manner, part, type Part } from '../house/parts';
import { slug } from '../text';
import { inWords, type Entity, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  train: [
    'Which lines of this stock of {c} do not belong?\n{x}',
    'Please check this stock of {c}.\n{x}',
    'Is there anything in this stock of {c} that does not belong?\n{x}',
  ],
  heldOut: ['What does not belong in this stock of {c}?\n{x}'],
};
const allBelong = 'All belong.';
/** How many lists there are of each category, how many lines they have, and how many of them are wrong at most. */
const perCategory = 6;
const lengths = [6, 8, 10, 12];
const mostWrong = 3;

/** A list to be checked. */
export class StockSubject implements SubjectOf<'stock'> {
  readonly family = 'stock';

  /** Numbers of the lines that do not belong, from 1. */
  readonly wrongLines: readonly number[];

  /** @param items in lower case, by line. */
  constructor(
    readonly category: Category,
    readonly items: readonly string[],
  ) {
    this.wrongLines = items.flatMap((item, i) => (category.members.includes(item) ? [] : [i + 1]));
  }

  /** Who is wrong takes a good line for a wrong one. */
  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const { items, wrongLines } = this;
    const says = (line: number) => `Line ${line}: ${items[line - 1]} does not belong.`;
    let lines = wrongLines.map(says);
    if (has.has('missing') && lines.length > 0) lines = without(lines, random);
    if (has.has('wrong')) {
      const alarm = says(
        random.pick(items.map((_, i) => i + 1).filter((line) => !wrongLines.includes(line))),
      );
      lines = lines.length > 0 ? replaced(lines, alarm, random) : [alarm];
    }
    if (lines.length === 0) lines = [allBelong];
    return { lines: has.has('repeat') ? repeated(lines, random) : lines };
  }

  judge(reading: Reading): Part[] {
    const { text, lines } = reading;
    const { items, wrongLines } = this;
    // By line the name beside it, which must be its own where there is one.
    const named = new Map(
      [...text.matchAll(/\bline (\d+)(?:: (\w+))?/gi)].map(([, line, name]) => [Number(line), name]),
    );
    const isFound = (line: number) =>
      named.has(line) && [undefined, items[line - 1]].includes(named.get(line)?.toLowerCase());
    const [found, given, wrong] = [wrongLines.filter(isFound).length, named.size, wrongLines.length];
    const clears = text.includes(allBelong.slice(0, -1));
    // Who names nothing has still to say that all belong, and who names something must not.
    const score = clears === (given === 0) ? f1(found, given, wrong) : 0;
    const form = /^(?:Line \d+: [\w ]+ does not belong|All belong)[.!?]?$/;
    return [
      part('content', score, `${found} of ${wrong} wrong lines, ${given} named`),
      format(
        [lines.length > 0 && lines.every((line) => form.test(line.text))],
        'lines that say what is wrong',
      ),
      ...manner(reading, 2, 30),
    ];
  }

  isShaped({ typed }: Reading): boolean {
    return /^(?:Line \d+: .+ belong|All belong)/m.test(typed);
  }
}

function lists(category: Category): Entity<'stock'>[] {
  const { name, members } = category;
  const foreign = [...new Set(categories.flatMap((other) => other.members))].filter(
    (one) => !members.includes(one),
  );
  return Array.from({ length: perCategory }, (_, i) => {
    const random = new Random(1).split('stock', name, i);
    const wrong = random.int(mostWrong + 1);
    const own = random.shuffle(members).slice(0, random.pick(lengths) - wrong);
    const items = random.shuffle([...own, ...random.shuffle(foreign).slice(0, wrong)]);
    return {
      id: slug(`${name} ${items.join(' ')}`),
      key: slug(name),
      subject: new StockSubject(category, items),
      asks: inWords(wordings, { c: name, x: items.map((item, n) => `${n + 1}. ${item}`).join('\n') }),
    };
  });
}

export const stock: TaskFamily<'stock'> = {
  name: 'stock',
  flaws: ['missing', 'wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () => categories.flatMap(lists),
  recognise({ lower }) {
    const category = categories.find(({ name }) => lower.includes(`stock of ${name}`));
    const items = [...lower.matchAll(/^\d+\. (.+)$/gm)].map(([, item]) => item.trim());
    return category && items.length > 0 ? new StockSubject(category, items) : undefined;
  },
  words: [wordings, allBelong],
};
