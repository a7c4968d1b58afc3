/**
 * Rollouts, the first half of every iteration of reinforcement learning: sample replies, score them, and look at them
 * through the reference; what the policy says of them comes with the sampling, to the last bit. PPO adds its value network's view (`ppo-rollouts.ts`).
 */
import { mean, standardDeviation } from '../eval/statistics';
import type { LanguageModel } from '../model/model';
import type { Random } from '../random';
import { duplicateShare } from './collapse';
import { measureEpisodes, type EpisodeMeasures, type Episodes } from './episodes';
import { sampledKl, type SampledKl } from './kl-monitor';
import type { RolloutOptions } from './policy-options';
import { chunks, concatenate, cut, select } from './ragged';
import { drawReplies, replyBatch } from './replies';
import { rewardWithEnding, scoreReplies, type Reply, type Reward, type SampledReply } from './reward';

/** Who takes part in reinforcement learning. */
export interface PolicyTask {
  /** Trained in place; the SFT model at first. */
  readonly policy: LanguageModel;
  /** The SFT model, frozen: a network of its own. */
  readonly reference: LanguageModel;
  /** What is maximised; its unit is that of β. */
  readonly reward: Reward;
  /** Prompts as token ids, up to where the reply begins. `[prompts][tokens]` */
  readonly prompts: readonly Int32Array[];
  /** Ids that end a reply. */
  readonly stopTokens: readonly number[];
  /** What the prompts open conversations with; left out, a rollout is one reply. */
  readonly episodes?: Episodes;
}

/** A sampled reply or episode, and what policy and reference said of it before the update. */
export interface PolicyRollout extends SampledReply {
  /** log π_ref(token). `[own tokens]` */
  readonly referenceLogprobs: Float32Array;
  /** What the reward function gave, and of an episode what its turns earned as well. */
  readonly score: number;
  /** The score after the rule for replies without an end token. */
  readonly reward: number;
}

/** Rows that are looked at in one pass; does not change the numbers. */
const rowsPerPass = 64;

/**
 * Samples one reply or episode per prompt index and fills in its record. A group of k replies to a prompt is its index k
 * times.
 * @param random the iteration's stream: a rollout depends on it, its row and its prompt only.
 * @param where names the iteration in errors.
 * @throws UserError as `scoreReplies`.
 */
export function sampleRollouts(
  { policy, reference, reward, prompts, stopTokens, episodes }: PolicyTask,
  promptIndices: readonly number[],
  { maxNewTokens, missingEndPenalty }: RolloutOptions,
  random: Random,
  where: string,
): PolicyRollout[] {
  const replies = drawReplies(policy, prompts, promptIndices, { maxNewTokens, stopTokens, random, episodes });
  const scores = scoreReplies(reward, replies, where);
  const referenceLogprobs = chunks(replies, rowsPerPass).flatMap((group) => {
    const { batch, tokenMask } = replyBatch(group);
    const { logprobs } = reference.score(batch, tokenMask);
    return cut(
      select(logprobs, tokenMask),
      group.map(({ logprobs }) => logprobs.length),
    );
  });
  return replies.map((reply, i) => ({
    ...reply,
    referenceLogprobs: referenceLogprobs[i],
    score: scores[i],
    reward: rewardWithEnding(scores[i], reply.stopped, missingEndPenalty),
  }));
}

/** Means over the replies of one iteration, all taken before the iteration's update. */
export interface RolloutMeasures extends SampledKl, EpisodeMeasures {
  /** What the reward function gave, with what turns earned, in units of the reward. */
  readonly score: number;
  /** Its standard deviation over the replies. */
  readonly scoreSd: number;
  /** The score after the rule for replies without an end token. */
  readonly reward: number;
  /** Entropy of the policy per token, in nats. */
  readonly entropy: number;
  /** Reply tokens, with the end token; of an episode the policy's own. */
  readonly length: number;
  /** Share of replies, in [0, 1], that equal another one before them. */
  readonly duplicates: number;
  /** Share of replies, in [0, 1], without an end token. */
  readonly unfinished: number;
}

/** What an iteration's replies show. */
export function measureRollouts(rollouts: readonly PolicyRollout[]): RolloutMeasures {
  const average = (of: (rollout: PolicyRollout) => number) => mean(rollouts.map(of));
  return {
    score: average(({ score }) => score),
    scoreSd: standardDeviation(rollouts.map(({ score }) => score)),
    reward: average(({ reward }) => reward),
    ...sampledKl(rollouts),
    entropy: mean(joinRollouts(rollouts, 'entropies')),
    duplicates: duplicateShare(rollouts),
    length: average(({ logprobs }) => logprobs.length),
    unfinished: average(({ stopped }) => (stopped ? 0 : 1)),
    ...measureEpisodes(rollouts),
  };
}

/** Tokens that the policy drew. */
export function sampledTokensOf(replies: readonly Pick<SampledReply, 'logprobs'>[]): number {
  return replies.reduce((sum, { logprobs }) => sum + logprobs.length, 0);
}

/** Tokens of prompts and replies together: what a pass over them costs. */
export function rolloutTokens(rollouts: readonly Pick<Reply, 'prompt' | 'tokens'>[]): number {
  return rollouts.reduce((sum, { prompt, tokens }) => sum + prompt.length + tokens.length, 0);
}

/** One per-token quantity of some rollouts, all replies' own tokens in a row. `[own tokens]` */
export function joinRollouts(
  rollouts: readonly PolicyRollout[],
  name: 'logprobs' | 'referenceLogprobs' | 'entropies',
): Float32Array {
  return concatenate(rollouts.map((rollout) => rollout[name]));
}
