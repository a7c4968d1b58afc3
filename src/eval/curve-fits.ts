/**
 * The functional forms of reward over-optimisation (Gao, Schulman and Hilton 2022, "Scaling laws for reward model
 * overoptimization", https://arxiv.org/abs/2210.10760). With d = sqrt(KL(policy ‖ initial policy)):
 *
 *   best-of-n:  gold(d) = d (α − β d),      peak at d* = α / (2β)
 *   RL:         gold(d) = d (α − β log d),  peak at d* = exp(α/β − 1)
 *
 * Gold is counted from the initial policy, so that gold(0) = 0. Both are linear in α and β: ordinary least squares.
 */
import { Matrix, QrDecomposition } from 'ml-matrix';
import { mean } from './statistics';

/** Which form: of best-of-n, or of RL. */
export type OptimizationForm = 'best-of-n' | 'rl';

/** One measured point. */
export interface GoldPoint {
  /** d = sqrt(KL), at least 0, in sqrt(nats). */
  readonly distance: number;
  /** Gold score less the initial policy's, in sd of its replies. */
  readonly gold: number;
}

/** A fitted curve: plain data, so that it can stand in a result file. */
export interface GoldFit {
  /** Which of the two curves. */
  readonly form: OptimizationForm;
  /** α, gold a unit of distance at the start, in sd per √nat. */
  readonly alpha: number;
  /** β, how fast that is lost. */
  readonly beta: number;
  /** 1 − residual / total sum of squares about the mean; NaN when gold does not vary. */
  readonly rSquared: number;
  /** Distance of the highest gold, in √nats. Absent when the fitted curve has none: it rises without end or only falls. */
  readonly peak?: number;
}

/** The factor of −β in the form, d² or d log d; the latter has the limit 0 at 0. */
function penalty(form: OptimizationForm, d: number): number {
  if (d === 0) return 0;
  return form === 'best-of-n' ? d * d : d * Math.log(d);
}

/** Gold above the initial policy that the fit gives, in the unit that was fitted. @param d distance in √nats, from 0. */
export function predictGold(fit: Pick<GoldFit, 'form' | 'alpha' | 'beta'>, d: number): number {
  return fit.alpha * d - fit.beta * penalty(fit.form, d);
}

function peakOf(form: OptimizationForm, alpha: number, beta: number): number | undefined {
  if (beta <= 0) return undefined;
  const peak = form === 'best-of-n' ? alpha / (2 * beta) : Math.exp(alpha / beta - 1);
  return peak > 0 && Number.isFinite(peak) ? peak : undefined;
}

/**
 * Fits one of the two forms to measured points.
 * @returns the fit, or undefined when the points cannot tell α from β: fewer than two different distances
 *   above 0 (a run that never moved).
 * @throws RangeError on a point that is not finite or at a distance below 0.
 */
export function fitGold(form: OptimizationForm, points: readonly GoldPoint[]): GoldFit | undefined {
  points.forEach(({ distance, gold }, i) => {
    if (!(distance >= 0 && Number.isFinite(distance) && Number.isFinite(gold))) {
      throw new RangeError(
        `fit: point ${i} is (${distance}, ${gold}); expected finite numbers, the distance from 0 up`,
      );
    }
  });
  const moved = points.filter(({ distance }) => distance > 0);
  if (new Set(moved.map(({ distance }) => distance)).size < 2) return undefined;
  const design = new Matrix(moved.map(({ distance }) => [distance, -penalty(form, distance)]));
  const golds = Matrix.columnVector(moved.map(({ gold }) => gold));
  const [alpha, beta] = new QrDecomposition(design).solve(golds).getColumn(0);
  const centre = mean(points.map(({ gold }) => gold));
  let residual = 0;
  let total = 0;
  for (const { distance, gold } of points) {
    const error = gold - predictGold({ form, alpha, beta }, distance);
    residual += error * error;
    total += (gold - centre) * (gold - centre);
  }
  const peak = peakOf(form, alpha, beta);
  return { form, alpha, beta, rSquared: total === 0 ? NaN : 1 - residual / total, ...(peak && { peak }) };
}

/** The curve with the mean α, β and R² of fits of one form; undefined of none. */
export function meanFit(fits: readonly GoldFit[]): GoldFit | undefined {
  if (fits.length === 0) return undefined;
  const [{ form }] = fits;
  const [alpha, beta] = [mean(fits.map((fit) => fit.alpha)), mean(fits.map((fit) => fit.beta))];
  const peak = peakOf(form, alpha, beta);
  return { form, alpha, beta, rSquared: mean(fits.map((fit) => fit.rSquared)), ...(peak && { peak }) };
}
