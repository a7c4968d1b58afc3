/**
 * What labs on demonstrations share (claims B1, B2): SFT of the largest base on some of them, and what the policy is
 * then worth on held-out prompts.
 *
 * Few demonstrations are passed over more often, so that every policy is given time to learn what it is shown; passes
 * depend on the number alone, so two sets of one size are trained alike to the step.
 */
import { z } from 'zod';
import { mean } from '../eval/statistics';
import { centrepiece, type Family } from '../world';
import type { Message } from '../data/records';
import type { SftOptions } from '../train/sft';
import type { Imitated } from '../train/rows';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { assessmentRecipe } from './assessment';
import { policyRecipe, type Policy } from './policy';

export interface ImitationSettings {
  /** Passes are those of `sft`, or as many as it takes to see this many rows. */
  readonly rows: number;
  readonly sft: Omit<Partial<SftOptions>, 'seed' | 'epochs'> & { readonly epochs: number };
  /** What is demonstrated and asked for: few families, so that some thousand demonstrations can cover them. */
  readonly families: readonly Family[];
  /** Held-out prompts of them, each replied to once. */
  readonly prompts: number;
  readonly maxNewTokens: number;
}

export const imitationDefaults: ImitationSettings = {
  rows: 3000,
  sft: { epochs: 3, learningRate: 1e-3, rowsPerBatch: 16 },
  families: centrepiece,
  prompts: 240,
  maxNewTokens: 112,
};

/** Passes over so many demonstrations. */
export function passes({ rows, sft }: Pick<ImitationSettings, 'rows' | 'sft'>, count: number): number {
  return Math.max(sft.epochs, Math.ceil(rows / count));
}

/** A policy by SFT from the largest base; with no demonstrations the base itself. */
export async function* imitate(
  bench: Workbench,
  settings: ImitationSettings,
  conversations: readonly (readonly Message[])[],
  imitated: Imitated,
  seed: number,
): AsyncGenerator<LabEvent, Made<Policy>> {
  const count = conversations.length;
  const options = { ...settings.sft, epochs: count > 0 ? passes(settings, count) : 0 };
  return yield* bench.make(
    policyRecipe,
    { base: 'large', start: 'pretrained', conversations, imitated, options, seed },
    {},
  );
}

/** What a policy is worth, as labs store it. */
export const worthSchema = z.object({
  seed: z.int(),
  /** The judge's score by prompt, in [0, 1]; the same prompts for every policy. `[prompts]` */
  golds: z.array(z.number()),
  /** Share of the replies in the house format. */
  rightFormat: z.number(),
});

export type Worth = z.infer<typeof worthSchema>;

/** What a policy is worth on the prompts that all policies are asked. */
export async function* worth(
  bench: Workbench,
  { prompts, families, maxNewTokens }: ImitationSettings,
  policy: Made<Policy>,
  seed: number,
): AsyncGenerator<LabEvent, Worth> {
  const { piece } = yield* bench.make(
    assessmentRecipe,
    { purpose: 'imitation', prompts, families, maxNewTokens, seed },
    { policy },
  );
  const golds = piece.map(({ gold }) => gold);
  return { seed, golds, rightFormat: mean(piece.map(({ rightFormat }) => (rightFormat ? 1 : 0))) };
}
