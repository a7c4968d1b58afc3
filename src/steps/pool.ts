/**
 * A pool: many replies of a policy to each of some prompts, with their gold. Best-of-n for every n and every reward model
 * is worked out on it (claim B5).
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import { parameterCount } from '../model/config';
import { Random } from '../random';
import type { Reply } from '../train/reward';
import type { Family } from '../world';
import { assess, chatTask, sampleReplies } from './task';
import type { Made, Recipe } from '../study/workbench';
import { spent } from '../study/ledger';
import { chatTokenizer, sharedPrompts } from './common';
import type { Policy } from './policy';

export interface PoolSettings {
  readonly prompts: number;
  readonly samplesPerPrompt: number;
  readonly families: readonly Family[];
  readonly maxNewTokens: number;
  readonly seed: number;
}

const sample = z.object({ tokens: z.array(z.int()), stopped: z.boolean(), gold: z.number() });
const pool = z.array(z.object({ prompt: z.array(z.int()), samples: z.array(sample) }));

/** By prompt. */
export type Pool = z.infer<typeof pool>;

export const poolRecipe: Recipe<PoolSettings, { policy: Made<Policy> }, Pool> = {
  name: 'pool',
  title: ({ prompts, samplesPerPrompt, seed }) =>
    `${samplesPerPrompt} replies to each of ${prompts} prompts, seed ${seed}`,
  async *make(bench, settings, { policy }) {
    const { config, weights, tokenizer: stored } = policy.piece.checkpoint;
    const model = bench.backend.languageModel(config, weights);
    const tokenizer = chatTokenizer({ tokenizer: stored });
    const prompts = sharedPrompts('pool', settings.prompts, 'held-out', settings.families);
    const random = new Random(settings.seed).split('pool');
    const { samplesPerPrompt: perPrompt, maxNewTokens } = settings;
    const found: Pool = [];
    let sampled = 0;
    yield { type: 'stage', title: poolRecipe.title(settings), steps: prompts.length };
    for (const [i, prompt] of prompts.entries()) {
      const task = chatTask(tokenizer, [prompt]);
      const replies = sampleReplies(model, task, { perPrompt, maxNewTokens }, random.split(i));
      const golds = assess(task, replies).map(({ gold }) => gold);
      const samples = replies.map(({ tokens, stopped }, s) => ({
        tokens: [...tokens],
        stopped,
        gold: golds[s],
      }));
      sampled += replies.reduce((sum, { tokens }) => sum + tokens.length, 0);
      found.push({ prompt: [...task.tokens[0]], samples });
      yield { type: 'step', done: i + 1, live: {} };
    }
    return { piece: found, ledger: [spent('sampling', parameterCount(config), { forward: sampled })] };
  },
  toFiles: (piece) => new Map([['pool.json', JSON.stringify(piece)]]),
  fromFiles: (read, name) =>
    parseJson(new TextDecoder().decode(read('pool.json')), `${name}/pool.json`, pool),
};

/** The replies of one prompt as rewards read them. */
export function poolReplies({ prompt, samples }: Pool[number], promptIndex: number): Reply[] {
  const asked = Int32Array.from(prompt);
  return samples.map(({ tokens, stopped }) => ({
    promptIndex,
    prompt: asked,
    tokens: Int32Array.from(tokens),
    logprobs: new Float32Array(tokens.length),
    stopped,
  }));
}
