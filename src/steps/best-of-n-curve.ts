/**
 * The curve of best-of-n over a pool (claim B5; Gao, Schulman and Hilton 2022, https://arxiv.org/abs/2210.10760): proxy and
 * gold for every n by the unbiased estimator, with the fitted form, and the form fitted to small n held against the rest.
 */
import { bestOfN } from '../eval/best-of-n';
import { fitGold, predictGold, type GoldFit, type GoldPoint } from '../eval/curve-fits';
import { klDistance } from '../eval/kl';
import { mean } from '../eval/statistics';
import { measureRows, promptRows, type Row } from '../study/rows';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { assess, type GoldScale } from './assess';
import { curveSizes } from './best-of-n';
import { chatTokenizer } from './checkpoints';
import type { Foundation, FoundationSettings } from './foundation';
import { poolRecipe, type Pool } from './pool';
import { asked, sharedPrompts } from './prompts';
import { chatTask, type Task } from './task';

/** Gold of every reply of a pool, in sd of the policy's replies. `[prompts][samples]` */
function poolGolds(pool: Pool, task: Task, scale: GoldScale): number[][] {
  return pool.map(({ samples }, promptIndex) =>
    assess(
      task,
      samples.map(({ tokens }) => ({ promptIndex, tokens })),
    ).map(({ gold }) => (gold - scale.mean) / scale.sd),
  );
}

/** The pool that best-of-n chooses from: replies of the policy to familiar prompts, and their golds. */
export async function* judgedPool(
  bench: Workbench,
  { policy, scale }: Pick<Foundation, 'policy' | 'scale'>,
  { families, maxNewTokens }: Pick<FoundationSettings, 'families' | 'maxNewTokens'>,
  { prompts: count, samplesPerPrompt }: { readonly prompts: number; readonly samplesPerPrompt: number },
  seed: number,
): AsyncGenerator<LabEvent, { pool: Made<Pool>; golds: number[][] }> {
  const prompts = sharedPrompts('pool', count, 'familiar', families);
  const settings = { prompts: asked(prompts), samplesPerPrompt, maxNewTokens, seed };
  const pool = yield* bench.make(poolRecipe, settings, { policy });
  const task = chatTask(chatTokenizer(policy.piece.checkpoint), prompts);
  return { pool, golds: poolGolds(pool.piece, task, scale) };
}

/** How an arm's curve is worked out. */
export interface CurveOf {
  readonly arm: string;
  readonly seed: number;
  /** What chooses, and what it is worth. `[prompts][samples]` */
  readonly proxies: readonly (readonly number[])[];
  readonly golds: readonly (readonly number[])[];
  /** The form is also fitted to n up to this one. */
  readonly fittedUpTo: number;
}

/**
 * Rows by n: gold by prompt, proxy and KL, as changes from n = 1; without a place the fits' R², α and β, the fitted peak's
 * distance (0 where there is none, as it only falls) and the R² of the fit to small n on the larger ones. What could not be
 * fitted has no rows.
 */
export function curveRows({ arm, seed, proxies, golds, fittedUpTo }: CurveOf): Row[] {
  const sizes = curveSizes(golds[0].length);
  const curves = golds.map((own, i) => bestOfN(proxies[i], own, sizes));
  const gained = sizes.map((_, i) => curves.map((curve) => curve[i].gold - curve[0].gold));
  const points = sizes.map((n, i) => ({
    n,
    distance: klDistance(curves[0][i].kl),
    gold: mean(gained[i]),
  }));
  const rows = sizes.flatMap((at, i) => [
    ...promptRows({ arm, seed, at, measure: 'gold' }, gained[i]),
    ...measureRows(
      { arm, seed, at },
      { proxy: mean(curves.map((curve) => curve[i].proxy - curve[0].proxy)), KL: curves[0][i].kl },
    ),
  ]);
  const fit = fitGold('best-of-n', points);
  const small = fitGold(
    'best-of-n',
    points.filter(({ n }) => n <= fittedUpTo),
  );
  const beyond = points.filter(({ n }) => n > fittedUpTo);
  const highest = points.reduce((a, b) => (b.gold > a.gold ? b : a));
  return [
    ...rows,
    ...measureRows(
      { arm, seed },
      { 'highest gold': highest.gold, 'distance of the highest gold': highest.distance },
    ),
    ...(fit ? measureRows({ arm, seed }, fitMeasures(fit)) : []),
    ...(small && beyond.length > 0
      ? measureRows({ arm, seed }, { 'R² beyond the fitted n': explained(small, beyond, points) })
      : []),
  ];
}

/** A curve that only falls has its peak at 0; one that rises without end has none. */
function fitMeasures({ rSquared, alpha, beta, peak = 0 }: GoldFit): Record<string, number> {
  return { 'R² of the fit': rSquared, α: alpha, β: beta, ...(beta > 0 && { 'fitted peak': peak }) };
}

/** Share of gold's variance over all n that the fit to small n leaves unexplained beyond them, taken from 1. */
function explained(fit: GoldFit, beyond: readonly GoldPoint[], all: readonly GoldPoint[]): number {
  const centre = mean(all.map(({ gold }) => gold));
  const error = mean(beyond.map(({ distance, gold }) => (gold - predictGold(fit, distance)) ** 2));
  return 1 - error / mean(all.map(({ gold }) => (gold - centre) ** 2));
}
