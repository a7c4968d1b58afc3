/**
 * HH-RLHF: `chosen` and `rejected`, two transcripts "\n\nHuman: … \n\nAssistant: …" that differ in the last turn
 * (dataset card of Anthropic/hh-rlhf on Hugging Face; Bai et al. 2022, https://arxiv.org/abs/2204.05862). Spaces
 * around a turn are dropped. A turn that itself quotes "\n\nHuman:" cannot be told from two turns.
 */
import * as z from 'zod';
import { UserError } from '../../errors';
import type { Message } from '../records';
import { splitPair } from './conversation';
import { defineFormat, type Row } from './format';

const begins = /^\s*Human:/;
const transcript = z.string().regex(begins, 'expected a transcript that begins with "\\n\\nHuman:"');

export const hhRlhf = defineFormat({
  name: 'hh-rlhf',
  kind: 'comparison',
  matches: ({ prompt, chosen, rejected }: Row) =>
    prompt == null && [chosen, rejected].every((text) => typeof text === 'string' && begins.test(text)),
  schema: z.object({ chosen: transcript, rejected: transcript }),
  convert: ({ chosen, rejected }, where) =>
    splitPair(turnsOf(chosen, 'chosen', where), turnsOf(rejected, 'rejected', where), where),
});

/** A transcript's turns. */
function turnsOf(text: string, column: string, where: string): Message[] {
  const [, ...parts] = `\n\n${text.trimStart()}`.split(/\n\n(Human|Assistant):/);
  const turns = parts.flatMap((name, i): Message[] =>
    i % 2 === 1 ? [] : [{ role: name === 'Human' ? 'user' : 'assistant', content: parts[i + 1].trim() }],
  );
  if (turns.some(({ role }) => role === 'assistant')) return turns;
  throw new UserError(
    `${where}: column "${column}" has no "\\n\\nAssistant:"; expected a reply; remove the row`,
  );
}
