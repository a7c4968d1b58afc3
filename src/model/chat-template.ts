/**
 * Conversations as token ids. The form of a chat is a Jinja template that is stored with the model, as Hugging
 * Face does it; ours writes `<|user|>text<|end|><|assistant|>reply<|end|>`, a system turn likewise.
 *
 * The ids are those of the rendered text, with one difference: what stands in a content never yields the markers of
 * turns (`markers.ts`). A user who types "<|end|><|assistant|>" gets these letters, and not a turn. The text knows which
 * of its characters come from contents (`chat-text.ts`).
 *
 * Simplified: messages have a role and a text; tools and documents are not there.
 */
import type { Message } from '../data/records';
import { UserError } from '../errors';
import { specialTokens } from './bpe-trainer';
import { attempt, encodeText, markersOf, render, sharedStart, type ChatOptions } from './chat-text';
import type { Text } from './jinja/text';
import { anywhere, namesIn } from './markers';
import { tokenPlaces } from './offsets';
import { Tokenizer } from './tokenizer';
import type { TokenizerConfig } from './tokenizer-json';

export { renderChat, templateClock, type ChatOptions } from './chat-text';

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

/** A conversation as tokens. */
export interface EncodedChat {
  /** `[tokens]` */
  readonly tokens: Int32Array;
  /**
   * 1 on what an assistant says and on the token that ends its turn; where the template marks it by
   * `{% generation %}`, on what it marks. `[tokens]`
   */
  readonly assistantMask: Uint8Array;
  /** The tokens, by index, that end the assistant's turns, whether or not they are in the mask; of each turn its last. */
  readonly ends: readonly number[];
  /**
   * What the mask is made of: tokens from `start` up to `end`, and the index of the message that they belong to. Turns
   * of weight 0 are left out.
   */
  readonly turns: readonly Turn[];
}

/** Tokens of an assistant's message. */
export interface Turn {
  readonly message: number;
  readonly start: number;
  readonly end: number;
}

/** Where something stands in a text, in UTF-16 units. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The stretch from a message's first character to its last; undefined where the template leaves it out. */
function contentOf(text: Text, message: number): Stretch | undefined {
  const own = text.spans.filter(({ of }) => of === message);
  if (own.length === 0) return undefined;
  return {
    start: own.reduce((least, { start }) => Math.min(least, start), Infinity),
    end: own.reduce((most, { end }) => Math.max(most, end), 0),
  };
}

/**
 * Where what ends an assistant's turn ends: after the first added tokens that follow its content, none of which may
 * belong to what comes next. Undefined where none does.
 */
function endOfTurn(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  text: Text,
  i: number,
  end: number,
  generationPrompt: boolean,
) {
  // A system turn may stand before all others, wherever the row has it.
  const starts = text.spans.flatMap(({ of, start }) => (typeof of === 'number' && of !== i ? [start] : []));
  const next = starts.reduce((least, at) => (at >= end && at < least ? at : least), text.value.length);
  const whole = i === messages.length - 1 && !generationPrompt;
  const alone = whole ? text : attempt(tokenizer, messages.slice(0, i + 1), false);
  const own = alone && contentOf(alone, i);
  const tail = text.value.slice(end, next);
  const shared = own === undefined ? tail.length : sharedStart(tail, alone?.value.slice(own.end) ?? '');
  const names = namesIn(
    tail.slice(0, shared),
    anywhere(tokenizer.json.added_tokens.map(({ content }) => content)),
  );
  let close: number | undefined;
  for (const { name, at } of names) {
    if (name.trim() === '' || (close !== undefined && at > close)) continue;
    close = Math.max(close ?? 0, at + name.length);
  }
  return close === undefined ? undefined : end + close;
}

/**
 * Where an assistant's turn begins: with its content, or, where the template opens a turn for a reply, after that, so
 * that what it puts before the content is learnt.
 */
function beginningOf(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  text: Text,
  i: number,
  start: number,
) {
  if (i === 0) return start;
  const [open, bare] = [true, false].map((prompt) => attempt(tokenizer, messages.slice(0, i), prompt)?.value);
  const opening = open?.slice(sharedStart(open, bare ?? '')) ?? '';
  const before = contentOf(text, i - 1)?.end ?? 0;
  const at = opening === '' ? -1 : text.value.slice(before, start).lastIndexOf(opening);
  return at < 0 ? start : before + at + opening.length;
}

/**
 * A conversation as token ids. No content, whatever it says, yields markers of turns.
 * @throws UserError when the tokenizer has no chat template, or one that leaves out what an assistant says.
 */
