/**
 * TRL's types of data sets, each plain (texts) or conversational (lists of messages): language modelling (`text`,
 * `messages`), prompt-only, prompt-completion, preference with the prompt apart or implicit in both replies. See
 * "Dataset formats and types", https://huggingface.co/docs/trl/dataset_formats. Besides them `prompt` with `reply`,
 * which `generate` and `best-of-n` write.
 *
 * Simplified: a plain prompt is one turn of the user, since the models here know chats only. An implicit plain prompt
 * ends with the last whole word that both texts share (TRL cuts between letters) and the space after it is dropped.
 */
import * as z from 'zod';
import { UserError } from '../../errors';
import {
  asMessages,
  asText,
  demonstrationSchema,
  messageSchema,
  promptSchema,
  scoredSchema,
} from '../records';
import type { Message } from '../records';
import { splitPair, withPrompt } from './conversation';
import { defineFormat, has } from './format';

/** A reply as text or as turns; a list may repeat the prompt before it. */
const replySchema = z.union([z.string(), z.array(messageSchema).min(1)]);
type Turns = z.infer<typeof replySchema>;

function asTurns(value: Turns): Message[] {
  return typeof value === 'string' ? [{ role: 'assistant', content: value }] : value;
}

export const documents = defineFormat({
  name: 'text',
  kind: 'document',
  matches: (row) => has(row, 'text'),
  schema: z.object({ text: z.string().min(1) }),
  convert: ({ text }) => ({ kind: 'document', text }),
});

export const messages = defineFormat({
  name: 'messages',
  kind: 'demonstration',
  matches: (row) => has(row, 'messages'),
  schema: demonstrationSchema,
  convert: (row) => ({ kind: 'demonstration', messages: row.messages }),
});

export const promptCompletion = defineFormat({
  name: 'prompt-completion',
  kind: 'demonstration',
  matches: (row) => has(row, 'prompt', 'completion'),
  schema: promptSchema.extend({ completion: replySchema }),
  convert: ({ prompt, completion }) => ({
    kind: 'demonstration',
    messages: [...asMessages(prompt), ...asTurns(completion)],
    promptTurns: asMessages(prompt).length,
  }),
});

export const prompts = defineFormat({
  name: 'prompt',
  kind: 'prompt',
  matches: (row) => has(row, 'prompt'),
  schema: promptSchema,
  convert: ({ prompt }) => ({ kind: 'prompt', prompt: asMessages(prompt) }),
});

export const replies = defineFormat({
  name: 'prompt-reply',
  kind: 'reply',
  matches: (row) => has(row, 'prompt', 'reply'),
  schema: scoredSchema,
  convert: ({ prompt, reply }) => ({ kind: 'reply', prompt: asMessages(prompt), reply: asText(reply) }),
});

export const preference = defineFormat({
  name: 'preference',
  kind: 'comparison',
  matches: (row) => has(row, 'chosen', 'rejected'),
  schema: z.object({
    prompt: promptSchema.shape.prompt.nullish(),
    chosen: replySchema,
    rejected: replySchema,
  }),
  convert: ({ prompt, chosen, rejected }, where) => {
    if (prompt == null && typeof chosen === 'string' && typeof rejected === 'string')
      return splitTexts(chosen, rejected, where);
    const whole = (turns: Message[], column: string) =>
      prompt == null ? turns : withPrompt(asMessages(prompt), turns, column, where);
    return splitPair(whole(asTurns(chosen), 'chosen'), whole(asTurns(rejected), 'rejected'), where);
  },
});

/** Two texts with the same beginning as prompt and replies. */
function splitTexts(chosen: string, rejected: string, where: string) {
  let end = 0;
  while (end < Math.min(chosen.length, rejected.length) && chosen[end] === rejected[end]) end++;
  while (end > 0 && !/\s/.test(chosen[end - 1])) end--;
  const prompt = chosen.slice(0, end).trim();
  if (prompt !== '') {
    const [good, bad] = [chosen, rejected].map((text) => text.slice(end).trim());
    return { kind: 'comparison' as const, prompt: asMessages(prompt), chosen: good, rejected: bad };
  }
  throw new UserError(
    `${where}: columns "chosen" and "rejected" share no first words; expected the same prompt in both; ` +
      'add a column "prompt"',
  );
}
