/**
 * The dishes: a main ingredient times a kind of dish. What goes in follows from the two (the main brings its
 * partners, the kind its basics), with a few exceptions, so that a dish never seen in training can be worked
 * out. A dish has one true list of ingredients; the judge asks for exactly that.
 */
import type { Random } from '../../random';
import { fill } from '../grammar';
import { joined } from '../text';
import { kinds, type DishKind } from './kinds';

/** A main ingredient. */
export interface MainIngredient {
  /** As it stands in a dish's name: "tomato". */
  readonly name: string;
  /** As it stands in a list of ingredients: "tomatoes". */
  readonly ingredient: string;
  /** Which kinds of dish it goes into. */
  readonly taste: DishKind['taste'];
  /** What goes with it, best first. */
  readonly partners: readonly string[];
}

/** A dish and its one true list of ingredients. */
export interface Dish {
  /** "chili sauce" */
  readonly name: string;
  /** What it is mainly of. */
  readonly main: MainIngredient;
  /** What it is. */
  readonly kind: DishKind;
  /** Of the main's partners those that go in. */
  readonly partners: readonly string[];
  /** The main, its partners, the kind's basics: 4 or 5 distinct names. */
  readonly ingredients: readonly string[];
}

function main(
  taste: MainIngredient['taste'],
  name: string,
  ingredient: string,
  ...partners: string[]
): MainIngredient {
  return { name, ingredient, taste, partners };
}

export const mains: readonly MainIngredient[] = [
  main('savoury', 'chili', 'chili', 'garlic', 'ginger', 'lime'),
  main('savoury', 'tomato', 'tomatoes', 'basil', 'garlic', 'olives'),
  main('savoury', 'bean', 'beans', 'paprika', 'bacon', 'parsley'),
  main('savoury', 'carrot', 'carrots', 'ginger', 'honey', 'dill'),
  main('savoury', 'mushroom', 'mushrooms', 'thyme', 'garlic', 'cream'),
  main('savoury', 'pumpkin', 'pumpkin', 'sage', 'nutmeg', 'walnuts'),
  main('savoury', 'lentil', 'lentils', 'cumin', 'parsley', 'garlic'),
  main('savoury', 'pea', 'peas', 'mint', 'bacon', 'cream'),
  main('savoury', 'corn', 'corn', 'lime', 'paprika', 'chives'),
  main('savoury', 'beet', 'beets', 'dill', 'walnuts', 'mustard'),
  main('savoury', 'leek', 'leeks', 'mustard', 'thyme', 'cream'),
  main('savoury', 'spinach', 'spinach', 'nutmeg', 'garlic', 'almonds'),
  main('savoury', 'cabbage', 'cabbage', 'bacon', 'mustard', 'ginger'),
  main('savoury', 'potato', 'potatoes', 'chives', 'sage', 'bacon'),
  main('savoury', 'chicken', 'chicken', 'rosemary', 'thyme', 'garlic'),
  main('savoury', 'fish', 'fish', 'dill', 'lime', 'parsley'),
  main('savoury', 'egg', 'eggs', 'chives', 'paprika', 'mustard'),
  main('savoury', 'fennel', 'fennel', 'olives', 'orange', 'almonds'),
  main('savoury', 'pepper', 'peppers', 'olives', 'basil', 'garlic'),
  main('sweet', 'apple', 'apples', 'cinnamon', 'raisins', 'honey'),
  main('sweet', 'pear', 'pears', 'ginger', 'almonds', 'vanilla'),
  main('sweet', 'plum', 'plums', 'cloves', 'almonds', 'cinnamon'),
  main('sweet', 'cherry', 'cherries', 'vanilla', 'chocolate', 'almonds'),
  main('sweet', 'peach', 'peaches', 'mint', 'vanilla', 'honey'),
  main('sweet', 'banana', 'bananas', 'walnuts', 'nutmeg', 'chocolate'),
  main('sweet', 'fig', 'figs', 'honey', 'walnuts', 'orange'),
  main('sweet', 'apricot', 'apricots', 'almonds', 'rosemary', 'honey'),
  main('sweet', 'date', 'dates', 'orange', 'walnuts', 'cinnamon'),
  main('sweet', 'quince', 'quinces', 'cloves', 'vanilla', 'raisins'),
  main('sweet', 'rhubarb', 'rhubarb', 'orange', 'ginger', 'vanilla'),
  main('sweet', 'berry', 'berries', 'mint', 'vanilla', 'lime'),
];

/** Dishes whose partners tradition has changed. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'tomato soup': ['cream'],
  'mushroom rice': ['parsley', 'cheese'],
  'potato salad': ['mustard', 'dill'],
  'fish pie': ['cream'],
  'egg noodles': ['soy'],
  'pea soup': ['bacon'],
  'apple cake': ['walnuts'],
  'banana pancakes': ['chocolate'],
  'carrot dip': ['cumin', 'garlic'],
  'cherry pudding': ['chocolate', 'orange'],
  'bean stew': ['bacon', 'tomatoes'],
  'date bread': ['walnuts', 'honey'],
};

function dish(of: MainIngredient, kind: DishKind): Dish {
  const name = `${of.name} ${kind.name}`;
  const free = of.partners.filter((partner) => !kind.basics.includes(partner));
  const partners = Object.hasOwn(exceptions, name) ? exceptions[name] : free.slice(0, kind.partners);
  return { name, main: of, kind, partners, ingredients: [of.ingredient, ...partners, ...kind.basics] };
}

/** All dishes, in a fixed order. */
export const dishes: readonly Dish[] = mains.flatMap((of) =>
  kinds.filter((kind) => kind.taste === of.taste).map((kind) => dish(of, kind)),
);

/** Dishes by name, in lower case. */
export const dishByName: ReadonlyMap<string, Dish> = new Map(dishes.map((d) => [d.name, d]));

/** Every ingredient of any dish, in a fixed order. */
export const ingredients: readonly string[] = [...new Set(dishes.flatMap((d) => d.ingredients))];

/** From any form of an ingredient ("tomato", "tomatoes") to its name in lists. */
export const ingredientByWord: ReadonlyMap<string, string> = new Map([
  ...mains.map((of): [string, string] => [of.name, of.ingredient]),
  ...ingredients.map((name): [string, string] => [name, name]),
]);

/** The right steps for the dish, each in a wording drawn at random. */
export function dishSteps(dish: Dish, random: Random): string[] {
  const [a, b, c = ''] = dish.kind.basics;
  const values = { m: dish.main.ingredient, p: joined(dish.partners), a, b, c };
  return dish.kind.steps.map((wordings) => fill(random.pick(wordings), values));
}
