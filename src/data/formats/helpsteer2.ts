/**
 * HelpSteer2: `prompt`, `response` and five ratings from 0 to 4; rows 1 and 2, 3 and 4, … answer the same prompt.
 * Turns of a longer prompt are parted by "<extra_id_1>Assistant" and "<extra_id_1>User" (dataset card of
 * nvidia/HelpSteer2 on Hugging Face; Wang et al. 2024, https://arxiv.org/abs/2406.08673). A list of messages is taken as
 * a prompt too: that is how the tiny world's own marks are written.
 */
import * as z from 'zod';
import { messageSchema, type DataRecord, type Message } from '../records';
import { defineFormat, has } from './format';

const rating = z.number().min(0).max(4);

export const helpSteer2 = defineFormat({
  name: 'helpsteer2',
  kind: 'reply',
  matches: (row) => has(row, 'prompt', 'response', 'helpfulness'),
  schema: z.object({
    prompt: z.union([z.string().min(1), z.array(messageSchema).min(1)]),
    response: z.string(),
    helpfulness: rating,
    correctness: rating,
    coherence: rating,
    complexity: rating,
    verbosity: rating,
  }),
  convert: ({ prompt, response, ...ratings }) => ({
    kind: 'reply',
    prompt: typeof prompt === 'string' ? turnsOf(prompt) : prompt,
    reply: response,
    ratings,
  }),
});

function turnsOf(prompt: string): Message[] {
  const [first, ...parts] = prompt.split(/\n?<extra_id_1>(Assistant|User)\n/);
  const later = parts.flatMap((name, i): Message[] =>
    i % 2 === 1 ? [] : [{ role: name === 'User' ? 'user' : 'assistant', content: parts[i + 1] }],
  );
  return [{ role: 'user', content: first }, ...later];
}

type Comparison = Extract<DataRecord, { kind: 'comparison' }>;

/** What rated replies gave when they were paired. */
export interface PairedReplies {
  /** With the index of the pair's first row. */
  readonly pairs: readonly { readonly record: Comparison; readonly row: number }[];
  /** Pairs of equal helpfulness, which prefer nothing. */
  readonly ties: number;
  /** Rows whose neighbour answers another prompt. */
  readonly singles: number;
}

/** Comparisons from rated replies: two consecutive rows of one prompt, the more helpful one preferred. */
export function pairReplies(records: readonly DataRecord[]): PairedReplies {
  const pairs: { record: Comparison; row: number }[] = [];
  let [ties, singles] = [0, 0];
  for (let row = 0; row < records.length; row++) {
    const [one, two] = [records[row], records[row + 1]];
    if (one.kind !== 'reply' || two?.kind !== 'reply' || !samePrompt(one.prompt, two.prompt)) {
      singles++;
      continue;
    }
    const ahead = (one.ratings?.helpfulness ?? 0) - (two.ratings?.helpfulness ?? 0);
    const [chosen, rejected] = ahead > 0 ? [one.reply, two.reply] : [two.reply, one.reply];
    if (ahead === 0) ties++;
    else pairs.push({ record: { kind: 'comparison', prompt: one.prompt, chosen, rejected }, row });
    row++;
  }
  return { pairs, ties, singles };
}

function samePrompt(one: readonly Message[], two: readonly Message[]): boolean {
  return (
    one.length === two.length &&
    one.every(({ role, content }, i) => role === two[i].role && content === two[i].content)
  );
}
