/**
 * Calibration: do events that were given probability p happen in a share p of cases? For a reward model the
 * event is "the annotator prefers the first reply" and p is sigmoid(score difference).
 *
 * Equal-width bins and the expected calibration error of Naeini, Cooper and Hauskrecht 2015 ("Obtaining well
 * calibrated probabilities using Bayesian binning"), as used by Guo et al. 2017 (https://arxiv.org/abs/1706.04599).
 */

/** The cases whose predicted probability fell into [low, high) (the last bin holds 1 too). */
export interface CalibrationBin {
  /** Lower edge, a probability. */
  readonly low: number;
  /** Upper edge, a probability. */
  readonly high: number;
  /** Cases in the bin. */
  readonly count: number;
  /** Mean predicted probability; NaN in an empty bin. */
  readonly predicted: number;
  /** Share of cases in which the event happened; NaN in an empty bin. */
  readonly observed: number;
}

/**
 * Sorts predictions into equal-width bins over [0, 1].
 * @param probabilities predicted, each in [0, 1]. `[cases]`
 * @param outcomes whether the event happened, or, where that is known, the probability that it does. `[cases]`
 * @param bins how many; 10 by default.
 * @throws RangeError on unequal lengths, on no bins, or on a probability outside [0, 1].
 */
export function calibrationBins(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<boolean | number>,
  bins = 10,
): CalibrationBin[] {
  if (probabilities.length !== outcomes.length) {
    throw new RangeError(
      `calibration: ${probabilities.length} probabilities and ${outcomes.length} outcomes; expected as many`,
    );
  }
  if (!(Number.isInteger(bins) && bins > 0))
    throw new RangeError(`calibration: bins is ${bins}; expected a whole number from 1 up`);
  const sums = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, observed: 0 }));
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i];
    if (!(p >= 0 && p <= 1))
      throw new RangeError(`calibration: probability ${i} is ${p}; expected a number in [0, 1]`);
    const bin = sums[binOf(p, bins)];
    bin.count++;
    bin.predicted += p;
    bin.observed += Number(outcomes[i]);
  }
  return sums.map(({ count, predicted, observed }, i) => ({
    low: i / bins,
    high: (i + 1) / bins,
    count,
    predicted: predicted / count,
    observed: observed / count,
  }));
}

function binOf(probability: number, bins: number): number {
  return Math.min(bins - 1, Math.floor(probability * bins));
}

/** Expected calibration error, in [0, 1]: the mean over cases of their bin's |predicted − observed|. 0 for no cases. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  let cases = 0;
  let error = 0;
  for (const { count, predicted, observed } of bins) {
    cases += count;
    if (count > 0) error += count * Math.abs(predicted - observed);
  }
  return cases === 0 ? 0 : error / cases;
}

/**
 * What each case adds to the expected calibration error, which is their mean: how far it is off, to the side on which its bin
 * is. `[cases]`
 * @throws RangeError as `calibrationBins`.
 */
export function calibrationShares(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<boolean | number>,
  bins = 10,
): number[] {
  const found = calibrationBins(probabilities, outcomes, bins);
  return Array.from(probabilities, (p, i) => {
    const { predicted, observed } = found[binOf(p, bins)];
    return Math.sign(predicted - observed) * (p - Number(outcomes[i]));
  });
}

/** The slope is sought up to here; beyond, every probability is 0 or 1 for what scores differ by. */
const steepest = 1024;

/**
 * Temperature scaling (Guo et al. 2017, section 4.2): the factor k on score differences d for which σ(k d) is the most
 * likely to have given the outcomes. It puts scores in any unit on the scale of log-odds.
 * @param differences of scores. `[cases]`
 * @param outcomes whether the event happened, or the probability that it does. `[cases]`
 * @returns k in [0, 1024]; 0 where the scores say nothing, or the opposite.
 * @throws RangeError on no cases or unequal lengths.
 */
export function calibrationSlope(
  differences: ArrayLike<number>,
  outcomes: ArrayLike<boolean | number>,
): number {
  const cases = differences.length;
  if (cases === 0 || cases !== outcomes.length)
    throw new RangeError(
      `calibration: ${cases} differences and ${outcomes.length} outcomes; expected as many, and at least one`,
    );
  // The derivative of the loss by k, Σ d (σ(k d) − y), rises with k: its zero is found by halving.
  const derivative = (k: number) => {
    let sum = 0;
    for (let i = 0; i < cases; i++)
      sum += differences[i] * (1 / (1 + Math.exp(-k * differences[i])) - Number(outcomes[i]));
    return sum;
  };
  let [low, high] = [0, steepest];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (derivative(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
