/** What lab B2 stores. */
import { z } from 'zod';
import { ways } from '../../world';
import { worthSchema } from '../../steps/imitation';

/** One way with one seed. */
const seedOfWay = z.object({
  seed: z.int(),
  /** The first demonstrations, as many as where number is held equal; number i answers the same prompt in every way. */
  seconds: z.array(z.number()),
  golds: z.array(z.number()),
  /** Gold of the first draft of each; empty where there are none. */
  draftGolds: z.array(z.number()),
  /** SFT on them. */
  equalNumber: worthSchema,
  /** SFT on what each budget of labour pays for. */
  equalCost: z.array(
    z.object({
      /** Seconds that were to be spent, and that were. */
      budget: z.number(),
      spent: z.number(),
      count: z.int(),
      worth: worthSchema,
    }),
  ),
});

const arm = z.object({ way: z.enum(ways), drafts: z.int(), seeds: z.array(seedOfWay) });

/** `data` of the result. */
export const b2Data = z.object({
  /** Demonstrations where number is held equal. */
  number: z.int(),
  /** The policy that drafts, on the same held-out prompts. */
  drafter: z.array(worthSchema),
  /** SFT on the very drafts that were edited, as they came: the control. */
  unedited: z.array(worthSchema),
  arms: z.array(arm),
  /** Some demonstrations of the first seed: the draft, and what was made of it. */
  samples: z.array(
    z.object({ prompt: z.string(), draft: z.string(), edited: z.string(), seconds: z.number() }),
  ),
});

export type B2Data = z.infer<typeof b2Data>;
export type B2Arm = B2Data['arms'][number];
