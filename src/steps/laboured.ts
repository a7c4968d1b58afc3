/**
 * Demonstrations come by in one way, one prompt after the other until the labour is spent (claim B2). Prompt number i is
 * the same in every way.
 */
import * as z from 'zod';
import { messageSchema } from '../data/records';
import { parameterCount } from '../model/config';
import { Random } from '../random';
import { demonstrateBy, drawPrompts, type EditOptions, type Family, type Way } from '../world';
import { chatTokenizer, jsonFiles } from './checkpoints';
import type { Policy } from './policy';
import { chatTask, sampleReplies } from './task';
import type { Made, Recipe } from '../study/workbench';
import { spent } from '../study/ledger';

/** A way to come by demonstrations, and the drafts that it takes for each. */
export interface WayOfWork {
  readonly way: Way;
  readonly drafts: number;
}

export interface LabouredSettings extends WayOfWork {
  readonly person: EditOptions;
  /** Families of the prompts. */
  readonly families: readonly Family[];
  /** At least so many seconds of labour, and so many demonstrations. */
  readonly seconds: number;
  readonly count: number;
  /** Longest draft, in tokens. */
  readonly maxNewTokens: number;
  readonly seed: number;
}

const laboured = z.object({
  messages: z.array(messageSchema),
  /** Labour by the cost model of world/demonstrations/edit.ts. */
  seconds: z.number(),
  /** The model's first draft; null where none was made. */
  draft: z.string().nullable(),
});

export type Laboured = z.infer<typeof laboured>;

/** Prompts that are drafted at a time. */
const promptsPerRound = 64;

export const labouredRecipe: Recipe<LabouredSettings, { drafter: Made<Policy> }, Laboured[]> = {
  name: 'laboured',
  module: 'steps/laboured',
  title: ({ way, drafts, seconds, seed }) =>
    `${Math.round(seconds / 360) / 10} h of demonstrations ${wayName({ way, drafts })}, seed ${seed}`,
  async *make(bench, settings, { drafter }) {
    const { way, drafts: perPrompt, person, families, maxNewTokens, seed } = settings;
    const { config, weights, tokenizer: stored } = drafter.piece.checkpoint;
    const model = bench.backend.languageModel(config, weights);
    const tokenizer = chatTokenizer({ tokenizer: stored });
    const random = new Random(seed).split('laboured');
    const found: Laboured[] = [];
    let seconds = 0;
    let sampled = 0;
    yield { type: 'stage', title: labouredRecipe.title(settings), steps: Math.ceil(settings.seconds) };
    for (let round = 0; seconds < settings.seconds || found.length < settings.count; round++) {
      const own = random.split('round', round);
      const prompts = drawPrompts(own.split('prompts'), promptsPerRound, 'demonstrations', families);
      const task = chatTask(tokenizer, prompts);
      const replies =
        perPrompt > 0 ? sampleReplies(model, task, { perPrompt, maxNewTokens }, own.split('drafts')) : [];
      sampled += replies.reduce((sum, { tokens }) => sum + tokens.length, 0);
      const texts = replies.map(({ tokens }) => tokenizer.decode(tokens, { skipSpecial: true }).trim());
      for (const [i, prompt] of prompts.entries()) {
        const drafts = texts.slice(i * perPrompt, (i + 1) * perPrompt);
        const made = demonstrateBy(way, prompt, drafts, person, own.split('person', i));
        const messages = [...made.messages];
        found.push({ messages, seconds: made.seconds, draft: perPrompt > 0 ? drafts[0] : null });
        seconds += made.seconds;
      }
      yield { type: 'step', done: Math.min(Math.floor(seconds), Math.ceil(settings.seconds)), live: {} };
    }
    return { piece: found, ledger: [spent('sampling', parameterCount(config), { forward: sampled })] };
  },
  ...jsonFiles('demonstrations.json', z.array(laboured)),
};

/** As it stands in figures and checks. */
export function wayName({ way, drafts }: WayOfWork): string {
  switch (way) {
    case 'alone':
      return 'written alone';
    case 'edited':
      return 'drafted and edited';
    case 'chosen':
      return `chosen among ${drafts} drafts`;
  }
}

/** The demonstrations that a budget of seconds pays for. */
export function paidFor(all: readonly Laboured[], budget: number): readonly Laboured[] {
  let spentSeconds = 0;
  const unpaid = all.findIndex(({ seconds }) => (spentSeconds += seconds) > budget);
  return unpaid < 0 ? all : all.slice(0, unpaid);
}
