/**
 * Recipes: title, ingredients as bullets, numbered steps, a closing line. The judge asks for the dish's own
 * ingredients and no others, and for steps that use them by the kind's method. After one: "what do I have to buy?"
 */
import type { Random } from '../../random';
import { dishByName, dishes, dishSteps, ingredientByWord, ingredients, type Dish } from '../facts/dishes';
import { repeated, replaced, without, type Answer, type Flaw } from '../house/flaws';
import { inOrder, type Line, type Reading } from '../house/lines';
import { f1, format, manner, part, type Part } from '../house/parts';
import { capitalised, joined, slug, wordsOf } from '../text';
import { inWords, type Entity, type FollowedFamily, type FollowUp, type SubjectOf } from './family';

const wordings = {
  train: [
    'Please give me an easy {x} recipe.',
    'How do I make {x}?',
    'Can you give me a recipe for {x}?',
    'Tell me how to cook {x}.',
    'I would like to make {x} tonight.',
    'Do you have a good {x} recipe?',
  ],
  heldOut: ['What is a simple way to make {x}?', 'Could you write down a {x} recipe for me?'],
};
const closings = ['Enjoy!', 'Serve and enjoy!'];
/** Steps that do nothing. */
const idleSteps = ['Wait a little.', 'Look at the clock.', 'Get a bowl.', 'Wash your hands.'];
const listHeading = 'Ingredients:';
const stepsHeading = 'Steps:';

/** Where a section begins: at any heading right above an entry of that kind, were its words misspelt. */
function sectionStart(lines: readonly Line[], entries: Line['kind']): number {
  return lines.findIndex((line, i) => line.kind === 'heading' && lines[i + 1]?.kind === entries);
}

/** What a reply has of a recipe's sections. */
function sections(lines: readonly Line[]) {
  const list = sectionStart(lines, 'bullet');
  const steps = sectionStart(lines, 'numbered');
  const end = steps < 0 ? lines.length : steps;
  const start = list < 0 ? 0 : list;
  const opening = list < 0 ? [] : lines.slice(0, start).filter((line) => line.kind === 'text');
  const inside = lines.slice(start).filter((line) => line.kind === 'text').length;
  const closing = lines.length > 0 && lines[lines.length - 1].kind === 'text' ? 1 : 0;
  return {
    // The title is the line right above the list.
    title: opening.length === 0 ? '' : opening[opening.length - 1].text.toLowerCase(),
    listed: lines.slice(start, end).filter((line) => line.kind !== 'heading' && line.kind !== 'text'),
    steps: lines.slice(end).filter((line) => line.kind === 'numbered' || line.kind === 'bullet'),
    // Lines that belong to no section.
    stray: Math.max(0, opening.length - 1) + Math.max(0, inside - closing),
    // Of the list and of the steps; '' for a section that is not there.
    headings: [lines[list]?.text ?? '', lines[steps]?.text ?? ''],
  };
}

function ingredientsIn(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => ingredientByWord.get(word) ?? []))];
}

/** A question for a recipe. */
export class RecipeSubject implements SubjectOf<'recipe'> {
  readonly family = 'recipe';

  constructor(readonly dish: Dish) {}

  /** The ingredients as a writer with these flaws lists them. */
  private listed(has: ReadonlySet<Flaw>, random: Random): readonly string[] {
    const own = has.has('missing') ? without(this.dish.ingredients, random) : this.dish.ingredients;
    if (!has.has('wrong')) return own;
    const foreign = ingredients.filter((name) => !this.dish.ingredients.includes(name));
    return replaced(own, random.pick(foreign), random);
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const { dish } = this;
    let listed = this.listed(has, random);
    let steps = dishSteps(dish, random);
    if (has.has('steps'))
      steps = random.chance(0.5) ? without(steps, random) : replaced(steps, random.pick(idleSteps), random);
    if (has.has('repeat')) {
      if (random.chance(0.5)) listed = repeated(listed, random);
      else steps = repeated(steps, random);
    }
    const closing = random.pick(closings);
    if (has.has('prose'))
      return { lines: [`For ${dish.name} you need ${joined(listed)}. ${steps.join(' ')} ${closing}`] };
    const lines = [
      capitalised(dish.name),
      listHeading,
      ...listed.map((name) => `- ${name}`),
      stepsHeading,
      ...steps.map((step, i) => `${i + 1}. ${step}`),
    ];
    return { lines, closing };
  }

