/**
 * Best-of-n: draw n replies, keep the one that the proxy reward likes best. The simplest way to optimise against
 * a reward model, and one whose KL from the policy is known in closed form.
 *
 * From N samples per prompt the expected score of best-of-n is estimated for all n ≤ N at once, without bias and
 * with far less noise than from N/n groups (Nakano et al. 2021, WebGPT, appendix I, https://arxiv.org/abs/2112.09332;
 * Gao, Schulman and Hilton 2022, https://arxiv.org/abs/2210.10760): a sample of rank i (ascending by proxy)
 * is the best of C(i−1, n−1) of the C(N, n) subsets of size n.
 */

/** Expected scores of best-of-n. */
export interface BestOfN {
  /** Samples, of which the one with the highest proxy is kept. */
  readonly n: number;
  /** `bestOfNKl(n)`, in nats. */
  readonly kl: number;
  /** Its expected score by the reward that chooses, in that reward's unit. */
  readonly proxy: number;
  /** Its expected score by the one that counts, in that one's unit. */
  readonly gold: number;
}

/**
 * KL divergence of best-of-n from the policy in nats, log n − (n − 1)/n (Stiennon et al. 2020, appendix G.3). Exact
 * where no two samples tie, an upper bound otherwise (Beirami et al. 2024, https://arxiv.org/abs/2401.01879).
 * @param n samples, from 1.
 */
export function bestOfNKl(n: number): number {
  return Math.log(n) - (n - 1) / n;
}

/**
 * The samples' gold in ascending order of proxy. Samples with the same proxy get the mean of their golds, which is
 * what choosing among them by lot would give: a saturated proxy must not reward the order of the samples.
 */
function goldByProxy(
  proxy: ArrayLike<number>,
  gold: ArrayLike<number>,
  order: readonly number[],
): Float64Array {
  const ranked = Float64Array.from(order, (i) => gold[i]);
  for (let start = 0, end = 0; start < order.length; start = end) {
    let sum = 0;
    while (end < order.length && proxy[order[end]] === proxy[order[start]]) sum += ranked[end++];
    ranked.fill(sum / (end - start), start, end);
  }
  return ranked;
}

/** Expectation over all subsets of size n of the value of the subset's highest-ranked member. */
function expectedBest(ranked: ArrayLike<number>, n: number): number {
  const total = ranked.length;
  let weight = n / total; // C(N−1, n−1) / C(N, n): the top rank's share of the subsets.
  let sum = 0;
  for (let rank = total; rank >= n; rank--) {
    sum += weight * ranked[rank - 1];
    weight *= (rank - n) / (rank - 1); // C(rank−2, n−1) / C(rank−1, n−1)
  }
  return sum;
}

/**
 * Expected proxy and gold of best-of-n for one prompt.
 * @param proxy the score that chooses, one per sample. `[samples]`
 * @param gold the score that counts, one per sample. `[samples]`
 * @param sizes the n wanted, each in 1..samples; all of them by default.
 * @throws RangeError on unequal lengths, no samples, NaN, or a size that the samples do not allow.
 */
export function bestOfN(
  proxy: ArrayLike<number>,
  gold: ArrayLike<number>,
  sizes: readonly number[] = Array.from(proxy, (_, i) => i + 1),
): BestOfN[] {
  const total = proxy.length;
  if (total === 0 || gold.length !== total) {
    throw new RangeError(`best of n: ${total} proxies and ${gold.length} golds; expected as many`);
  }
  const order = Array.from(proxy, (_, i) => i).sort((a, b) => proxy[a] - proxy[b]);
  if (order.some((i) => Number.isNaN(proxy[i]) || Number.isNaN(gold[i]))) {
    throw new RangeError('best of n: a score is NaN; expected numbers');
  }
  const rankedProxy = Float64Array.from(order, (i) => proxy[i]);
  const rankedGold = goldByProxy(proxy, gold, order);
  return sizes.map((n) => {
    if (!(Number.isInteger(n) && n >= 1 && n <= total)) {
      throw new RangeError(`best of n: n is ${n}; expected 1 to ${total}, the samples per prompt`);
    }
    return { n, kl: bestOfNKl(n), proxy: expectedBest(rankedProxy, n), gold: expectedBest(rankedGold, n) };
  });
}
