/**
 * What a policy's replies to held-out prompts are worth (claims B1, B2): one reply a prompt, by the judge's gold. The
 * prompts are the same for every policy of a purpose, and so are the draws of the replies.
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import { parameterCount } from '../model/config';
import { Random } from '../random';
import type { Family } from '../world';
import { assess, chatTask, sampleReplies, type Assessment } from './task';
import type { Made, Recipe } from '../study/workbench';
import { spent } from '../study/ledger';
import { chatTokenizer, sharedPrompts } from './common';
import type { Policy } from './policy';

export interface AssessmentSettings {
  /** Names the set of prompts; equal purposes ask the same. */
  readonly purpose: string;
  readonly prompts: number;
  readonly families: readonly Family[];
  readonly maxNewTokens: number;
  readonly seed: number;
}

const assessments = z.array(
  z.object({
    text: z.string(),
    gold: z.number(),
    rightFormat: z.boolean(),
    repetition: z.number(),
    length: z.number(),
  }),
);

export const assessmentRecipe: Recipe<AssessmentSettings, { policy: Made<Policy> }, readonly Assessment[]> = {
  name: 'assessment',
  title: ({ prompts, seed }) => `replies to ${prompts} held-out prompts, seed ${seed}`,
  async *make(bench, settings, { policy }) {
    const { purpose, families, maxNewTokens, seed } = settings;
    const { config, weights, tokenizer } = policy.piece.checkpoint;
    const model = bench.backend.languageModel(config, weights);
    const prompts = sharedPrompts(purpose, settings.prompts, 'held-out', families);
    yield { type: 'stage', title: assessmentRecipe.title(settings), steps: 1 };
    const task = chatTask(chatTokenizer({ tokenizer }), prompts);
    const random = new Random(seed).split('assessment');
    const replies = sampleReplies(model, task, { perPrompt: 1, maxNewTokens }, random);
    const sampled = replies.reduce((sum, { tokens }) => sum + tokens.length, 0);
    yield { type: 'step', done: 1, live: {} };
    return {
      piece: assess(task, replies),
      ledger: [spent('sampling', parameterCount(config), { forward: sampled })],
    };
  },
  toFiles: (piece) => new Map([['assessment.json', JSON.stringify(piece)]]),
  fromFiles: (read, name) =>
    parseJson(new TextDecoder().decode(read('assessment.json')), `${name}/assessment.json`, assessments),
};