  judge(reading: Reading): Part[] {
    const s = sections(reading.lines);
    const checks = [
      s.title === this.dish.name,
      s.headings[0] === listHeading,
      s.headings[1] === stepsHeading,
      s.listed.length === 0 ? 0 : s.listed.filter(({ kind }) => kind === 'bullet').length / s.listed.length,
      inOrder(reading.allLines.filter(({ kind }) => kind === 'numbered')),
    ];
    return [
      this.content(reading, s.headings[0] !== '' ? s.listed : []),
      this.steps(reading, s.headings[1] !== '' ? s.steps : []),
      format(checks, 'house format', 'not in the house format'),
      ...manner(reading, 10, 42, { stray: s.stray, closings }),
    ];
  }

  /** How well the ingredients are met. */
  private met(given: readonly string[]) {
    const own = this.dish.ingredients;
    const hits = own.filter((name) => given.includes(name)).length;
    const score = f1(hits, given.length, own.length);
    const why = `${hits} of ${own.length} ingredients among ${given.length} given`;
    // Squared: a cook with one wrong ingredient has more than a small part of the dish wrong.
    return { hits, score: score * score, why };
  }

  private content({ text, words }: Reading, listed: readonly Line[]): Part {
    // Prose has no list, and the whole text counts: it loses its marks for format, not here.
    const given =
      listed.length > 0 || text.includes(listHeading)
        ? listed.map((line) => ingredientByWord.get(line.text.toLowerCase()) ?? line.text)
        : ingredientsIn(words);
    const { hits, score, why } = this.met(given);
    const right = hits === given.length ? '' : `; right are ${joined(this.dish.ingredients)}`;
    return part('content', score, why + right);
  }

  private steps(reading: Reading, lines: readonly Line[]): Part {
    const { ingredients: own, kind } = this.dish;
    const words = lines.length > 0 ? wordsOf(lines.map((line) => line.text).join(' ')) : reading.words;
    const used = ingredientsIn(words);
    const hits = own.filter((name) => used.includes(name)).length;
    const method = kind.method.some((word) => words.includes(word));
    const enough = lines.length === 0 ? 1 : Math.min(1, lines.length / kind.steps.length);
    return part(
      'steps',
      f1(hits, used.length, own.length) * (method ? 1 : 0.7) * (0.5 + 0.5 * enough),
      `${hits} ingredients used, ${method ? 'right' : 'wrong'} method, ${lines.length} steps`,
    );
  }

  isShaped({ lines }: Reading): boolean {
    const s = sections(lines);
    return s.headings[0] !== '' && s.headings[1] !== '' && s.listed.length >= 2 && s.steps.length >= 1;
  }

  followUp(): FollowUp {
    return {
      write: (has, random) => `You need ${joined(this.listed(has, random))}.`,
      judge: ({ text, words }) => ({
        ...this.met(ingredientsIn(words)),
        shaped: /^You need \w/.test(text),
      }),
    };
  }
}

function entities(): Entity<'recipe'>[] {
  return dishes.map((dish) => ({
    id: slug(dish.name),
    // The lecture's own.
    place: dish.name === 'chili sauce' ? 'new' : undefined,
    subject: new RecipeSubject(dish),
    asks: inWords(wordings, { x: dish.name }),
  }));
}

export const recipe: FollowedFamily<'recipe'> = {
  name: 'recipe',
  flaws: ['missing', 'wrong', 'steps', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  entities,
  recognise({ words }) {
    for (let i = 0; i + 1 < words.length; i++) {
      const dish = dishByName.get(`${words[i]} ${words[i + 1]}`);
      if (dish) return new RecipeSubject(dish);
    }
    return undefined;
  },
  followUp: {
    kind: 'ingredients',
    wordings: {
      train: [
        'What do I have to buy for it?',
        'Just the ingredients again, please.',
        'So what goes into it?',
      ],
      heldOut: ['Which things do I need for that?'],
    },
    entities: () => entities().filter((_, e) => e % 3 === 0),
  },
  phrases: closings,
  words: [wordings, idleSteps, listHeading, stepsHeading, 'for you need'],
};
