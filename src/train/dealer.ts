/** An endless supply of items in seeded order: all of them once, then all again in another order, and so on. */

/**
 * @param pass the items of pass n (from 0), in the order in which they are to come; never empty.
 * @returns a function that gives the next item at each call.
 */
export function dealer<T>(pass: (n: number) => readonly T[]): () => T {
  let n = 0;
  let items = pass(n);
  let next = 0;
  return () => {
    if (next === items.length) {
      items = pass(++n);
      next = 0;
    }
    return items[next++];
  };
}
