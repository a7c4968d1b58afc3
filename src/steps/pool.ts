/**
 * A pool: many replies of a policy to each of some prompts. Best-of-n for every n and every reward model is worked out on it
 * (claim B5).
 */
import * as z from 'zod';
import type { Message } from '../data/records';
import { parameterCount } from '../model/config';
import { Random } from '../random';
import type { Reply } from '../train/reward';
import type { Recipe } from '../study/workbench';
import { spent } from '../study/ledger';
import { chatTokenizer, jsonFiles } from './checkpoints';
import type { PolicyInput } from './replies';
import { chatTask, sampleReplies } from './task';

export interface PoolSettings {
  /** What is asked. `[prompts]` */
  readonly prompts: readonly { readonly messages: readonly Message[] }[];
  readonly samplesPerPrompt: number;
  readonly maxNewTokens: number;
  readonly seed: number;
}

const sample = z.object({ tokens: z.array(z.int()), stopped: z.boolean() });
const pool = z.array(z.object({ prompt: z.array(z.int()), samples: z.array(sample) }));

/** By prompt. */
export type Pool = z.infer<typeof pool>;

export const poolRecipe: Recipe<PoolSettings, PolicyInput, Pool> = {
  name: 'pool',
  module: 'steps/pool',
  title: ({ prompts, samplesPerPrompt, seed }) =>
    `${samplesPerPrompt} replies to each of ${prompts.length} prompts, seed ${seed}`,
  async *make(bench, settings, { policy }) {
    const { checkpoint } = policy.piece;
    const { config, weights } = checkpoint;
    const model = bench.backend.languageModel(config, weights);
    const tokenizer = chatTokenizer(checkpoint);
    const random = new Random(settings.seed).split('pool');
    const { samplesPerPrompt: perPrompt, maxNewTokens } = settings;
    const found: Pool = [];
    let forward = 0;
    yield { type: 'stage', title: poolRecipe.title(settings), steps: settings.prompts.length };
    for (const [i, { messages }] of settings.prompts.entries()) {
      const task = chatTask(tokenizer, [{ messages: [...messages] }]);
      const replies = sampleReplies(model, task, { perPrompt, maxNewTokens }, random.split(i));
      const samples = replies.map(({ tokens, stopped }) => ({ tokens: [...tokens], stopped }));
      forward += samples.reduce((sum, { tokens }) => sum + tokens.length, 0);
      found.push({ prompt: [...task.tokens[0]], samples });
      yield { type: 'step', done: i + 1, live: {} };
    }
    return { piece: found, ledger: [spent('sampling', parameterCount(config), { forward })] };
  },
  ...jsonFiles('pool.json', pool),
};

/** The replies of one prompt as rewards read them. */
export function poolReplies({ prompt, samples }: Pool[number], promptIndex: number): Reply[] {
  const asked = Int32Array.from(prompt);
  return samples.map(({ tokens, stopped }) => ({
    promptIndex,
    prompt: asked,
    tokens: Int32Array.from(tokens),
    stopped,
  }));
}
