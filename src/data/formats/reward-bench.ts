/**
 * RewardBench: `prompt`, `chosen`, `rejected` as texts, the `subset` that a row belongs to, and its `id` (dataset card
 * of allenai/reward-bench on Hugging Face; Lambert et al. 2024, https://arxiv.org/abs/2403.13787).
 */
import * as z from 'zod';
import { asMessages } from '../records';
import { defineFormat, has } from './format';

export const rewardBench = defineFormat({
  name: 'reward-bench',
  kind: 'comparison',
  matches: (row) => has(row, 'prompt', 'chosen', 'rejected', 'subset', 'id'),
  schema: z.object({
    prompt: z.string().min(1),
    chosen: z.string(),
    rejected: z.string(),
    subset: z.string(),
  }),
  convert: ({ prompt, ...columns }) => ({ kind: 'comparison', prompt: asMessages(prompt), ...columns }),
});
