/** One curve of lab B5: best-of-n over a pool by some score, with its fits. */
import { bestOfN } from '../../eval/best-of-n';
import { fitGold, predictGold, type GoldFit, type GoldPoint } from '../../eval/curve-fits';
import { klDistance } from '../../eval/kl';
import { mean } from '../../eval/statistics';
import { curveSizes } from '../best-of-n';
import type { Reward } from '../../train/reward';
import { poolReplies, type Pool } from '../recipes/pool';
import type { BestOfNSeed } from './data';

/** Where gold stands: the mean and the spread of the policy's replies. */
export interface GoldScale {
  readonly mean: number;
  readonly sd: number;
}

/** Best-of-n for all n, chosen by a reward, on a pool. @param reward undefined chooses by gold itself. */
export function fittedBestOfN(
  seed: number,
  pool: Pool,
  reward: Reward | undefined,
  scale: GoldScale,
  fittedUpTo: number,
): BestOfNSeed {
  const sizes = curveSizes(pool[0].samples.length);
  const curves = pool.map((prompt, i) => {
    const golds = prompt.samples.map(({ gold }) => (gold - scale.mean) / scale.sd);
    const proxies = reward ? Array.from(reward(poolReplies(prompt, i))) : golds;
    return bestOfN(proxies, golds, sizes);
  });
  const golds = sizes.map((_, i) => curves.map((curve) => curve[i].gold - curve[0].gold));
  const points = sizes.map((n, i) => ({
    n,
    kl: curves[0][i].kl,
    proxy: mean(curves.map((curve) => curve[i].proxy - curve[0].proxy)),
    gold: mean(golds[i]),
  }));
  const moved = points.map(({ n, kl, gold }) => ({ n, distance: klDistance(kl), gold }));
  const small = fitGold(
    'best-of-n',
    moved.filter(({ n }) => n <= fittedUpTo),
  );
  const beyond = moved.filter(({ n }) => n > fittedUpTo);
  return {
    seed,
    points,
    golds,
    fit: fitGold('best-of-n', moved) ?? null,
    small: small ?? null,
    predicted: small ? explained(small, beyond, moved) : null,
  };
}

/** Share of gold's variance over all n that the fit to small n leaves unexplained beyond them, taken from 1. */
function explained(fit: GoldFit, beyond: readonly GoldPoint[], all: readonly GoldPoint[]): number {
  const centre = mean(all.map(({ gold }) => gold));
  const error = mean(beyond.map(({ distance, gold }) => (gold - predictGold(fit, distance)) ** 2));
  return 1 - error / mean(all.map(({ gold }) => (gold - centre) ** 2));
}
