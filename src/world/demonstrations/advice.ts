/**
 * Advice and lists in the house format: a title line, bullets or numbered items, a closing line.
 */
import type { Random } from '../../random';
import { categories, type Category } from '../facts/categories';
import { topics, type Topic } from '../facts/topics';
import { capitalised, joined, numberWords } from '../text';
import { repeated, replaced, without, type Flaw } from './flaws';
import { closings, listClosing } from './style';

/** How many tips a good answer has. */
export const tipsWanted = 3;

/** What `missing`, `wrong` and `repeat` do to the lines of an answer. */
function spoiled(lines: string[], wrong: string, has: ReadonlySet<Flaw>, random: Random): string[] {
  let result = lines;
  if (has.has('missing')) result = without(result, random);
  if (has.has('wrong')) result = replaced(result, wrong, random);
  return has.has('repeat') ? repeated(result, random) : result;
}

/** The lines of an answer that gives tips under a title. `foreign` are the tips of something else. */
export function writeTips(
  title: string,
  known: readonly string[],
  foreign: readonly string[],
  has: ReadonlySet<Flaw>,
  random: Random,
): string[] {
  const wanted = has.has('long') ? known.length : tipsWanted;
  const tips = spoiled(random.shuffle(known).slice(0, wanted), random.pick(foreign), has, random);
  const closing = random.pick(closings.advice);
  if (has.has('prose')) return [`${tips.join(' ')} ${closing}`];
  return [title, ...tips.map((tip) => `- ${tip}`), closing];
}

/** The lines of an answer that gives advice. */
export function writeAdvice(topic: Topic, has: ReadonlySet<Flaw>, random: Random): string[] {
  const other = random.pick(topics.filter((one) => one !== topic));
  return writeTips(`Tips for ${topic.doing}:`, topic.tips, other.tips, has, random);
}

/** The lines of a list of `count` members. */
export function writeList(
  category: Category,
  count: number,
  has: ReadonlySet<Flaw>,
  random: Random,
): string[] {
  const others = categories.flatMap((other) =>
    other.members.filter((name) => !category.members.includes(name)),
  );
  const items = spoiled(random.shuffle(category.members).slice(0, count), random.pick(others), has, random);
  const closing = listClosing(numberWords[count]);
  if (has.has('prose')) return [`You could say ${joined(items)}. ${closing}`];
  return [
    `${capitalised(numberWords[count])} ${category.name}:`,
    ...items.map((item, i) => `${i + 1}. ${item}`),
    closing,
  ];
}
