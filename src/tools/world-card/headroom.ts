/**
 * What an optimiser could gain (claim B5): the judge's parts of replies by stratum of prompts, and how much gold each
 * part takes away. "Content" needs knowledge, which no reward can teach; the others are a matter of behaviour.
 */
import { mean, standardDeviation } from '../../eval/statistics';
import { replyText } from '../../model/chat-template';
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Random } from '../../random';
import { strataOf } from '../../steps/prompts';
import { chatTask, documentTask, sampleReplies } from '../../steps/task';
import { centrepiece, drawPrompts, judge, writeReply, type PartName, type Prompt } from '../../world';
import { combined } from '../../world/house/parts';

/** Who replies. */
export const repliers = ['base', 'SFT', 'perfect'] as const;

/** One replier on one stratum. */
export interface Headroom {
  readonly stratum: string;
  readonly replier: (typeof repliers)[number];
  readonly gold: number;
  /** Over replies. */
  readonly sd: number;
  /** Mean score of each part, and what gold would gain if that part alone were perfect. */
  readonly parts: readonly { readonly name: PartName; readonly score: number; readonly gain: number }[];
}

/** Replies of a model, as a chat or as pages, one to each prompt at temperature 1. */
export function modelReplies(
  model: LanguageModel,
  tokenizer: Tokenizer,
  as: 'chats' | 'pages',
  maxNewTokens: number,
  random: Random,
) {
  return (prompts: readonly Prompt[]): string[] => {
    const task = as === 'chats' ? chatTask(tokenizer, prompts) : documentTask(tokenizer, prompts);
    const replies = sampleReplies(model, task, { perPrompt: 1, maxNewTokens }, random);
    return replies.map(({ tokens }) => replyText(tokenizer, tokens).trim());
  };
}

/** Replies of a writer who knows everything and slips nowhere. */
export function perfectReplies(random: Random) {
  return (prompts: readonly Prompt[]): string[] =>
    prompts.map(({ subject }, i) => writeReply(subject, new Set(), random.split(i)));
}

/** Measures one replier on every stratum. */
export function headroom(
  replier: Headroom['replier'],
  reply: (prompts: readonly Prompt[]) => readonly string[],
  count: number,
  random: Random,
): Headroom[] {
  return strataOf(centrepiece).map(({ name: stratum, split, families: asked }) => {
    const prompts = drawPrompts(random.split(stratum), count, split, asked);
    const judged = reply(prompts).map((text, i) => judge([...prompts[i].messages], text));
    const golds = judged.map(({ score }) => score);
    const names = new Set(judged.flatMap(({ parts: own }) => own.map(({ name }) => name)));
    const parts = [...names].map((name) => {
      const scores = judged.flatMap(({ parts: own }) => own.filter((part) => part.name === name));
      const without = judged.map(({ parts: own, score }) =>
        score === 0 ? 0 : combined(own.filter((part) => part.name !== name)),
      );
      return { name, score: mean(scores.map(({ score }) => score)), gain: mean(without) - mean(golds) };
    });
    return { stratum, replier, gold: mean(golds), sd: standardDeviation(golds), parts };
  });
}
