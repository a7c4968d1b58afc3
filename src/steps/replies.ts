/**
 * Replies of a policy to some prompts, without a score: what they are worth is worked out where it is asked (`assess.ts`).
 * Equal streams of randomness draw alike for every policy.
 */
import * as z from 'zod';
import type { Message } from '../data/records';
import { parameterCount } from '../model/config';
import { Random, type Label } from '../random';
import type { Made, LanguageCheckpoint, Recipe } from '../study/workbench';
import { spent } from '../study/ledger';
import { chatTokenizer, jsonFiles } from './checkpoints';
import { chatTask, documentTask, sampleReplies } from './task';

export interface ReplySettings {
  /** What is asked. `[prompts]` */
  readonly prompts: readonly { readonly messages: readonly Message[] }[];
  /** As chats, or as beginnings of pages, the only form that a base model knows. Chats when left out. */
  readonly as?: 'chats' | 'pages';
  readonly perPrompt: number;
  /** 1 when left out. */
  readonly temperature?: number;
  readonly maxNewTokens: number;
  /** Names the stream of draws, with the seed. */
  readonly purpose: readonly Label[];
  readonly seed: number;
}

const replySchema = z.object({ promptIndex: z.int(), tokens: z.array(z.int()), stopped: z.boolean() });
const replies = z.array(replySchema);

/** A sampled reply as it is stored: its prompt's index, its tokens, whether it ended by itself. */
export type StoredReply = z.infer<typeof replySchema>;

/** A policy wherever it stands: of SFT, or a PPO run's. */
export type PolicyInput = { readonly policy: Made<{ readonly checkpoint: LanguageCheckpoint }> };

/** Prompt after prompt. `[prompts × perPrompt]` */
export const repliesRecipe: Recipe<ReplySettings, PolicyInput, StoredReply[]> = {
  name: 'replies',
  module: 'steps/replies',
  title: ({ prompts, seed }) => `replies to ${prompts.length} prompts, seed ${seed}`,
  async *make(bench, settings, { policy }) {
    const { prompts, perPrompt, temperature, maxNewTokens, purpose, seed } = settings;
    const { checkpoint } = policy.piece;
    const { config, weights } = checkpoint;
    yield { type: 'stage', title: repliesRecipe.title(settings), steps: 1 };
    const model = bench.backend.languageModel(config, weights);
    const tokenizer = chatTokenizer(checkpoint);
    const asked = prompts.map(({ messages }) => ({ messages: [...messages] }));
    const task = settings.as === 'pages' ? documentTask(tokenizer, asked) : chatTask(tokenizer, asked);
    const random = purpose.reduce((stream, name) => stream.split(name), new Random(seed));
    const found = sampleReplies(model, task, { perPrompt, maxNewTokens, temperature }, random).map(
      storedReply,
    );
    yield { type: 'step', done: 1, live: {} };
    const forward = found.reduce((sum, { tokens }) => sum + tokens.length, 0);
    return { piece: found, ledger: [spent('sampling', parameterCount(config), { forward })] };
  },
  ...jsonFiles('replies.json', replies),
};

/** A reply without what can be had again from its policy. */
export function storedReply({
  promptIndex,
  tokens,
  stopped,
}: {
  readonly promptIndex: number;
  readonly tokens: ArrayLike<number>;
  readonly stopped: boolean;
}): StoredReply {
  return { promptIndex, tokens: Array.from(tokens), stopped };
}
