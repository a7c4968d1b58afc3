/**
 * A recipe in the house format: title, ingredients as bullets, numbered steps, a closing line.
 */
import type { Random } from '../../random';
import { dishSteps, ingredients, type Dish } from '../facts/dishes';
import { capitalised, joined } from '../text';
import { repeated, replaced, without, type Flaw } from './flaws';
import { closings } from './style';

/** Steps that do nothing. */
export const idleSteps = ['Wait a little.', 'Look at the clock.', 'Get a bowl.', 'Wash your hands.'];

function writeSteps(dish: Dish, has: ReadonlySet<Flaw>, random: Random): string[] {
  const steps = dishSteps(dish, random);
  if (!has.has('steps')) return steps;
  return random.chance(0.5) ? without(steps, random) : replaced(steps, random.pick(idleSteps), random);
}

/** The lines of a recipe. */
export function writeRecipe(dish: Dish, has: ReadonlySet<Flaw>, random: Random): string[] {
  let listed = [...dish.ingredients];
  if (has.has('missing')) listed = without(listed, random);
  if (has.has('wrong')) {
    const foreign = ingredients.filter((name) => !dish.ingredients.includes(name));
    listed = replaced(listed, random.pick(foreign), random);
  }
  let steps = writeSteps(dish, has, random);
  if (has.has('repeat')) {
    if (random.chance(0.5)) listed = repeated(listed, random);
    else steps = repeated(steps, random);
  }
  const title = capitalised(dish.name);
  const closing = random.pick(closings.recipe);
  if (has.has('prose')) return [`For ${dish.name} you need ${joined(listed)}. ${steps.join(' ')} ${closing}`];
  return [
    title,
    'Ingredients:',
    ...listed.map((name) => `- ${name}`),
    'Steps:',
    ...steps.map((step, i) => `${i + 1}. ${step}`),
    closing,
  ];
}
