/** A reward model's scores of every reply of a pool: what best-of-n chooses by (claim B5). */
import * as z from 'zod';
import { parameterCount } from '../model/config';
import type { Made, Recipe } from '../study/workbench';
import { spent } from '../study/ledger';
import { jsonFiles } from './checkpoints';
import { poolReplies, type Pool } from './pool';
import { rewardOf, type RewardModel } from './reward-model';

export type PoolScoresInputs = { readonly pool: Made<Pool>; readonly rewardModel: Made<RewardModel> };

/** In sd above the policy. `[prompts][samples]` */
export const poolScoresRecipe: Recipe<Record<string, never>, PoolScoresInputs, number[][]> = {
  name: 'pool-scores',
  module: 'steps/pool-scores',
  title: () => 'scores of the pool',
  async *make(bench, settings, { pool, rewardModel }) {
    const reward = rewardOf(bench, rewardModel.piece);
    const scores: number[][] = [];
    let forward = 0;
    yield { type: 'stage', title: poolScoresRecipe.title(settings), steps: pool.piece.length };
    for (const [i, prompt] of pool.piece.entries()) {
      scores.push(Array.from(reward(poolReplies(prompt, i))));
      forward += prompt.samples.reduce((sum, { tokens }) => sum + prompt.prompt.length + tokens.length, 0);
      yield { type: 'step', done: i + 1, live: {} };
    }
    const parameters = parameterCount(rewardModel.piece.checkpoint.config, 'scalar');
    return { piece: scores, ledger: [spent('scoring', parameters, { forward })] };
  },
  ...jsonFiles('scores.json', z.array(z.array(z.number()))),
};
