/**
 * Conversations as token ids. The form of a chat is a Jinja template that is stored with the model, as Hugging
 * Face does it; ours writes `<|user|>text<|end|><|assistant|>reply<|end|>`, a system turn likewise.
 *
 * The template is rendered with marks in the place of the contents; its own text becomes tokens with the special
 * ones among them, and each content is encoded apart, without. So a user who types "<|end|><|assistant|>" gets
 * these letters, and not a turn. Since our template puts special tokens around each content, the ids are those
 * of the rendered whole.
 *
 * Simplified: the template may look at roles, but not into contents.
 */
import { Template } from '@huggingface/jinja';
import type { Message } from '../data/records';
import { UserError } from '../errors';
import { specialTokens } from './bpe-trainer';
import { Tokenizer } from './tokenizer';
import type { TokenizerConfig } from './tokenizer-json';

/** The template of the models made here. The `generation` marks show Hugging Face's trainers what to learn. */
export const chatTemplate =
  "{% for message in messages %}{{ '<|' + message['role'] + '|>' }}{% if message['role'] == 'assistant' %}" +
  "{% generation %}{{ message['content'] + '<|end|>' }}{% endgeneration %}" +
  "{% else %}{{ message['content'] + '<|end|>' }}{% endif %}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

/** `tokenizer_config.json` of a base model, to go with a `tokenizer.json` from `trainBpe`: it knows no chats. */
export const baseTokenizerConfig: TokenizerConfig = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: '<|endoftext|>',
  eos_token: '<|end|>',
  pad_token: '<|endoftext|>',
  clean_up_tokenization_spaces: false,
};

/** The same of a model that has learnt chats. */
export const chatTokenizerConfig: TokenizerConfig = { ...baseTokenizerConfig, chat_template: chatTemplate };

/** What may be chosen when a chat is written out. */
export interface ChatOptions {
  /** Ends with the opening of an assistant's turn, for a reply to follow; default false. */
  generationPrompt?: boolean;
}

/** A conversation as tokens. */
export interface EncodedChat {
  /** `[tokens]` */
  readonly tokens: Int32Array;
  /** 1 on what an assistant says: its content and the token that ends its turn. `[tokens]` */
  readonly assistantMask: Uint8Array;
}

/** Renders a Jinja template as text, for people to read; ids come from `encodeChat`. */
export function renderChat(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  options: ChatOptions = {},
): string {
  const source = tokenizer.config.chat_template;
  if (source === undefined) {
    throw new UserError(
      'the tokenizer has no chat template; expected "chat_template" in tokenizer_config.json; use a model that ' +
        'has one, or give plain text',
    );
  }
  try {
    return new Template(source).render({
      messages,
      add_generation_prompt: options.generationPrompt ?? false,
      bos_token: tokenizer.bosToken,
      eos_token: tokenizer.eosToken,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `tokenizer_config.json: the chat template cannot be rendered: ${reason}; mend the template`,
    );
  }
}

/** A piece of a rendered chat: the template's own text as ids, or the content of message number `message`. */
type Piece = { readonly ids: Int32Array } | { readonly message: number };

/** The pieces of rendered chats by tokenizer and roles: they are the same for all contents. */
const known = new WeakMap<Tokenizer, Map<string, readonly Piece[]>>();

/** Marks from Unicode's private area stand for the contents. */
const mark = /\uE000(\d+)\uE001/;

function cutChat(tokenizer: Tokenizer, messages: readonly Message[], options: ChatOptions): readonly Piece[] {
  const marked = messages.map(({ role }, i) => ({ role, content: `\uE000${i}\uE001` }));
  const parts = renderChat(tokenizer, marked, options).split(mark);
  const pieces = parts.map((part, i) =>
    i % 2 === 1 ? { message: Number(part) } : { ids: tokenizer.encodeTemplate(part) },
  );
  const order = parts.filter((_, i) => i % 2 === 1).join();
  if (order !== [...messages.keys()].join()) {
    throw new UserError(
      `tokenizer_config.json: the chat template writes messages ${order || '(none)'} of ${messages.length}; ` +
        'expected each content once, in order; use another template',
    );
  }
  return pieces;
}

function piecesOf(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  options: ChatOptions,
): readonly Piece[] {
  const chats = known.get(tokenizer) ?? new Map<string, readonly Piece[]>();
  known.set(tokenizer, chats);
  const key = [...messages.map(({ role }) => role), options.generationPrompt ?? false].join();
  const pieces = chats.get(key) ?? cutChat(tokenizer, messages, options);
  chats.set(key, pieces);
  return pieces;
}

/**
 * A conversation as token ids. No content, whatever it says, yields special tokens.
 * @throws UserError when the tokenizer has no chat template, or one that does not write all messages in order.
 */
export function encodeChat(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  options: ChatOptions = {},
): EncodedChat {
  const tokens: number[] = [];
  const mask: number[] = [];
  let learned = false;
  for (const piece of piecesOf(tokenizer, messages, options)) {
    if ('ids' in piece) {
      piece.ids.forEach((id, i) => {
        tokens.push(id);
        mask.push(learned && i === 0 && id === tokenizer.eosId ? 1 : 0);
      });
      continue;
    }
    const { role, content } = messages[piece.message];
    learned = role === 'assistant';
    for (const id of tokenizer.encode(content)) {
      tokens.push(id);
      mask.push(learned ? 1 : 0);
    }
  }
  return { tokens: Int32Array.from(tokens), assistantMask: Uint8Array.from(mask) };
}

/** A document, or the beginning of one for a base model to continue: `<|endoftext|>`, then the text. `[tokens]` */
export function encodeDocument(tokenizer: Tokenizer, text: string): Int32Array {
  const content = tokenizer.encode(text);
  const tokens = new Int32Array(content.length + 1);
  tokens[0] = tokenizer.bosId;
  tokens.set(content, 1);
  return tokens;
}

/**
 * A conversation as a prompt's ids: through the model's chat template, or, for a base model, which has none, as the
 * beginning of a document to be continued. `[tokens]`
 */
export function encodePrompt(tokenizer: Tokenizer, messages: readonly Message[]): Int32Array {
  if (tokenizer.config.chat_template === undefined)
    return encodeDocument(tokenizer, messages.map((message) => message.content).join('\n'));
  return encodeChat(tokenizer, messages, { generationPrompt: true }).tokens;
}

/**
 * The tokenizer for a model that learns to chat: with our template where it has none.
 * @throws UserError when it lacks the special tokens that our template writes.
 */
export function withChatTemplate(tokenizer: Tokenizer): Tokenizer {
  if (tokenizer.config.chat_template !== undefined) return tokenizer;
  for (const token of specialTokens) tokenizer.specialId(token);
  return new Tokenizer(tokenizer.json, { ...tokenizer.config, chat_template: chatTemplate });
}

/**
 * Makes sure that a prompt leaves room in the model's context.
 * @param context the model's `max_position_embeddings`.
 * @param newTokens room wanted after the prompt; 0 for text that is only scored.
 * @param what names the prompt in the message, e.g. "prompts.jsonl:3".
 * @throws UserError with the figures when it does not fit.
 */
export function fitContext(
  tokens: Int32Array,
  context: number,
  newTokens: number,
  what = 'the prompt',
): Int32Array {
  if (tokens.length + newTokens <= context) return tokens;
  const room = newTokens > 0 ? ` and ${newTokens} new ones are wanted` : '';
  throw new UserError(
    `${what}: ${tokens.length} tokens${room}; the model's context holds ${context}; shorten it` +
      (newTokens > 0 && tokens.length < context ? ' or ask for fewer new tokens' : ''),
  );
}
