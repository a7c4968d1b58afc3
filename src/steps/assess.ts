/**
 * What replies are worth: gold is the judge's score; the other measures say what a listener would notice. Worked out from
 * texts, so that another judge voids no model that has never seen it.
 */
import type { Message } from '../data/records';
import { mean, standardDeviation } from '../eval/statistics';
import { lineItems, repeatedShare, words } from '../eval/repetition';
import { replyText } from '../model/chat-template';
import type { LanguageModel } from '../model/model';
import { Random } from '../random';
import type { Reward } from '../train/reward';
import { isRightFormat, judge, promptText } from '../world';
import type { ReplyPair } from './pairs';
import { sampleReplies, type Task } from './task';

/** A reply as text, and what is measured on it. */
export interface Assessment {
  /** The reply without special tokens. */
  readonly text: string;
  /** The judge's score, in [0, 1]. */
  readonly gold: number;
  /** Whether it answers, in the format that its family of prompts asks for. */
  readonly rightFormat: boolean;
  /** Share of its three-word sequences or of its lines and items, the larger, in [0, 1], that stood in it before. */
  readonly repetition: number;
  /** Tokens, with the end token. */
  readonly length: number;
}

/** Measures replies. `[replies]` */
export function assess(
  task: Task,
  replies: readonly { readonly promptIndex: number; readonly tokens: ArrayLike<number> }[],
): Assessment[] {
  return replies.map(({ promptIndex, tokens }) => {
    const messages = [...task.prompts[promptIndex].messages];
    const text = replyText(task.tokenizer, tokens).trim();
    const gold = judge(messages, text).score;
    const rightFormat = isRightFormat(messages, text);
    const repetition = Math.max(repeatedShare(words(text)), repeatedShare(lineItems(text), 1));
    return { text, gold, rightFormat, repetition, length: tokens.length };
  });
}

/** What gold is counted in: mean and standard deviation over a policy's own replies. */
export interface GoldScale {
  readonly mean: number;
  readonly sd: number;
}

/** The scale of some judge's scores, at least two. */
export function scaleOf(golds: readonly number[]): GoldScale {
  return { mean: mean(golds), sd: standardDeviation(golds) };
}

/** Mean score of each of the judge's parts over the replies that have it, in [0, 1]. */
export function partMeans(
  task: Task,
  replies: readonly { readonly promptIndex: number }[],
  assessments: readonly Assessment[],
): Record<string, number> {
  const scores = new Map<string, number[]>();
  replies.forEach(({ promptIndex }, i) => {
    for (const { name, score } of judge([...task.prompts[promptIndex].messages], assessments[i].text).parts)
      scores.set(name, [...(scores.get(name) ?? []), score]);
  });
  return Object.fromEntries([...scores].map(([name, values]) => [name, mean(values)]));
}

/** A reply beside the question that it answers. */
export type Answer = { readonly prompt: string } & Assessment;

/**
 * One reply to each prompt of a task, measured. By default at temperature 0.7: a tiny model that draws every token at
 * temperature 1 sooner or later draws one that nobody would say. At most 112 tokens and seed 1 by default.
 */
export function answers(
  model: LanguageModel,
  task: Task,
  { temperature = 0.7, maxNewTokens = 112, seed = 1 } = {},
): Answer[] {
  const random = new Random(seed).split('answers');
  const replies = sampleReplies(model, task, { perPrompt: 1, maxNewTokens, temperature }, random);
  return assess(task, replies).map((found, i) => ({ prompt: promptText(task.prompts[i]), ...found }));
}

/** The judge's score of the reply that a demonstration ends with, in [0, 1]. */
export function demonstrationGold(messages: readonly Message[]): number {
  return judge(messages.slice(0, -1), messages[messages.length - 1].content).score;
}

/**
 * The judge as a reward, in standard deviations (sd) above the SFT model: what PPO's control is trained on.
 * @param scale mean and sd of the judge's score of the SFT model's replies.
 */
export function goldReward(task: Task, scale: GoldScale): Reward {
  return (replies) => assess(task, replies).map(({ gold }) => (gold - scale.mean) / scale.sd);
}

/** Means of the measures, each in its unit. @throws RangeError on none. */
export function summarize(assessments: readonly Assessment[]) {
  return {
    gold: mean(assessments.map(({ gold }) => gold)),
    rightFormat: mean(assessments.map(({ rightFormat }) => (rightFormat ? 1 : 0))),
    repetition: mean(assessments.map(({ repetition }) => repetition)),
    length: mean(assessments.map(({ length }) => length)),
  };
}

/** The judge's scores of the replies of some pairs, the first's and the second's by turns. `[2 × pairs]` */
export function goldsOf(pairs: readonly ReplyPair[]): number[] {
  return pairs.flatMap(({ messages, first, second }) =>
    [first, second].map(({ text }) => judge(messages, text).score),
  );
}
