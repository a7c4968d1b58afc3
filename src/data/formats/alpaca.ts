/**
 * Alpaca: `instruction`, `input` (often empty), `output` (README of tatsu-lab/stanford_alpaca, alpaca_data.json).
 * Instruction and input make one turn of the user, a line break between them; the model's own chat template takes the
 * place of Alpaca's "### Instruction:".
 */
import * as z from 'zod';
import { defineFormat, has } from './format';

export const alpaca = defineFormat({
  name: 'alpaca',
  kind: 'demonstration',
  matches: (row) => has(row, 'instruction', 'output'),
  schema: z.object({ instruction: z.string().min(1), input: z.string().nullish(), output: z.string() }),
  convert: ({ instruction, input, output }) => ({
    kind: 'demonstration',
    messages: [
      { role: 'user', content: input ? `${instruction}\n${input}` : instruction },
      { role: 'assistant', content: output },
    ],
  }),
});
