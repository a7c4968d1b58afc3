/**
 * Generalised advantage estimation and whitening: from rewards and value predictions to what PPO's policy loss
 * is weighted with.
 *
 * Schulman et al. 2016, "High-dimensional continuous control using generalized advantage estimation",
 * https://arxiv.org/abs/1506.02438, equation 16.
 */

/** One reply's advantages and the targets of its value function, per token. */
export interface Advantages {
  /** A_t, how much better the token did than the value function expected. `[tokens]` */
  readonly advantages: Float32Array;
  /** R_t = A_t + V_t, what the value function should have said. `[tokens]` */
  readonly returns: Float32Array;
}

/**
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
    throw new RangeError(`advantages need one value per reward, got ${values.length} and ${length}`);
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
