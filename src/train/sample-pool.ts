/**
 * Best-of-n's raw material (claim B5): many replies to each prompt from one policy, scored by a reward. Which is
 * best of how many is worked out afterwards, for all n at once, by `bestOfN` in `eval/best-of-n.ts`; other
 * rewards can be applied to the same pool.
 */
import type { LanguageModel } from '../model/model';
import { Random } from '../random';
import { keeper, type Checkpointing } from './checkpoint';
import { requirePrompts } from './checks';
import { count, settle, type OptionsOf } from './declared';
import { seedOption } from './options';
import type { Episodes } from './episodes';
import { rolloutOptions } from './policy-options';
import { drawReplies } from './replies';
import { sampledTokensOf } from './rollouts';
import { scoreReplies, type Reward, type SampledReply } from './reward';

/** A reply and what the reward gave it. */
export interface PoolSample extends SampledReply {
  /** In units of the reward. */
  readonly score: number;
}

/** How a pool is sampled. Replies are drawn at temperature 1 with nothing cut off: the policy as it is. */
export const poolOptions = {
  samplesPerPrompt: count(64, 'n, replies to each prompt'),
  maxNewTokens: rolloutOptions.maxNewTokens,
  // A reply depends on it, the prompt's index and the sample's number only.
  seed: seedOption,
};

/** How a pool is sampled. */
export type PoolOptions = OptionsOf<typeof poolOptions>;

/** What a pool is without anything else said: 64 samples a prompt, at most 96 tokens each. */
export const poolDefaults: Readonly<PoolOptions> = settle('best-of-n', poolOptions);

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
 * @param episodes what the prompts open conversations with; left out, a sample is one reply.
 * @throws UserError on options or prompts that cannot work, or a reward that is not finite.
 */
export async function* samplePool(
  policy: LanguageModel,
  prompts: readonly Int32Array[],
  stopTokens: readonly number[],
  reward: Reward,
  options: Partial<PoolOptions> = {},
  checkpointing: Checkpointing = {},
  episodes?: Episodes,
): AsyncGenerator<PoolRecord, void, undefined> {
  const stage = 'best-of-n';
  const { samplesPerPrompt, maxNewTokens, seed } = settle(stage, poolOptions, options);
  requirePrompts(stage, prompts, policy.config.max_position_embeddings);
  const steps = prompts.length;
  const run = keeper(stage, steps, {}, { sampledTokens: 0 }, checkpointing);
  let { sampledTokens } = run.progress;
  for (let promptIndex = run.step; promptIndex < steps; promptIndex++) {
    const random = new Random(seed).split(stage, promptIndex);
    const asked = Array.from({ length: samplesPerPrompt }, () => promptIndex);
    const replies = drawReplies(policy, prompts, asked, { maxNewTokens, stopTokens, random, episodes });
    const scores = scoreReplies(reward, replies, `${stage}: prompt ${promptIndex}`);
    const samples = replies.map((reply, i) => ({ ...reply, score: scores[i] }));
    sampledTokens += sampledTokensOf(replies);
    const step = promptIndex + 1;
    yield { stage, type: 'prompt', step, steps, promptIndex, samples, sampledTokens };
    run.keep(step, { sampledTokens });
  }
}
