/**
 * Alpaca: `instruction`, `input` (often empty), `output` (README of tatsu-lab/stanford_alpaca, alpaca_data.json), and
 * `system` and `history`, a list of earlier questions with their answers (LLaMA-Factory's data/README). Instruction and
 * input make one turn of the user, a line break between them; the model's own chat template takes the place of Alpaca's
 * "### Instruction:". Earlier answers are imitated too, as in LLaMA-Factory.
 */
import { z } from 'zod';
import type { Message } from '../records';
import { defineFormat, has } from './format';

export const alpaca = defineFormat({
  name: 'alpaca',
  kind: 'demonstration',
  matches: (row) => has(row, 'instruction', 'output'),
  schema: z.object({
    instruction: z.string().min(1),
    input: z.string().nullish(),
    output: z.string(),
    system: z.string().nullish(),
    history: z.array(z.tuple([z.string(), z.string()])).nullish(),
  }),
  convert: ({ instruction, input, output, system, history }) => {
    const turns = (asked: string, answered: string): Message[] => [
      { role: 'user', content: asked },
      { role: 'assistant', content: answered },
    ];
    const opening: Message[] = system ? [{ role: 'system', content: system }] : [];
    const earlier = (history ?? []).flatMap(([asked, answered]) => turns(asked, answered));
    const last = turns(input ? `${instruction}\n${input}` : instruction, output);
    return { kind: 'demonstration', messages: [...opening, ...earlier, ...last] };
  },
});
