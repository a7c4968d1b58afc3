/**
 * The first half of a PPO round: sample replies, look at them through the policy, the reference and the value
 * network, score them, and turn all that into advantages per token.
 */
import type { LanguageModel, ScalarModel } from '../model/model';
import type { Random } from '../random';
import { k1 } from '../eval/kl';
import { generalizedAdvantages, whiten, type Advantages } from './advantages';
import type { PpoOptions } from './ppo-options';
import { chunks, concatenate, cut, select } from './ragged';
import { drawReplies, replyBatch } from './replies';
import { rewardWithEnding, scoreReplies, type Reply, type Reward } from './reward';

/** Who takes part in PPO. */
export interface PpoTask {
  /** Trained in place; the SFT model at first. */
  readonly policy: LanguageModel;
  /** The SFT model, frozen: a network of its own. */
  readonly reference: LanguageModel;
  /** Trained in place; begins as a copy of the reward model (Stiennon et al. 2020). */
  readonly value: ScalarModel;
  readonly reward: Reward;
  /** Prompts as token ids, up to where the reply begins. */
  readonly prompts: readonly Int32Array[];
  /** Ids that end a reply. */
  readonly stopTokens: readonly number[];
}

/** A sampled reply and what the networks said of it before the update. */
export interface Rollout extends Reply {
  /** log π(token), by a forward pass and not by the sampler, so that a ratio of 1 is exactly 1. `[reply tokens]` */
  readonly logprobs: Float32Array;
  /** The same under the reference. `[reply tokens]` */
  readonly referenceLogprobs: Float32Array;
  /** Entropy of π where each token was drawn, in nats. `[reply tokens]` */
  readonly entropies: Float32Array;
  /** Predicted return before each token. `[reply tokens]` */
  readonly values: Float32Array;
  /** What the reward function gave. */
  readonly score: number;
  /** The score after the rule for replies without an end token. */
  readonly reward: number;
}

/** A rollout with what it teaches. */
export type Experience = Rollout & Advantages;

/**
 * Samples one reply per prompt index and fills in its record.
 * @param random the round's stream: a rollout depends on it, its row and its prompt only.
 * @param where names the round in errors.
 */
export function collectRollouts(
  task: PpoTask,
  promptIndices: readonly number[],
  options: Pick<PpoOptions, 'maxNewTokens' | 'minibatchRows' | 'missingEndPenalty'>,
  random: Random,
  where: string,
): Rollout[] {
  const { policy, reference, value, reward, prompts, stopTokens } = task;
  const { maxNewTokens } = options;
  const replies = drawReplies(policy, prompts, promptIndices, { maxNewTokens, stopTokens, random });
  const scores = scoreReplies(reward, replies, where);
  const scored = replies.map((reply, i) => ({ reply, score: scores[i] }));
  return chunks(scored, options.minibatchRows).flatMap((group) => {
    const lengths = group.map(({ reply }) => reply.tokens.length);
    const { batch, tokenMask, stateMask } = replyBatch(group.map(({ reply }) => reply));
    const perReply = (values: Float32Array, mask: Uint8Array) => cut(select(values, mask), lengths);
    const now = policy.score(batch, tokenMask);
    const logprobs = perReply(now.logprobs, tokenMask);
    const entropies = perReply(now.entropies, tokenMask);
    const referenceLogprobs = perReply(reference.score(batch, tokenMask).logprobs, tokenMask);
    const values = perReply(value.score(batch), stateMask);
    return group.map(({ reply, score }, i) => ({
      ...reply,
      logprobs: logprobs[i],
      referenceLogprobs: referenceLogprobs[i],
      entropies: entropies[i],
      values: values[i],
      score,
      reward: rewardWithEnding(score, reply.stopped, options.missingEndPenalty),
    }));
  });
}

/**
 * Each token's reward: the price of leaving the reference, −β k1, and at the last token the reply's reward as well
 * (Ziegler et al. 2019, equation 2, spread over tokens). `[reply tokens]`
 */
export function tokenRewards(rollout: Rollout, klCoefficient: number): Float32Array {
  const { logprobs, referenceLogprobs, reward } = rollout;
  const last = logprobs.length - 1;
  return logprobs.map(
    (logprob, t) => (t === last ? reward : 0) - klCoefficient * k1(logprob, referenceLogprobs[t]),
  );
}

/** Advantages and returns of all rollouts; advantages are whitened over all tokens of the round together. */
export function toExperience(
  rollouts: readonly Rollout[],
  klCoefficient: number,
  options: Pick<PpoOptions, 'gamma' | 'lambda' | 'whitenRewards'>,
): Experience[] {
  const lengths = rollouts.map(({ tokens }) => tokens.length);
  let rewards = rollouts.map((rollout) => tokenRewards(rollout, klCoefficient));
  if (options.whitenRewards) rewards = cut(whiten(concatenate(rewards), false), lengths);
  const estimates = rollouts.map(({ values }, i) =>
    generalizedAdvantages(rewards[i], values, options.gamma, options.lambda),
  );
  const whitened = cut(whiten(concatenate(estimates.map(({ advantages }) => advantages))), lengths);
  return rollouts.map((rollout, i) => ({ ...rollout, ...estimates[i], advantages: whitened[i] }));
}
