/**
 * KL(policy ‖ reference): estimated from the log-probabilities of tokens that the policy sampled, by the three
 * estimators of John Schulman's note "Approximating KL divergence" (2020, http://joschu.net/blog/kl-approx.html), or
 * exactly, from both distributions over the whole vocabulary.
 *
 * With r = reference(token) / policy(token):
 *   k1 = −log r             unbiased, high variance, negative for half of the tokens;
 *   k2 = (log r)² / 2       biased, low variance, never negative;
 *   k3 = (r − 1) − log r    unbiased, low variance, never negative.
 *
 * A sequence's KL is the expected sum over its tokens, so the sum of k1 (or of k3) over a sampled reply is unbiased
 * for it. What is reported as "KL" in this project is that sum of k1, averaged over replies.
 */

/** Which of Schulman's estimators. */
export type KlEstimator = 'k1' | 'k2' | 'k3';

/** k1 of one token from its log-probabilities: log policy − log reference, in nats. */
export function k1(policy: number, reference: number): number {
  return policy - reference;
}

/** k2 of one token from its log-probabilities: half the squared log-ratio, in nats. */
export function k2(policy: number, reference: number): number {
  const logRatio = reference - policy;
  return 0.5 * logRatio * logRatio;
}

/**
 * (r − 1) − log r. In nats, never negative. expm1 saves the digits that r − 1 loses; its own difference from log r
 * cancels in turn below 1e-4, where the first terms of the series are exact to 1e-14.
 */
export function k3(policy: number, reference: number): number {
  const logRatio = reference - policy;
  if (Math.abs(logRatio) < 1e-4) return 0.5 * logRatio * logRatio * (1 + (logRatio / 3) * (1 + logRatio / 4));
  return Math.expm1(logRatio) - logRatio;
}

const estimators = { k1, k2, k3 };

/**
 * The estimate at each token.
 * @param policy log-probabilities under the policy that sampled the tokens. `[tokens]`
 * @param reference log-probabilities of the same tokens under the reference. `[tokens]`
 * @returns nats. `[tokens]`
 * @throws RangeError on unequal lengths.
 */
export function klPerToken(
  policy: ArrayLike<number>,
  reference: ArrayLike<number>,
  estimator: KlEstimator,
): Float64Array {
  if (policy.length !== reference.length) {
    throw new RangeError(
      `KL: ${policy.length} tokens of the policy and ${reference.length} of the reference; expected as many`,
    );
  }
  const estimate = estimators[estimator];
  return Float64Array.from(policy, (logprob, i) => estimate(logprob, reference[i]));
}

/** The estimate for one sampled reply: the sum over its tokens, in nats. @throws RangeError on unequal lengths. */
export function sequenceKl(
  policy: ArrayLike<number>,
  reference: ArrayLike<number>,
  estimator: KlEstimator = 'k1',
): number {
  return klPerToken(policy, reference, estimator).reduce((sum, token) => sum + token, 0);
}

/**
 * The exact KL at each position, Σ_v π(v) (log π(v) − log π_ref(v)), from logits: no sampling noise, but for one token
 * and not for a reply.
 * @param logits of the policy. `[positions × vocab]`
 * @param referenceLogits of the reference. `[positions × vocab]`
 * @returns nats, never negative but for rounding. `[positions]`
 * @throws RangeError on lengths that differ or are not whole positions.
 */
export function exactKlPerToken(
  logits: Float32Array,
  referenceLogits: Float32Array,
  vocab: number,
): Float64Array {
  if (logits.length !== referenceLogits.length || logits.length % vocab !== 0) {
    throw new RangeError(
      `exact KL: ${logits.length} and ${referenceLogits.length} logits; expected as many, a multiple of ${vocab}`,
    );
  }
  return Float64Array.from({ length: logits.length / vocab }, (_, position) => {
    const policy = logits.subarray(position * vocab, (position + 1) * vocab);
    const reference = referenceLogits.subarray(position * vocab, (position + 1) * vocab);
    const [top, referenceTop] = [largest(policy), largest(reference)];
    let [sum, referenceSum, weighted] = [0, 0, 0];
    for (let v = 0; v < vocab; v++) {
      const weight = Math.exp(policy[v] - top);
      sum += weight;
      referenceSum += Math.exp(reference[v] - referenceTop);
      weighted += weight * (policy[v] - top - (reference[v] - referenceTop));
    }
    return weighted / sum - Math.log(sum) + Math.log(referenceSum);
  });
}

function largest(values: Float32Array): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

/** The x axis of over-optimisation, d = sqrt(KL); an estimate below zero (k1 can be) counts as 0. @param kl in nats. */
export function klDistance(kl: number): number {
  return Math.sqrt(Math.max(0, kl));
}
