/**
 * ShareGPT: `conversations`, turns with `from` (human, gpt, system) and `value`, and sometimes a column `system`
 * (Axolotl's docs, dataset-formats/conversation; LLaMA-Factory's data/README, which also names the speakers user and
 * assistant). Turns of tools are refused: the models here know none.
 */
import { z } from 'zod';
import { messageSchema, type Message } from '../records';
import { defineFormat, has } from './format';

const roles = {
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
  system: 'system',
} as const;

export const shareGpt = defineFormat({
  name: 'sharegpt',
  kind: 'demonstration',
  matches: (row) => has(row, 'conversations'),
  schema: z.object({
    conversations: z
      .array(
        z.object({
          from: z.enum(['human', 'user', 'gpt', 'assistant', 'system']),
          value: z.string(),
          weight: messageSchema.shape.weight,
        }),
      )
      .min(1),
    system: z.string().nullish(),
  }),
  convert: ({ conversations, system }) => {
    const opening: Message[] = system ? [{ role: 'system', content: system }] : [];
    const turns = conversations.map(({ from, value, weight }): Message => ({
      role: roles[from],
      content: value,
      ...(weight == null ? {} : { weight }),
    }));
    return { kind: 'demonstration', messages: [...opening, ...turns] };
  },
});
