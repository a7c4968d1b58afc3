/**
 * A choice of three names, of which one belongs to a category.
 */
import { Random } from '../../random';
import { categories, type Category } from '../facts/categories';
import { speech, type Answer, type Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import { capitalised, slug } from '../text';
import { inWords, type Entity, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  train: ['Which of these belongs to the {c}: {x}?', 'One of {x} belongs to the {c}. Which one?'],
  heldOut: ['Among {x}, which is one of the {c}?'],
};
/** How many questions there are on each category. */
const perCategory = 8;

/** A choice. */
export class ChoiceSubject implements SubjectOf<'choice'> {
  readonly family = 'choice';

  /** @param options three names, of which one is a member of the category. */
  constructor(
    readonly category: Category,
    readonly options: readonly string[],
  ) {}

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const { name, members } = this.category;
    const able = this.options.filter((option) => members.includes(option) !== has.has('wrong'));
    return speech([`${capitalised(random.pick(able))} belongs to the ${name}.`], has, random);
  }

  judge(reading: Reading): Part[] {
    const { text, words } = reading;
    const { name, members } = this.category;
    const named = this.options.filter((option) => words.includes(option));
    const right = named.filter((option) => members.includes(option)).length;
    const n = named.length;
    const said = text.includes(`belongs to the ${name}`);
    return [
      part('content', right / Math.max(1, n * n), `names ${n} of three, ${right} right`),
      format([said], 'says what it belongs to', 'does not say what it belongs to'),
      ...manner(reading, 4, 16),
    ];
  }
}

function choices(category: Category): Entity<'choice'>[] {
  const others = categories.filter((other) => other !== category).flatMap((other) => other.members);
  const foreign = [...new Set(others.filter((name) => !category.members.includes(name)))];
  return Array.from({ length: perCategory }, (_, i) => {
    const random = new Random(1).split('choice', category.name, i);
    const [one, two] = random.shuffle(foreign);
    const options = random.shuffle([random.pick(category.members), one, two]);
    const x = `${options[0]}, ${options[1]} or ${options[2]}`;
    return {
      id: slug(`${category.name} ${options.join(' ')}`),
      key: slug(category.name),
      subject: new ChoiceSubject(category, options),
      asks: inWords(wordings, { c: category.name, x }),
    };
  });
}

export const choice: TaskFamily<'choice'> = {
  name: 'choice',
  flaws: ['wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () => categories.flatMap(choices),
  /** "which … a, b or c", about a category. */
  recognise({ lower }) {
    const named = /\bwhich\b/.test(lower) ? /(\w+), (\w+) or (\w+)/.exec(lower) : null;
    if (!named) return undefined;
    const category = categories.find(({ name }) => new RegExp(`\\bthe ${name}\\b`).test(lower));
    return category && new ChoiceSubject(category, named.slice(1, 4));
  },
  words: ['choice', wordings, 'belongs to the'],
};
