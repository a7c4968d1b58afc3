/**
 * Rewards: replies in, numbers out. A reward model (`rewardFromModel`), the world's judge (in labs), a verifier of sums,
 * an ensemble or a mixture of them (`reward-mix.ts`) is the same function to every trainer and to best-of-n.
 */
import { UserError } from '../errors';
import type { Generation } from '../model/model';

/** A sampled reply with its prompt: what a reward is given. Text is the caller's to decode. */
export interface Reply extends Pick<Generation, 'tokens' | 'stopped'> {
  /** Index of the prompt in the list that the caller handed over. */
  readonly promptIndex: number;
  /** The prompt's token ids. `[prompt tokens]` */
  readonly prompt: Int32Array;
}

/** A reply with what the policy that drew it said of each token. */
export interface SampledReply extends Reply, Pick<Generation, 'logprobs' | 'entropies'> {}

/** Scores replies; one number each, in their order. Higher is better. */
export type Reward = (replies: readonly Reply[]) => ArrayLike<number>;

/**
 * Applies a reward and checks what it gives.
 * @param where names the step in errors.
 * @returns one finite number per reply. `[replies]`
 * @throws UserError on a wrong count, NaN or infinity.
 */
export function scoreReplies(reward: Reward, replies: readonly Reply[], where: string): number[] {
  const scores = Array.from(reward(replies));
  if (scores.length !== replies.length) {
    throw new UserError(
      `${where}: the reward gave ${scores.length} numbers for ${replies.length} replies; expected one each`,
    );
  }
  scores.forEach((score, i) => {
    if (Number.isFinite(score)) return;
    throw new UserError(`${where}: the reward of reply ${i} is ${score}; expected a finite number`);
  });
  return scores;
}

/**
 * What a reply earns once its ending is looked at: one without an end token gets min(score, 0) − penalty, so that
 * running on is never worth it (after Ziegler et al. 2019, who gave such replies a fixed low score; the score is
 * kept here so that bad and worse still differ).
 * @param penalty in units of the reward; null leaves the score as it is.
 */
export function rewardWithEnding(score: number, stopped: boolean, penalty: number | null): number {
  return stopped || penalty === null ? score : Math.min(score, 0) - penalty;
}
