/**
 * Work that is long to check (lecture claims E1, F1): programs with what they say, line by line or at once, and lists of
 * stock in which something stands that does not belong.
 */
import type { Random } from '../../random';
import { categories } from '../facts/categories';
import { drawProgram, lineText, programText, run } from '../facts/programs';
import { capitalised, joined } from '../text';
import { dateOf } from './common';

const heads = ['Program', 'Exercise', 'Listing'];
/** What these pages say beside their tables, for the dictionary. */
export const checkPhrases = [...heads, 'It says', 'Stock of', 'checked', 'does not belong', 'All belong'];

/** A program, mostly with what each line comes to. */
function listing(random: Random): string {
  const program = drawProgram(random, 3 + random.int(6));
  const { trace, says } = run(program);
  const head = `${random.pick(heads)} ${1 + random.int(90)}`;
  const end = `It says ${says}.`;
  switch (random.int(4)) {
    case 0:
      return [head, programText(program), end].join('\n');
    case 1:
      // What each line comes to stands beside it …
      return [
        head,
        ...program.map((line, i) => [lineText(line), ...trace.slice(i, i + 1)].join(' -> ')),
        end,
      ].join('\n');
    default:
      // … or below the program, as one works it out.
      return [head, programText(program), ...trace, end].join('\n');
  }
}

/** A list of one kind, with up to two things of another kind, and what was found in it. */
function stock(random: Random): string {
  const [category, other] = random.shuffle(categories);
  const foreign = random
    .shuffle(other.members.filter((name) => !category.members.includes(name)))
    .slice(0, random.int(3));
  const own = random.shuffle(category.members).slice(0, 4 + random.int(6));
  const listed = random.shuffle([...own, ...foreign]);
  const verdict =
    foreign.length === 0 ? 'All belong.' : foreign.map((name) => `${name} does not belong.`).join(' ');
  const items = random.chance(0.5) ? listed.map((name) => `* ${name}`).join('\n') : `${joined(listed)}.`;
  return `Stock of ${category.name}, checked ${dateOf(random)}\n${items}\n${capitalised(verdict)}`;
}

/** A listing or a list of stock. */
export function checkDocument(random: Random): string {
  return random.chance(0.6) ? listing(random) : stock(random);
}
