/**
 * Answers that come as items under a title, such as tips and lists: what the writer's flaws do to the items, and what
 * the judge reads of title and items.
 */
import type { Random } from '../../random';
import { repeated, replaced, without, type Flaw } from './flaws';
import type { Reading } from './lines';

/** What `missing`, `wrong` and `repeat` do to items. */
export function spoiled(
  items: readonly string[],
  wrong: string,
  has: ReadonlySet<Flaw>,
  random: Random,
): readonly string[] {
  let result = items;
  if (has.has('missing')) result = without(result, random);
  if (has.has('wrong')) result = replaced(result, wrong, random);
  return has.has('repeat') ? repeated(result, random) : result;
}

/** What a reply has of a title and items of that kind. */
export function itemsIn({ lines }: Reading, kind: 'bullet' | 'numbered') {
  const texts = lines.filter((line) => line.kind === 'text').length;
  const closing = lines.length > 1 && lines[lines.length - 1].kind === 'text' ? 1 : 0;
  const items = lines.filter((line) => line.kind === kind);
  return {
    // The first line that ends with a colon; '' without one.
    title: (lines.find((line) => line.kind === 'heading')?.text ?? '').toLowerCase(),
    items,
    // Lines that are neither title nor item nor the closing line.
    stray: items.length > 0 ? texts - closing : 0,
  };
}

/** True when there is a title line and at least two items of that kind. */
export function looksLikeItems(reading: Reading, kind: 'bullet' | 'numbered'): boolean {
  const { title, items } = itemsIn(reading, kind);
  return title !== '' && items.length >= 2;
}
