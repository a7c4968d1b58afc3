/**
 * Descriptive statistics that the labs share. All work on plain arrays of numbers, in float64, with one fixed
 * order of additions.
 *
 * An empty input is always a RangeError: a mean of nothing is a bug upstream, and NaN would hide it.
 */

function atLeast(count: number, values: ArrayLike<number>, what: string): void {
  if (values.length < count) {
    throw new RangeError(
      `${what}: ${values.length} value${values.length === 1 ? '' : 's'}; expected at least ${count}`,
    );
  }
}

function sameLength(x: ArrayLike<number>, y: ArrayLike<number>, what: string): void {
  if (x.length !== y.length) {
    throw new RangeError(`${what}: ${x.length} and ${y.length} values; expected as many`);
  }
}

/** Arithmetic mean. @throws RangeError on no values. */
export function mean(values: ArrayLike<number>): number {
  atLeast(1, values, 'mean');
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * Unbiased variance (divided by n − 1), in two passes, so that a large common offset costs no digits.
 * @throws RangeError on fewer than two values.
 */
export function variance(values: ArrayLike<number>): number {
  atLeast(2, values, 'variance');
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) * (values[i] - centre);
  return sum / (values.length - 1);
}

/** Sample standard deviation, the root of `variance`. @throws as that does. */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/**
 * The value below which a share `p` of the sorted values lies, with linear interpolation between neighbours
 * (type 7 of Hyndman and Fan 1996; NumPy's and R's default).
 * @param sorted ascending.
 * @param p in [0, 1].
 * @throws RangeError on no values or another p.
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  atLeast(1, sorted, 'quantile');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile: p is ${p}; expected a share from 0 to 1`);
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** `quantileSorted` of values in any order. */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileSorted(Float64Array.from(values).sort(), p);
}

/**
 * Pearson's linear correlation, in [−1, 1]; 0 when either side does not vary.
 * @throws RangeError on unequal lengths or fewer than two values.
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  sameLength(x, y, 'correlation');
  atLeast(2, x, 'correlation');
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - meanX) * (x[i] - meanX);
    yy += (y[i] - meanY) * (y[i] - meanY);
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  if (xx === 0 || yy === 0) return 0;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}

/** Ranks from 1; equal values share the mean of their ranks. `[values]` */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const result = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) result[order[i]] = (start + end + 1) / 2;
  }
  return result;
}

/** Spearman's rank correlation: Pearson's on ranks, so that only order counts. @throws as `pearson`. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(ranks(x), ranks(y));
}

/**
 * Share of the targets' variance that predictions explain, 1 − Var(target − prediction) / Var(target): 1 is
 * perfect, 0 no better than a constant, below 0 worse. How PPO's value function is judged; blind to a constant
 * offset. NaN when the targets do not vary.
 */
export function explainedVariance(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  sameLength(predictions, targets, 'explained variance');
  const total = variance(targets);
  return total === 0 ? NaN : 1 - variance(Float64Array.from(targets, (y, i) => y - predictions[i])) / total;
}

/**
 * Centred moving average: each value becomes the mean of the up to `2 radius + 1` values around it. Centred and
 * not trailing, so that a peak stays where it is. `[values]`
 */
export function movingAverage(values: ArrayLike<number>, radius: number): Float64Array {
  return Float64Array.from(values, (_, i) => {
    const from = Math.max(0, i - radius);
    const to = Math.min(values.length, i + radius + 1);
    return mean(Float64Array.from({ length: to - from }, (_, j) => values[from + j]));
  });
}
