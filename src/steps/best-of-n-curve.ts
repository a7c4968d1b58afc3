/**
 * The curve of best-of-n over a pool (claim B5; Gao, Schulman and Hilton 2022, https://arxiv.org/abs/2210.10760): proxy and
 * gold for every n by the unbiased estimator, with the fitted form, and the form fitted to small n held against the rest.
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import { bestOfN } from '../eval/best-of-n';
import { fitGold, predictGold, type GoldFit, type GoldPoint } from '../eval/curve-fits';
import { klDistance } from '../eval/kl';
import { mean, standardDeviation } from '../eval/statistics';
import { ensemble, type EnsembleRule } from '../train/reward-mix';
import { curveSizes } from './best-of-n';
import type { Made, Recipe } from '../study/workbench';
import { goldFitSchema } from './common';
import { goldsOf, type ReplyPair } from './pairs';
import { poolReplies, type Pool } from './pool';
import { rewardOf, type RewardModel } from './reward-model';

export interface BestOfNCurveSettings {
  /** How several reward models decide together; of one it makes no difference. */
  readonly rule: EnsembleRule;
  /** The form is also fitted to n up to this one. */
  readonly fittedUpTo: number;
  readonly seed: number;
}

export type BestOfNCurveInputs = {
  readonly pool: Made<Pool>;
  /** What chooses; none: gold itself does. */
  readonly rewardModels: readonly Made<RewardModel>[];
  /** The policy's replies that gold's scale is measured on. */
  readonly heldOut: Made<ReplyPair[]>;
};

/** A curve as labs store it. */
export const bestOfNCurveSchema = z.object({
  seed: z.int(),
  /** In sd of the policy's replies, as changes from n = 1. */
  points: z.array(z.object({ n: z.int(), kl: z.number(), proxy: z.number(), gold: z.number() })),
  /** Gold at each n by prompt: what intervals within a seed are made from. `[sizes][prompts]` */
  golds: z.array(z.array(z.number())),
  fit: goldFitSchema,
  /** The fit to small n only, and its R² on the larger n that it has not seen. */
  small: goldFitSchema,
  predicted: z.number().nullable(),
});

export type BestOfNCurve = z.infer<typeof bestOfNCurveSchema>;

export const bestOfNCurveRecipe: Recipe<BestOfNCurveSettings, BestOfNCurveInputs, BestOfNCurve> = {
  name: 'best-of-n-curve',
  title: ({ seed }) => `best-of-n curve, seed ${seed}`,
  async *make(bench, settings, { pool, rewardModels, heldOut }) {
    const scores = goldsOf(heldOut.piece);
    const [centre, sd] = [mean(scores), standardDeviation(scores)];
    const golds = pool.piece.map(({ samples }) => samples.map(({ gold }) => (gold - centre) / sd));
    const models = rewardModels.map(({ piece }) => rewardOf(bench, piece));
    const reward = models.length > 0 ? ensemble(models, settings.rule) : undefined;
    const proxies: number[][] = [];
    yield { type: 'stage', title: bestOfNCurveRecipe.title(settings), steps: pool.piece.length };
    for (const [i, prompt] of pool.piece.entries()) {
      proxies.push(reward ? Array.from(reward(poolReplies(prompt, i))) : golds[i]);
      yield { type: 'step', done: i + 1, live: {} };
    }
    return { piece: curveOf(settings, proxies, golds), ledger: [] };
  },
  toFiles: (piece) => new Map([['curve.json', JSON.stringify(piece)]]),
  fromFiles: (read, name) =>
    parseJson(new TextDecoder().decode(read('curve.json')), `${name}/curve.json`, bestOfNCurveSchema),
};

/** Proxies and golds of all samples `[prompts][samples]` as one curve. */
function curveOf(
  { seed, fittedUpTo }: BestOfNCurveSettings,
  proxies: readonly (readonly number[])[],
  scores: readonly (readonly number[])[],
): BestOfNCurve {
  const sizes = curveSizes(scores[0].length);
  const curves = scores.map((golds, i) => bestOfN(proxies[i], golds, sizes));
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