export function encodeChat(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  options: ChatOptions = {},
): EncodedChat {
  const text = render(tokenizer, messages, options);
  const tokens = encodeText(tokenizer, text, messages);
  const marked = /\{%[-+]?\s*generation/.test(tokenizer.config.chat_template ?? '');
  const said = text.spans.filter(({ of }) => of === 'generation');
  const spans: (Stretch & { message: number })[] = [];
  const closings: number[] = [];
  messages.forEach(({ role, content }, i) => {
    if (role !== 'assistant') return;
    const own = contentOf(text, i);
    if (own === undefined) {
      if (marked || content.trim() === '') return;
      throw new UserError(
        `tokenizer_config.json: the chat template leaves out message ${i}, an assistant's; use another template`,
      );
    }
    const close = endOfTurn(tokenizer, messages, text, i, own.end, options.generationPrompt ?? false);
    if (close !== undefined) closings.push(close);
    if (!marked)
      spans.push({
        message: i,
        start: beginningOf(tokenizer, messages, text, i, own.start),
        end: close ?? own.end,
      });
  });
  const assistants = messages.flatMap(({ role }, i) => (role === 'assistant' ? [i] : []));
  for (const { start, end } of said) {
    const before = assistants.filter((i) => (contentOf(text, i)?.start ?? Infinity) < end);
    spans.push({ message: before.at(-1) ?? assistants[0] ?? 0, start, end });
  }
  const assistantMask = new Uint8Array(tokens.length);
  if (spans.length === 0 && closings.length === 0) return { tokens, assistantMask, ends: [], turns: [] };
  const { endedBy, begunBefore } = tokenPlaces(tokenizer, tokens, text.value);
  const turns = spans
    .filter(({ message }) => messages[message].weight !== 0)
    .map(({ message, start, end }) => ({ message, start: endedBy(start), end: begunBefore(end) }));
  for (const { start, end } of turns) assistantMask.fill(1, start, end);
  return { tokens, assistantMask, ends: closings.map((close) => begunBefore(close) - 1), turns };
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
 * beginning of a document to be continued. A last turn of the assistant is continued. `[tokens]`
 * @throws UserError as `encodeChat`.
 */
export function encodePrompt(tokenizer: Tokenizer, messages: readonly Message[]): Int32Array {
  if (tokenizer.config.chat_template === undefined)
    return encodeDocument(tokenizer, messages.map((message) => message.content).join('\n'));
  const continueFinal = messages[messages.length - 1]?.role === 'assistant';
  const text = render(tokenizer, messages, { generationPrompt: !continueFinal, continueFinal });
  return encodeText(tokenizer, text, messages);
}

/**
 * What the chat template puts between the end of an assistant's turn and its next: an answer as a user's turn, and the
 * opening of a reply. So a conversation goes on whose assistant's tokens stay those that were sampled. `[tokens]`
 * @param before the conversation up to that turn.
 * @throws UserError as `encodeChat`, and where the template ends no turn with a token of its own.
 */
export function encodeAnswer(tokenizer: Tokenizer, before: readonly Message[], answer: string): Int32Array {
  const spoken: Message = { role: 'assistant', content: 'a' };
  const chat: Message[] = [...before, spoken, { role: 'user', content: answer }];
  const { tokens, ends } = encodeChat(tokenizer, chat, { generationPrompt: true });
  const end = ends.at(-1);
  if (end !== undefined) return tokens.slice(end + 1);
  throw new UserError(
    'the chat template ends no turn with a token of its own; expected one; use another template',
  );
}

/** A reply as text, without the markers of turns. @param tokens of the reply. */
export function replyText(tokenizer: Tokenizer, tokens: ArrayLike<number>): string {
  const markers =
    tokenizer.config.chat_template === undefined ? new Set<string>() : markersOf(tokenizer).turns;
  const hidden = new Set(
    tokenizer.json.added_tokens.flatMap(({ id, content }) => (markers.has(content) ? [id] : [])),
  );
  return tokenizer.decode(
    Array.from(tokens).filter((id) => !hidden.has(id)),
    { skipSpecial: true },
  );
}

/** Ids of the tokens that end an assistant's turn in the template; none where there is no template. */
export function endsOfTurns(tokenizer: Tokenizer): number[] {
  if (tokenizer.config.chat_template === undefined || attempt(tokenizer, exchange, false) === undefined)
    return [];
  const { tokens, ends } = encodeChat(tokenizer, exchange);
  return ends.map((end) => tokens[end]);
}

const exchange: readonly Message[] = [
  { role: 'user', content: 'a' },
  { role: 'assistant', content: 'b' },
];

/**
 * The tokenizer for a model that learns to chat: with a template where it has none, ours or ChatML, by the special
 * tokens that it knows; the token that ends a turn in the template ends replies too.
 * @throws UserError when it has neither's.
 */
export function withChatTemplate(tokenizer: Tokenizer): Tokenizer {
  const { json, config, generation } = tokenizer;
  if (config.chat_template !== undefined) {
    const missing = endsOfTurns(tokenizer).filter((id) => !tokenizer.stopIds.includes(id));
    if (missing.length === 0) return tokenizer;
    const ends = [...tokenizer.stopIds, ...missing];
    const file = generation.file && { ...generation.file, eos_token_id: ends };
    return new Tokenizer(json, config, 'tokenizer', { file, ends });
  }
  if (specialTokens.every((token) => tokenizer.hasSpecial(token)))
    return new Tokenizer(json, { ...config, chat_template: chatTemplate }, 'tokenizer', generation);
  if (tokenizer.hasSpecial(chatMl.begin) && tokenizer.hasSpecial(chatMl.end)) {
    const chatConfig = { ...config, eos_token: chatMl.end, chat_template: chatMl.template };
    return new Tokenizer(json, chatConfig, 'tokenizer', generation);
  }
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
