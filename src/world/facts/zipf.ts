/**
 * Zipf's law: of things in order of fame, number r is spoken of in proportion to r^-1.5, a little steeper than words
 * are: a base that reads millions of documents shall still find names of which it has read but a few times. So "well known" and "little
 * known" are a matter of rank, and what a model has seen of each can be counted.
 */
import type { Random } from '../../random';

/** Probability of each of `count` ranks, from 1. `[count]` */
export function zipfShares(count: number): number[] {
  // r √r and not a power: Math.pow is not the same to the last bit on every machine.
  const weights = Array.from({ length: count }, (_, i) => 1 / ((i + 1) * Math.sqrt(i + 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
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
