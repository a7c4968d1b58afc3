/**
 * Advantages: what policy gradients are weighted with. PPO estimates them per token from a value function
 * (generalised advantage estimation), RLOO and GRPO per reply from the other replies to the same prompt.
 */
import { mean, standardDeviation } from '../eval/statistics';
import { chunks } from './ragged';

/** One reply's advantages and the targets of its value function, per token. */
export interface Advantages {
  /** A_t, how much better the token did than the value function expected. `[tokens]` */
  readonly advantages: Float32Array;
  /** R_t = A_t + V_t, what the value function should have said. `[tokens]` */
  readonly returns: Float32Array;
}

/**
 * Generalised advantage estimation (Schulman et al. 2016, https://arxiv.org/abs/1506.02438, equation 16),
 *
 *     δ_t = r_t + γ V_{t+1} − V_t,      A_t = δ_t + γλ A_{t+1}
 *
 * for one reply. The reply's last token ends the episode, so V and A are 0 after it; a reply that the length limit
 * cut off is treated so too, which is right where its reward already counts as final.
 * @param rewards r_t, received for token t. `[tokens]`
 * @param values V_t, predicted before token t is drawn. `[tokens]`
 * @param gamma discount γ in [0, 1]; 1 for language, where a reply has one reward at its end.
 * @param lambda λ in [0, 1]: 1 gives the return less V (no bias), 0 the one-step error (little variance).
 * @throws RangeError on unequal lengths.
 */
export function generalizedAdvantages(
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  gamma: number,
  lambda: number,
): Advantages {
  const length = rewards.length;
  if (values.length !== length) {
    throw new RangeError(`advantages: ${length} rewards and ${values.length} values; expected as many`);
  }
  const advantages = new Float32Array(length);
  const returns = new Float32Array(length);
  let nextValue = 0;
  let nextAdvantage = 0;
  for (let t = length - 1; t >= 0; t--) {
    const delta = rewards[t] + gamma * nextValue - values[t];
    nextAdvantage = delta + gamma * lambda * nextAdvantage;
    nextValue = values[t];
    advantages[t] = nextAdvantage;
    returns[t] = nextAdvantage + values[t];
  }
  return { advantages, returns };
}

/**
 * Scales a vector to unit variance and, unless told otherwise, zero mean: (x − mean) / sqrt(var + 1e-8), with the
 * variance divided by n (Ziegler et al. 2019's `whiten`).
 * @param shiftMean false keeps the mean, as is done for rewards, whose sign carries meaning.
 */
export function whiten(vector: Float32Array, shiftMean = true): Float32Array {
  const n = Math.max(1, vector.length);
  let sum = 0;
  for (const x of vector) sum += x;
  const mean = sum / n;
  let squares = 0;
  for (const x of vector) squares += (x - mean) * (x - mean);
  const scale = 1 / Math.sqrt(squares / n + 1e-8);
  const kept = shiftMean ? 0 : mean;
  return vector.map((x) => (x - mean) * scale + kept);
}

/**
 * Each reply against the mean of the others to its prompt (Kool et al. 2019; Ahmadian et al. 2024, RLOO,
 * https://arxiv.org/abs/2402.14740), a baseline that does not depend on the reply, so the gradient stays unbiased:
 *
 *     A_i = r_i − (1/(k − 1)) Σ_{j ≠ i} r_j  =  k/(k − 1) · (r_i − mean)
 *
 * @param rewards of k replies to the first prompt, then of k to the next, … `[prompts × k]`
 * @param k replies per prompt, from 2.
 * @returns `[prompts × k]`
 * @throws RangeError on a k below 2 or rewards that are not whole groups.
 */
export function leaveOneOutAdvantages(rewards: ArrayLike<number>, k: number): Float32Array {
  return perGroup(rewards, k, (x, { mean }) => (k / (k - 1)) * (x - mean));
}

/**
 * Each reply against its whole group (Shao et al. 2024, GRPO, https://arxiv.org/abs/2402.03300, section 4.1.2),
 *
 *     A_i = (r_i − mean) / (sd + 1e-4)        or, as Dr. GRPO has it,        A_i = r_i − mean
 *
 * with sd divided by k − 1 (as TRL computes it). Dividing weighs a prompt on which replies hardly differ as much as
 * one on which they do (Liu et al. 2025, Dr. GRPO, https://arxiv.org/abs/2503.20783). A group of equals gets zeros.
 * @param rewards as for `leaveOneOutAdvantages`. `[prompts × k]`
 * @throws as `leaveOneOutAdvantages` does.
 */
export function groupAdvantages(rewards: ArrayLike<number>, k: number, divideBySd = true): Float32Array {
  return perGroup(rewards, k, (x, { mean, sd }) => (divideBySd ? (x - mean) / (sd + 1e-4) : x - mean));
}

/** Maps each group of k numbers by its own mean and standard deviation (divided by k − 1). */
function perGroup(
  values: ArrayLike<number>,
  k: number,
  map: (x: number, moments: { mean: number; sd: number }) => number,
): Float32Array {
  if (!(Number.isInteger(k) && k >= 2) || values.length === 0 || values.length % k !== 0) {
    throw new RangeError(
      `advantages: ${values.length} rewards in groups of ${k}; expected whole groups of 2 or more`,
    );
  }
  return Float32Array.from(
    chunks(Array.from(values), k).flatMap((group) => {
      const moments = { mean: mean(group), sd: standardDeviation(group) };
      return group.map((x) => map(x, moments));
    }),
  );
}
