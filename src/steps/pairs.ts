/**
 * Pairs of replies to be compared: two of a policy's own to one prompt, without a label. Annotators of any traits label
 * the same pairs, so that what differs between two reward models is the labels alone (claim B3).
 */
import * as z from 'zod';
import { messageSchema } from '../data/records';
import { parameterCount } from '../model/config';
import { Random } from '../random';
import { rewardInput, type RewardInput } from '../train/reward-scores';
import type { Family } from '../world/families';
import type { Split } from '../world/families/family';
import { drawPrompts } from '../world/prompts';
import { chatTask, sampleReplies } from './task';
import type { Made, Recipe } from '../study/workbench';
import { spent } from '../study/ledger';
import { chatTokenizer, jsonFiles } from './checkpoints';
import type { Policy } from './policy';

/** Which pairs. */
export interface PairSettings {
  readonly count: number;
  readonly split: Split;
  readonly families: readonly Family[];
  /** Longest reply, in tokens. */
  readonly maxNewTokens: number;
  readonly seed: number;
}

const side = z.object({
  /** Prompt, then reply, as a reward model reads them. */
  tokens: z.array(z.int()),
  replyStart: z.int(),
  text: z.string(),
});

const pair = z.object({ messages: z.array(messageSchema), first: side, second: side });

export type ReplySide = z.infer<typeof side>;
/** Two sampled replies to one prompt, each with its tokens. */
export type ReplyPair = z.infer<typeof pair>;

/** A side as a reward model reads it. */
export function sideInput({ tokens, replyStart }: ReplySide): RewardInput {
  return { tokens: Int32Array.from(tokens), replyStart };
}

/** Pairs in one round of sampling, at most. */
const pairsPerRound = 512;

export const pairRecipe: Recipe<PairSettings, { policy: Made<Policy> }, ReplyPair[]> = {
  name: 'pairs',
  module: 'steps/pairs',
  title: ({ count, split, seed }) => `${count} pairs of replies (${split}), seed ${seed}`,
  async *make(bench, settings, { policy }) {
    const { count, split, families, maxNewTokens } = settings;
    const { config, weights, tokenizer: stored } = policy.piece.checkpoint;
    const model = bench.backend.languageModel(config, weights);
    const tokenizer = chatTokenizer({ tokenizer: stored });
    const random = new Random(settings.seed).split('pairs', split);
    const pairs: ReplyPair[] = [];
    let sampled = 0;
    yield { type: 'stage', title: pairRecipe.title(settings), steps: count };
    for (let round = 0; pairs.length < count; round++) {
      const own = random.split('round', round);
      const drawn = Math.min(pairsPerRound, count);
      const task = chatTask(tokenizer, drawPrompts(own.split('prompts'), drawn, split, families));
      const replies = sampleReplies(model, task, { perPrompt: 2, maxNewTokens }, own.split('replies'));
      const sides = replies.map((reply): ReplySide => {
        const text = tokenizer.decode(reply.tokens, { skipSpecial: true }).trim();
        const { tokens, replyStart } = rewardInput(reply);
        return { tokens: [...tokens], replyStart, text };
      });
      sampled += replies.reduce((sum, { tokens }) => sum + tokens.length, 0);
      for (let i = 0; i < task.prompts.length && pairs.length < count; i++) {
        const [first, second] = [sides[2 * i], sides[2 * i + 1]];
        // Two equal replies say nothing about what is better.
        if (first.text !== second.text)
          pairs.push({ messages: [...task.prompts[i].messages], first, second });
      }
      yield { type: 'step', done: pairs.length, live: {} };
    }
    return { piece: pairs, ledger: [spent('sampling', parameterCount(config), { forward: sampled })] };
  },
  ...jsonFiles('pairs.json', z.array(pair)),
};
