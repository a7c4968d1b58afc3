/** Rows of data sets as the trainers take them: demonstrations, replies and comparisons in token ids. */
import type { Message } from '../data/records';
import { UserError } from '../errors';
import { encodeChat, encodePrompt } from '../model/chat-template';
import { sharedStart } from '../model/chat-text';
import type { Tokenizer } from '../model/tokenizer';
import type { RewardInput } from './reward-scores';
import type { SftExample } from './sft';

/** What of a conversation is imitated: what the assistant says, or every token. */
export type Imitated = 'assistant' | 'all';

/** A demonstration in tokens. */
export interface EncodedDemonstration extends SftExample {
  /** The tokens, by index, that end the assistant's turns. */
  readonly ends: readonly number[];
}

/**
 * A demonstration for SFT.
 * @param promptTurns of a prompt with its completion, how many turns the prompt has: all tokens that follow it are
 *   imitated and none before, as TRL does.
 * @throws UserError as `encodeChat`, when the tokenizer has no chat template.
 */
export function encodeDemonstration(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  imitated: Imitated = 'assistant',
  promptTurns?: number,
): EncodedDemonstration {
  const { tokens, assistantMask, ends } = encodeChat(tokenizer, messages);
  const all = new Uint8Array(tokens.length).fill(1);
  if (imitated === 'all') return { tokens, mask: all, ends };
  if (promptTurns === undefined) return { tokens, mask: assistantMask, ends };
  return {
    tokens,
    mask: all.fill(0, 0, replyStart(tokenizer, messages.slice(0, promptTurns), tokens)),
    ends,
  };
}

/** A prompt and a reply in tokens. */
export interface EncodedReply extends RewardInput {
  /** Whether its last token ends the turn: some templates have none. */
  readonly ended: boolean;
}

/** How much of a row is the prompt's: what the row shares with the prompt that waits for its reply. */
function replyStart(tokenizer: Tokenizer, prompt: readonly Message[], tokens: Int32Array): number {
  return sharedStart(encodeChat(tokenizer, prompt, { generationPrompt: true }).tokens, tokens);
}

/**
 * A prompt and a reply that came to its end, for a reward model: the conversation as SFT sees it, up to the end of the
 * reply's turn.
 * @throws UserError as `encodeChat`.
 */
export function encodeReply(tokenizer: Tokenizer, prompt: readonly Message[], reply: string): EncodedReply {
  if (tokenizer.config.chat_template === undefined) {
    const asked = encodePrompt(tokenizer, prompt);
    const said = tokenizer.encode(reply);
    const tokens = Int32Array.from([...asked, ...said, tokenizer.eosId]);
    return { tokens, replyStart: asked.length, ended: true };
  }
  const { tokens, ends } = encodeChat(tokenizer, [...prompt, { role: 'assistant', content: reply }]);
  const start = replyStart(tokenizer, prompt, tokens);
  const end = ends.at(-1) ?? -1;
  const ended = end >= start;
  return { tokens: ended ? tokens.slice(0, end + 1) : tokens, replyStart: start, ended };
}

/** Two replies to one prompt; each begins where one of them leaves the prompt, as in TRL. @throws UserError as `encodeChat`. */
export function encodePair(
  tokenizer: Tokenizer,
  { prompt, chosen, rejected }: { prompt: readonly Message[]; chosen: string; rejected: string },
): { chosen: EncodedReply; rejected: EncodedReply } {
  const [one, two] = [chosen, rejected].map((reply) => encodeReply(tokenizer, prompt, reply));
  const start = Math.min(one.replyStart, two.replyStart);
  return { chosen: { ...one, replyStart: start }, rejected: { ...two, replyStart: start } };
}

/** Does what is done with a row. @throws UserError with the row's name before what it says. */
export function atRow<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${where}: ${error.message}`) : error;
  }
}
