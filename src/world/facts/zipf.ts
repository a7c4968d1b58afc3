/**
 * Zipf's law: of things in order of fame, number r is spoken of in proportion to 1 / r. So "well known" and "little
 * known" are a matter of rank, and what a model has seen of each can be counted.
 */
import type { Random } from '../../random';

/** Probability of each of `count` ranks, from 1. `[count]` */
export function zipfShares(count: number): number[] {
  let total = 0;
  for (let rank = 1; rank <= count; rank++) total += 1 / rank;
  return Array.from({ length: count }, (_, i) => 1 / ((i + 1) * total));
}

/** Draws one of some items. */
export type Drawer<T> = (random: Random) => T;

/** A drawer of items by their rank, the first one most often. */
export function zipfDrawer<T>(items: readonly T[]): Drawer<T> {
  const shares = zipfShares(items.length);
  const cumulative = shares.map((_, i) => shares.slice(0, i + 1).reduce((sum, share) => sum + share, 0));
  return (random) => {
    const u = random.uniform() * cumulative[cumulative.length - 1];
    let low = 0;
    let high = items.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > u) high = middle;
      else low = middle + 1;
    }
    return items[low];
  };
}
