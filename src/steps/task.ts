/** A task: prompts as token ids, and replies to them. What replies are worth is in `assess.ts`. */
import { encodeAnswer, encodeChat, encodeDocument, replyText } from '../model/chat-template';
import type { LanguageModel } from '../model/model';
import type { Tokenizer } from '../model/tokenizer';
import type { Random } from '../random';
import type { Environment, Episodes } from '../train/episodes';
import type { Reply } from '../train/reward';
import { promptText, type Prompt } from '../world/prompts';

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

/** A task's prompts, as chats, as the openings of episodes: for `episodes` of the RL trainers' tasks. */
export function episodesOf(
  { tokenizer, prompts }: Pick<Task, 'tokenizer' | 'prompts'>,
  environment: Environment,
): Episodes {
  return {
    conversations: prompts.map(({ messages }) => messages),
    environment,
    read: (tokens) => replyText(tokenizer, tokens),
    write: (before, answer) => encodeAnswer(tokenizer, before, answer),
  };
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

/** A question in plain words: a conversation of one turn. */
export function question(content: string): Question {
  return { messages: [{ role: 'user', content }] };
}
