/**
 * Conversations as token ids. The form of a chat is a Jinja template that is stored with the model, as Hugging
 * Face does it; ours writes `<|user|>text<|end|><|assistant|>reply<|end|>`, a system turn likewise.
 *
 * The ids are those of the rendered text, with one difference: what stands in a content never yields special
 * tokens. A user who types "<|end|><|assistant|>" gets these letters, and not a turn. For that, contents go into the
 * template with a mark inside each name of a special token; the tokenizer drops it once it has found the template's
 * own special tokens.
 *
 * Simplified: messages have a role and a text; tools and documents are not there.
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

/**
 * ChatML, for models whose tokenizer knows its two special tokens: SmolLM2's instruct models and many others were
 * trained on this form. `<|im_end|>` ends a turn.
 */
const chatMl = {
  begin: '<|im_start|>',
  end: '<|im_end|>',
  template:
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}" +
    "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}" +
    "{% else %}{{ message['content'] + '<|im_end|>' }}{% endif %}{{ '\\n' }}{% endfor %}" +
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
};

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
  /** 1 on what an assistant says: its content and the token that ends its turn, but for turns of weight 0. `[tokens]` */
  readonly assistantMask: Uint8Array;
}

/** Parsed templates by tokenizer. */
const parsed = new WeakMap<Tokenizer, Template>();

/**
 * The text of a conversation, as transformers renders it; ids come from `encodeChat`.
 * @throws UserError when the tokenizer has no chat template, or one that cannot be rendered.
 */
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
    const template = parsed.get(tokenizer) ?? new Template(source);
    parsed.set(tokenizer, template);
    return template.render({
      messages,
      tools: null,
      documents: null,
      add_generation_prompt: options.generationPrompt ?? false,
      bos_token: tokenizer.bosToken,
      eos_token: tokenizer.eosToken,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `tokenizer_config.json: the chat template cannot be rendered: ${reason}; mend the template or the conversation`,
    );
  }
}

/** A character from Unicode's private area that is in none of the contents. */
function unusedCharacter(messages: readonly Message[]): string {
  for (let code = 0xe000; code < 0xf8ff; code++) {
    const character = String.fromCharCode(code);
    if (!messages.some(({ content }) => content.includes(character))) return character;
  }
  throw new UserError(
    "the conversation has every character of Unicode's private area; expected one to be free; take some out",
  );
}

/** Length of what two sequences begin with in common. */
function sharedStart(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}

/**
 * A conversation as token ids. No content, whatever it says, yields special tokens.
 * @throws UserError when the tokenizer has no chat template, or one that leaves out what an assistant says.
 */
export function encodeChat(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  options: ChatOptions = {},
): EncodedChat {
  const mark = unusedCharacter(messages);
  const safe = messages.map(({ role, content }) => ({ role, content: tokenizer.disarm(content, mark) }));
  const text = renderChat(tokenizer, safe, options);
  const tokens = tokenizer.encodeTemplate(text, mark);
  const assistantMask = new Uint8Array(tokens.length);
  safe.forEach(({ role }, i) => {
    if (role !== 'assistant' || messages[i].weight === 0) return;
    // Rendered with another content, the text differs where this one stands.
    const altered = safe.map((message, k) => (k === i ? { role, content: mark } : message));
    const { start, end } = contentSpan(text, renderChat(tokenizer, altered, options), tokenizer.eosToken, i);
    // The tokens that the text up to a place shares with the whole text are those that end before it.
    const tokensUpTo = (place: number) =>
      sharedStart(tokens, tokenizer.encodeTemplate(text.slice(0, place), mark));
    assistantMask.fill(1, tokensUpTo(start), tokensUpTo(end));
  });
  return { tokens, assistantMask };
}

/** Where the content of message `i` stands in a text, with the token that ends its turn. @param altered see above. */
function contentSpan(text: string, altered: string, endOfTurn: string, i: number) {
  if (altered === text) {
    throw new UserError(
      `tokenizer_config.json: the chat template leaves out message ${i}, an assistant's; use another template`,
    );
  }
  const start = sharedStart(text, altered);
  const limit = Math.min(text.length, altered.length) - start;
  let shared = 0;
  while (shared < limit && text[text.length - 1 - shared] === altered[altered.length - 1 - shared]) shared++;
  const after = text.slice(text.length - shared);
  const closing = after.trimStart().startsWith(endOfTurn)
    ? after.length - after.trimStart().length + endOfTurn.length
    : 0;
  return { start, end: text.length - shared + closing };
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
 * @throws UserError as `encodeChat`.
 */
export function encodePrompt(tokenizer: Tokenizer, messages: readonly Message[]): Int32Array {
  if (tokenizer.config.chat_template === undefined)
    return encodeDocument(tokenizer, messages.map((message) => message.content).join('\n'));
  return encodeChat(tokenizer, messages, { generationPrompt: true }).tokens;
}

/**
 * The tokenizer for a model that learns to chat: with a template where it has none, ours or ChatML, by the special
 * tokens that it knows.
 * @throws UserError when it has neither's.
 */
export function withChatTemplate(tokenizer: Tokenizer): Tokenizer {
  const { json, config } = tokenizer;
  if (config.chat_template !== undefined) return tokenizer;
  if (specialTokens.every((token) => tokenizer.hasSpecial(token)))
    return new Tokenizer(json, { ...config, chat_template: chatTemplate });
  if (tokenizer.hasSpecial(chatMl.begin) && tokenizer.hasSpecial(chatMl.end))
    return new Tokenizer(json, { ...config, eos_token: chatMl.end, chat_template: chatMl.template });
  throw new UserError(
    `the tokenizer has no chat template, and no special tokens to write one with: expected ${specialTokens.join(' ')}, ` +
      `or ${chatMl.begin} ${chatMl.end}; add "chat_template" to its tokenizer_config.json`,
  );
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
