/**
 * A task: prompts of the world as token ids, and what is measured on replies to them. Gold is the judge's score;
 * the other measures say what a listener would notice.
 */
import type { Message } from '../data/records';
import { mean } from '../eval/statistics';
import { repeatedShare, words } from '../eval/repetition';
import { encodeChat, encodeDocument, replyText } from '../model/chat-template';
import type { LanguageModel } from '../model/model';
import type { Tokenizer } from '../model/tokenizer';
import { Random } from '../random';
import type { Reply, Reward } from '../train/reward';
import { isRightFormat, judge, promptText, type Prompt } from '../world';

/** What is asked: a prompt of the world, or any other conversation that ends with the user's turn. */
export type Question = Pick<Prompt, 'messages'>;

/** Prompts with their tokens. */
export interface Task {
  /** The models'. */
  readonly tokenizer: Tokenizer;
  /** What is asked. `[prompts]` */
  readonly prompts: readonly Question[];
  /** Up to where the reply begins. `[prompts][tokens]` */
  readonly tokens: readonly Int32Array[];
  /** Ids that end a reply. */
  readonly stopTokens: readonly number[];
}

/** Prompts as chats, for a model that has learnt the chat format. @throws UserError as `encodeChat`. */
export function chatTask(tokenizer: Tokenizer, prompts: readonly Question[]): Task {
  const tokens = prompts.map(
    ({ messages }) => encodeChat(tokenizer, messages, { generationPrompt: true }).tokens,
  );
  return { tokenizer, prompts, tokens, stopTokens: tokenizer.stopIds };
}

/** The same prompts as beginnings of documents, the only form that a base model knows. */
export function documentTask(tokenizer: Tokenizer, prompts: readonly Question[]): Task {
  const tokens = prompts.map((prompt) => encodeDocument(tokenizer, promptText(prompt)));
  return { tokenizer, prompts, tokens, stopTokens: [tokenizer.bosId] };
}

/**
 * `perPrompt` replies to each prompt, prompt after prompt; at temperature 1 when nothing else is said.
 * `[prompts × perPrompt]`
 */
export function sampleReplies(
  model: LanguageModel,
  task: Task,
  options: { readonly perPrompt: number; readonly maxNewTokens: number; readonly temperature?: number },
  random: Random,
): Reply[] {
  const indices = task.prompts.flatMap((_, i) => Array.from({ length: options.perPrompt }, () => i));
  const sampling = {
    temperature: options.temperature ?? 1,
    topK: 0,
    topP: 1,
    stopTokens: task.stopTokens,
    random,
  };
  const prompts = indices.map((i) => task.tokens[i]);
  return model
    .generate(prompts, { ...sampling, maxNewTokens: options.maxNewTokens })
    .map((generation, i) => ({ ...generation, promptIndex: indices[i], prompt: prompts[i] }));
}

/** A reply as text, and what is measured on it. */
export interface Assessment {
  /** The reply without special tokens. */
  readonly text: string;
  /** The judge's score, in [0, 1]. */
  readonly gold: number;
  /** Whether it answers, in the format that its family of prompts asks for. */
  readonly rightFormat: boolean;
  /** Share of its three-word sequences, in [0, 1], that stood in it before. */
  readonly repetition: number;
  /** Tokens, with the end token. */
  readonly length: number;
}

/** Measures replies. `[replies]` */
export function assess(task: Task, replies: readonly Reply[]): Assessment[] {
  return replies.map(({ promptIndex, tokens }) => {
    const messages = [...task.prompts[promptIndex].messages];
    const text = replyText(task.tokenizer, tokens).trim();
    const gold = judge(messages, text).score;
    const rightFormat = isRightFormat(messages, text);
    return { text, gold, rightFormat, repetition: repeatedShare(words(text)), length: tokens.length };
  });
}

/** A question in plain words: a conversation of one turn. */
export function question(content: string): Question {
  return { messages: [{ role: 'user', content }] };
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
export function goldReward(task: Task, scale: { readonly mean: number; readonly sd: number }): Reward {
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
