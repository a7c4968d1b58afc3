/**
 * Best-of-n's raw material (claim B5): many replies to each prompt from one policy, scored by a reward. Which is
 * best of how many is worked out afterwards, for all n at once, by `bestOfN` in `eval/best-of-n.ts`; other
 * rewards can be applied to the same pool.
 */
import type { LanguageModel } from '../model/model';
import { Random } from '../random';
import { keeper, type Checkpointing } from './checkpoint';
import { requireCounts, requirePrompts } from './checks';
import { drawReplies } from './replies';
import { scoreReplies, type Reply, type Reward } from './reward';

/** A reply and what the reward gave it. */
export interface PoolSample extends Reply {
  /** In units of the reward. */
  readonly score: number;
}

/** How a pool is sampled. Replies are drawn at temperature 1 with nothing cut off: the policy as it is. */
export interface PoolOptions {
  /** n, replies per prompt. Default 64. */
  samplesPerPrompt: number;
  /** Longest reply, in tokens. Default 96. */
  maxNewTokens: number;
  /** Decides the samples: a reply depends on it, the prompt's index and the sample's number only. */
  seed: number;
}

/** 64 samples a prompt, at most 96 tokens each. */
export const poolDefaults: Readonly<PoolOptions> = { samplesPerPrompt: 64, maxNewTokens: 96, seed: 0 };

/** All samples of one prompt. */
export interface PoolRecord {
  /** The sampler. */
  readonly stage: 'best-of-n';
  /** One record a prompt. */
  readonly type: 'prompt';
  /** Prompts done, from 1. */
  readonly step: number;
  /** Prompts in the whole run. */
  readonly steps: number;
  /** From 0, in the list of prompts. */
  readonly promptIndex: number;
  /** `[samplesPerPrompt]` */
  readonly samples: readonly PoolSample[];
  /** Tokens sampled so far. */
  readonly sampledTokens: number;
}

/**
 * Samples and scores replies, one record per prompt.
 * @param stopTokens ids that end a reply.
 * @throws UserError on options or prompts that cannot work, or a reward that is not finite.
 */
export async function* samplePool(
  policy: LanguageModel,
  prompts: readonly Int32Array[],
  stopTokens: readonly number[],
  reward: Reward,
  options: Partial<PoolOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<PoolRecord, void, undefined> {
  const { samplesPerPrompt, maxNewTokens, seed } = { ...poolDefaults, ...options };
  const stage = 'best-of-n';
  requireCounts(stage, { samplesPerPrompt, maxNewTokens }, { samplesPerPrompt: 1, maxNewTokens: 1 });
  requirePrompts(stage, prompts, policy.config.max_position_embeddings);
  const steps = prompts.length;
  const run = keeper(stage, steps, {}, { sampledTokens: 0 }, checkpointing);
  let { sampledTokens } = run.progress;
  for (let promptIndex = run.step; promptIndex < steps; promptIndex++) {
    const random = new Random(seed).split(stage, promptIndex);
    const asked = Array.from({ length: samplesPerPrompt }, () => promptIndex);
    const replies = drawReplies(policy, prompts, asked, { maxNewTokens, stopTokens, random });
    const scores = scoreReplies(reward, replies, `${stage}: prompt ${promptIndex}`);
    const samples = replies.map((reply, i) => ({ ...reply, score: scores[i] }));
    sampledTokens += replies.reduce((sum, { tokens }) => sum + tokens.length, 0);
    const step = promptIndex + 1;
    yield { stage, type: 'prompt', step, steps, promptIndex, samples, sampledTokens };
    run.keep(step, { sampledTokens });
  }
}
