/**
 * What a policy is worth: replies to held-out prompts, measured by the judge (gold), by the reward model (proxy)
 * and by their distance from the SFT model (KL).
 */
import { mean } from '../eval/statistics';
import type { LanguageModel } from '../model/model';
import type { Random } from '../random';
import type { Reply, Reward } from '../train/reward';
import { assess, summarize, type Assessment } from './assess';
import { sequenceKls } from './sequence-kl';
import { sampleReplies, type Task } from './task';

/** One policy's replies with everything measured on them. All arrays are `[replies]`. */
export interface PolicyEvaluation {
  /** Prompt after prompt. */
  readonly replies: readonly Reply[];
  /** By the judge and by count. */
  readonly assessments: readonly Assessment[];
  /** The reward's scores, in its own unit. */
  readonly proxies: readonly number[];
  /** Sampled sequence KL from the reference by k1, in nats. */
  readonly kls: readonly number[];
  /** By k3, which cannot dip below 0. */
  readonly klsK3: readonly number[];
}

/**
 * Samples replies to each prompt of the task and measures them. The same `random` gives the same draws for every
 * policy, so that policies are compared on equal luck.
 */
export function evaluatePolicy(
  policy: LanguageModel,
  reference: LanguageModel,
  reward: Reward,
  task: Task,
  options: { readonly perPrompt: number; readonly maxNewTokens: number },
  random: Random,
): PolicyEvaluation {
  const replies = sampleReplies(policy, task, options, random);
  const { kls, klsK3 } = sequenceKls(policy, reference, replies);
  return { replies, assessments: assess(task, replies), proxies: Array.from(reward(replies)), kls, klsK3 };
}

/** The evaluation's means, as a point on a curve. */
export function evaluationPoint({ assessments, proxies, kls, klsK3 }: PolicyEvaluation) {
  return { ...summarize(assessments), proxy: mean(proxies), kl: mean(kls), klK3: mean(klsK3) };
}
