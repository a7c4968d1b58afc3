/**
 * Drawing the next token from its logits: temperature, top-k (Fan et al. 2018, arXiv:1805.04833), top-p
 * (Holtzman et al. 2019, arXiv:1904.09751). Both networks follow this order of operations; the engine has its
 * own copy in C, in float32, which may differ where `uniform` falls within rounding of a boundary.
 */
import type { SamplingOptions } from './model';

/** The part of the options that shapes one draw. */
export type SamplingRule = Pick<SamplingOptions, 'temperature' | 'topK' | 'topP'>;

/** @throws RangeError that names the option when one is outside its range. */
export function checkSampling({ temperature, topK, topP }: SamplingRule): void {
  if (!(temperature >= 0 && temperature < Infinity))
    throw new RangeError(`temperature is ${temperature}; expected 0 (greedy) or a positive number`);
  if (!Number.isInteger(topK) || topK < 0)
    throw new RangeError(`topK is ${topK}; expected 0 (all tokens) or a positive whole number`);
  if (!(topP > 0 && topP <= 1))
    throw new RangeError(`topP is ${topP}; expected a number above 0 and at most 1`);
}

/**
 * Draws a token id.
 *
 * 1. Temperature 0: the largest logit; of equal ones the lowest id. `uniform` is not used.
 * 2. Weights w = exp((logit - largest logit) / temperature).
 * 3. `topK` > 0: the k largest logits stay; of equal ones the lower ids.
 * 4. `topP` < 1: of these, in descending order of logit (of equal ones the lower id first), the shortest prefix
 *    whose weight reaches topP times their total stays. At least one token does.
 * 5. In ascending order of id, the first whose running sum exceeds `uniform` times the total of what is left
 *    (the last one left, should rounding let none exceed it).
 *
 * @param logits `[vocab]`
 * @param rule must have passed `checkSampling`
 * @param uniform in [0, 1)
 */
export function sampleToken(logits: Float32Array, rule: SamplingRule, uniform: number): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  if (rule.temperature === 0) return best;

  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - logits[best]) / rule.temperature));
  truncate(logits, weights, rule);

  let total = 0;
  for (const weight of weights) total += weight;
  const threshold = uniform * total;
  let sum = 0;
  let last = best;
  for (let id = 0; id < weights.length; id++) {
    if (weights[id] === 0) continue;
    sum += weights[id];
    last = id;
    if (sum > threshold) break;
  }
  return last;
}

/** Steps 3 and 4: sets the weights of the tokens that are cut off to 0. */
function truncate(logits: Float32Array, weights: Float64Array, { topK, topP }: SamplingRule): void {
  const cutByRank = topK > 0 && topK < logits.length;
  if (!cutByRank && topP === 1) return;
  const order = Array.from(logits.keys()).sort((a, b) => logits[b] - logits[a] || a - b);
  const candidates = cutByRank ? order.slice(0, topK) : order;
  let kept = candidates.length;
  if (topP < 1) {
    let total = 0;
    for (const id of candidates) total += weights[id];
    let sum = 0;
    kept = 0;
    while (kept < candidates.length && sum < topP * total) sum += weights[candidates[kept++]];
  }
  for (const id of order.slice(kept)) weights[id] = 0;
}
