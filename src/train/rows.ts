/** Rows of data sets as the trainers take them: demonstrations, replies and comparisons in token ids. */
import type { Message } from '../data/records';
import { encodeChat, encodePrompt } from '../model/chat-template';
import type { Tokenizer } from '../model/tokenizer';
import type { RewardInput } from './reward-scores';
import type { SftExample } from './sft';

/** What of a conversation is imitated: what the assistant says, or every token. */
export type Imitated = 'assistant' | 'all';

/** A demonstration for SFT. @throws UserError as `encodeChat`, when the tokenizer has no chat template. */
export function encodeDemonstration(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  imitated: Imitated = 'assistant',
): SftExample {
  const { tokens, assistantMask } = encodeChat(tokenizer, messages);
  return { tokens, mask: imitated === 'all' ? new Uint8Array(tokens.length).fill(1) : assistantMask };
}

/**
 * A prompt and a reply that came to its end, for a reward model: the row a policy would have written.
 * @throws UserError as `encodeChat`.
 */
export function encodeReply(tokenizer: Tokenizer, prompt: readonly Message[], reply: string): RewardInput {
  const asked = encodePrompt(tokenizer, prompt);
  const said = tokenizer.encode(reply);
  return {
    tokens: Int32Array.from([...asked, ...said, tokenizer.eosId]),
    replyStart: asked.length,
  };
}
