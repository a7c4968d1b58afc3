/**
 * What labs on demonstrations share (claims B1, B2): SFT of the largest base on some of them, and what the policy is
 * then worth on held-out prompts.
 *
 * Few demonstrations are passed over more often, so that every policy is given time to learn what it is shown; passes
 * depend on the number alone, so two sets of one size are trained alike to the step.
 */
import { centrepiece, demonstrations, families, shippedRandom, type Family } from '../world';
import type { Message } from '../data/records';
import type { SftOptions } from '../train/sft';
import type { Imitated } from '../train/rows';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { assessed } from './assessed';
import { policyRecipe, type Policy } from './policy';
import { sharedPrompts } from './prompts';

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

/** Demonstrations of the shipped mix's kind of all families but one: what a lab shows beside its own of that family. */
export function demonstrationsBeside(family: Family, count: number): (readonly Message[])[] {
  const rest = families.filter((other) => other !== family);
  const shown = demonstrations(shippedRandom('demonstrations'), { count, families: rest });
  return shown.map(({ messages }) => messages);
}

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
    { start: 'pretrained', conversations, imitated, options, seed },
    { base: bench.base('large') },
  );
}

/** What a policy is worth. */
export interface Worth {
  /** The judge's score by prompt, in [0, 1]; the same prompts for every policy. `[prompts]` */
  readonly golds: readonly number[];
  /** 1 where the reply is in the house format, else 0. `[prompts]` */
  readonly formats: readonly number[];
}

/** What a policy is worth on the prompts that all policies are asked. */
export async function* worth(
  bench: Workbench,
  { prompts: count, families, maxNewTokens }: ImitationSettings,
  policy: Made<Policy>,
  seed: number,
): AsyncGenerator<LabEvent, Worth> {
  const prompts = sharedPrompts('imitation', count, 'familiar', families);
  const found = yield* assessed(bench, policy, prompts, { maxNewTokens, purpose: ['assessment'], seed });
  return {
    golds: found.map(({ gold }) => gold),
    formats: found.map(({ rightFormat }) => (rightFormat ? 1 : 0)),
  };
}
