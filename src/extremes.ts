/**
 * The largest and the smallest of many numbers. `Math.max(...values)` puts every value on the stack, which holds some
 * 120,000: a lint rule keeps such calls out of src.
 */

/** −Infinity of none, NaN where one is NaN, as `Math.max`. */
export function largest(values: Iterable<number>): number {
  let most = -Infinity;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** Infinity of none, NaN where one is NaN, as `Math.min`. */
export function smallest(values: Iterable<number>): number {
  let least = Infinity;
  for (const value of values) least = Math.min(least, value);
  return least;
}

/** The item with the most, where that is any at all and no other has as many. @param counts one an item. */
export function soleMost<Item>(items: readonly Item[], counts: readonly number[]): Item | undefined {
  const most = Math.max(1, largest(counts));
  const [first, ...others] = items.filter((_, i) => counts[i] === most);
  return others.length === 0 ? first : undefined;
}
