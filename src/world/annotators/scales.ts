/**
 * Ratings on a scale of a few steps: an ordered logit, the rating form of the choice model of Bradley and Terry. Where
 * a choice adds noise to a difference, a rating adds it to the reply's own worth and says between which marks it lies.
 *
 *   P(rating <= k) = sigmoid(slope / goldSd (k / steps - worth)),  k = 1 … steps - 1
 */
import type { Random } from '../../random';

/** Probability of each step, from the lowest; they add up to 1. `[steps]` */
export type Scale = readonly number[];

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The ordered logit. @param worth in units of gold. @param steepness log-odds per unit of gold. */
export function orderedLogit(worth: number, steepness: number, steps: number): Scale {
  const atMost = Array.from({ length: steps + 1 }, (_, k) =>
    k === 0 ? 0 : k === steps ? 1 : sigmoid(steepness * (k / steps - worth)),
  );
  return Array.from({ length: steps }, (_, k) => atMost[k + 1] - atMost[k]);
}

/** `share` of one distribution, the rest of another. */
export function mixed(share: number, one: Scale, other: Scale): Scale {
  return one.map((p, k) => share * p + (1 - share) * other[k]);
}

/** A step drawn from the scale, from 0. */
export function drawStep(scale: Scale, random: Random): number {
  let u = random.uniform();
  for (let k = 0; k + 1 < scale.length; k++) {
    u -= scale[k];
    if (u < 0) return k;
  }
  return scale.length - 1;
}

/** Probabilities that the first of two ratings is higher, that both are equal, that it is lower. */
export function order(first: Scale, second: Scale): { higher: number; equal: number; lower: number } {
  let [higher, equal, lower] = [0, 0, 0];
  first.forEach((p, i) =>
    second.forEach((q, j) => {
      if (i > j) higher += p * q;
      else if (i < j) lower += p * q;
      else equal += p * q;
    }),
  );
  return { higher, equal, lower };
}
