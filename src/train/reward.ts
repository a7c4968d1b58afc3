/**
 * Replies, and rewards: replies in, numbers out. A reward model (`rewardFromModel`), the world's judge (in labs), a
 * verifier of sums, an ensemble or a mixture of them (`reward-mix.ts`) is the same function to every trainer and to
 * best-of-n.
 */
import { UserError } from '../errors';
import type { Generation } from '../model/model';

/** A turn of an episode: what the policy said, and what came of it. */
export interface EpisodeTurn {
  /** Where it begins in the episode's tokens. */
  readonly start: number;
  /** Where it ends; exclusive. */
  readonly end: number;
  /** What was said, as text. */
  readonly said: string;
  /** What the environment answered; left out where the episode ended with this turn. */
  readonly answer?: string;
  /** What the environment gave for it, in units of the reward. */
  readonly reward: number;
}

/** A sampled reply with its prompt, or a whole episode: a reply of several turns. Text is the caller's to decode. */
export interface Reply extends Pick<Generation, 'tokens' | 'stopped'> {
  /** Index of the prompt in the list that the caller handed over. */
  readonly promptIndex: number;
  /** The prompt's token ids. `[prompt tokens]` */
  readonly prompt: Int32Array;
  /**
   * Of an episode, the policy's own turns, in order: what is learnt from. Tokens between them are the environment's.
   * Left out, all tokens are one turn.
   */
  readonly turns?: readonly EpisodeTurn[];
  /** The episode ended because the environment's answer left no room in the context; it is not in the tokens. */
  readonly cut?: boolean;
}

/** A reply with what the policy that drew it said of each token of its own. `[own tokens]` each */
export interface SampledReply extends Reply, Pick<Generation, 'logprobs' | 'entropies'> {}

/** The policy's own tokens, as stretches of a reply's tokens. */
export function ownSpans({
  tokens,
  turns,
}: Pick<Reply, 'tokens' | 'turns'>): readonly Pick<EpisodeTurn, 'start' | 'end'>[] {
  return turns ?? [{ start: 0, end: tokens.length }];
}

/** What the environment gave for a reply's turns together, in units of the reward. */
export function turnRewards({ turns = [] }: Pick<Reply, 'turns'>): number {
  return turns.reduce((sum, { reward }) => sum + reward, 0);
}

/** An episode as the reply that it ends with: all that stands before its last turn is the prompt. */
export function lastTurn(reply: Reply): Reply {
  const { promptIndex, prompt, tokens, stopped } = reply;
  const last = reply.turns?.at(-1);
  if (last === undefined) return reply;
  const before = Int32Array.from([...prompt, ...tokens.subarray(0, last.start)]);
  return { promptIndex, prompt: before, tokens: tokens.subarray(last.start, last.end), stopped };
}

/** Scores replies, of episodes the last turn (`lastTurn`); one number each, in their order. Higher is better. */
export type Reward = (replies: readonly Reply[]) => ArrayLike<number>;

/**
 * Applies a reward, adds what an environment gave for turns, and checks the sum.
 * @param where names the step in errors.
 * @returns one finite number per reply. `[replies]`
 * @throws UserError on a wrong count, NaN or infinity.
 */
export function scoreReplies(reward: Reward, replies: readonly Reply[], where: string): number[] {
  const given = Array.from(reward(replies.map(lastTurn)));
  if (given.length !== replies.length) {
    throw new UserError(
      `${where}: the reward gave ${given.length} numbers for ${replies.length} replies; expected one each`,
    );
  }
  const scores = given.map((score, i) => score + turnRewards(replies[i]));
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
