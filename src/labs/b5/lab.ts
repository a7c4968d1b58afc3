/**
 * Lab B5, the centrepiece: reward models get over-optimised. The proxy keeps rising while the truth falls, for best-of-n
 * and for PPO, and where gold peaks moves with the number of comparisons, the reward model's size and the noise in its
 * labels (Gao, Schulman and Hilton 2022, https://arxiv.org/abs/2210.10760). Controls: the same optimisation on gold
 * itself. Remedies: ensembles (Coste et al. 2023, https://arxiv.org/abs/2310.02743) and a KL penalty.
 *
 * Simplified: the policy has one size; the two smaller reward models start from bases of their own size after the same
 * SFT, the tiny one from random weights.
 */
import { mean } from '../../eval/statistics';
import { parameterCount } from '../../model/config';
import { rewardScores } from '../../train/reward-scores';
import { courseOf, landmarkReplies } from '../../steps/course';
import { foundation } from '../../steps/foundation';
import { defineLab } from '../../study/lab';
import type { LabEvent, Made, Workbench } from '../../study/workbench';
import { sideInput, type ReplyPair } from '../../steps/pairs';
import { bestOfNCurveRecipe } from '../../steps/best-of-n-curve';
import { poolRecipe } from '../../steps/pool';
import { ppoRunRecipe } from '../../steps/ppo-run';
import type { RewardSpec } from '../../steps/rewards';
import type { RewardModel } from '../../steps/reward-model';
import { sweptRewardModel } from '../../steps/reward-cells';
import { b5Checks } from './checks';
import { b5Data, type B5Data, type BestOfNSeed, type Chooser } from './data';
import { b5Figures } from './figures';
import { samplesPage } from './page';
import { b5Presets, type B5Settings, type Cell } from './settings';

/** Reward models that are alike but for their seeds, for ensembles: this far apart from the labs' own seeds. */
const memberSeeds = [0, 100, 200];

export const b5 = defineLab({
  id: 'B5',
  title: 'Reward models get over-optimised: the proxy rises while the true reward falls',
  presets: b5Presets,
  data: b5Data,
  run: runB5,
  checks: b5Checks,
  figures: b5Figures,
  pages: (data) => ({ 'samples.md': samplesPage(data) }),
});

/** Runs the lab. */
export async function* runB5(bench: Workbench, settings: B5Settings): AsyncGenerator<LabEvent, B5Data> {
  const { center, cells, arms } = settings;
  const data: B5Data = {
    center,
    cells: cells.map((cell) => ({ cell, parameters: 0, goldAccuracy: [], seeds: [] })),
    others: [],
    ppo: arms.map(({ cell, reward, klCoefficient }) => ({ cell, reward, klCoefficient, seeds: [] })),
  };
  const others = new Map<Chooser, BestOfNSeed[]>();
  for (const seed of settings.seeds) {
    const ground = yield* foundation(bench, settings.foundation, seed);
    const { families, maxNewTokens } = settings.foundation;
    const pool = yield* bench.make(
      poolRecipe,
      { ...settings.pool, families, maxNewTokens, seed },
      { policy: ground.policy },
    );
    const curve = (rewardModels: readonly Made<RewardModel>[], rule: 'mean' | 'worst' = 'mean') =>
      bench.make(
        bestOfNCurveRecipe,
        { rule: { rule }, fittedUpTo: settings.fittedUpTo, seed },
        { pool, rewardModels, heldOut: ground.heldOut },
      );
    const rewardModelOf = (cell: Cell, member = 0) =>
      sweptRewardModel(
        bench,
        settings.foundation,
        ground,
        { ...cell, options: settings.rewardModel, member },
        seed,
      );
    for (const entry of data.cells) {
      const model = yield* rewardModelOf(entry.cell);
      const { config } = model.piece.checkpoint;
      entry.parameters = parameterCount(config, 'scalar');
      entry.goldAccuracy.push(goldAccuracy(bench, model.piece, ground.heldOut.piece));
      entry.seeds.push((yield* curve([model])).piece);
    }
    const members: Made<RewardModel>[] = [];
    for (const member of memberSeeds) members.push(yield* rewardModelOf(center, member));
    const add = (chooser: Chooser, found: Made<BestOfNSeed>) =>
      others.set(chooser, [...(others.get(chooser) ?? []), found.piece]);
    add('mean of three', yield* curve(members));
    add('worst of three', yield* curve(members, 'worst'));
    add('gold', yield* curve([]));
    for (const [i, arm] of arms.entries()) {
      const models = arm.reward.endsWith('three') ? members : [yield* rewardModelOf(arm.cell)];
      const run = yield* bench.make(
        ppoRunRecipe,
        {
          reward: specOf(arm.reward),
          families,
          options: { ...settings.ppo, klCoefficient: arm.klCoefficient, iterations: arm.iterations },
          evaluation: settings.evaluation,
          seed,
        },
        { policy: ground.policy, rewardModels: models, heldOut: ground.heldOut },
      );
      const samples =
        seed === settings.seeds[0]
          ? landmarkReplies(bench, ground.policy.piece.checkpoint, run.piece, settings.foundation)
          : [];
      data.ppo[i].seeds.push(courseOf(seed, run.piece, samples));
    }
  }
  data.others = [...others].map(([chooser, seeds]) => ({ chooser, seeds }));
  return data;
}

function specOf(reward: Chooser): RewardSpec {
  switch (reward) {
    case 'gold':
      return { kind: 'gold' };
    case 'single':
      return { kind: 'reward model' };
    case 'mean of three':
      return { kind: 'reward model', rule: { rule: 'mean' } };
    case 'worst of three':
      return { kind: 'reward model', rule: { rule: 'worst' } };
  }
}

/** Share of held-out pairs that the judge can tell apart and the reward model orders as the judge does. */
function goldAccuracy(bench: Workbench, { checkpoint }: RewardModel, pairs: readonly ReplyPair[]): number {
  const { config, weights, reward } = checkpoint;
  const model = bench.backend.scalarModel(config, weights);
  const told = pairs.filter(({ first, second }) => first.gold !== second.gold);
  const scores = (side: 'first' | 'second') =>
    rewardScores(
      model,
      told.map((pair) => sideInput(pair[side])),
      reward.pooling,
    );
  const [first, second] = [scores('first'), scores('second')];
  return mean(told.map((pair, i) => (first[i] > second[i] === pair.first.gold > pair.second.gold ? 1 : 0)));
}
