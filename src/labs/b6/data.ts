/** What lab B6 stores: what each policy is worth on sums and on the centrepiece, by prompt. */
import { z } from 'zod';

const worth = z.object({
  /** 1 for the right answer to a sum, else 0. `[sums]` */
  rights: z.array(z.number()),
  /** Gold on the centrepiece, in sd of the SFT model's replies. `[prompts]` */
  golds: z.array(z.number()),
});

const arm = z.object({
  reward: z.enum(['reward model', 'mixture', 'sums']),
  /** The verifier's weight beside the reward model's 1; 0 without verifier, null without reward model. */
  weight: z.number().nullable(),
  seeds: z.array(
    worth.extend({
      /** Along the way: the judge's score as a change from the start, in sd of the SFT model's centrepiece replies. */
      course: z.array(
        z.object({ iteration: z.int(), kl: z.number(), centrepiece: z.number(), sums: z.number() }),
      ),
    }),
  ),
});

export const b6Data = z.object({
  center: z.number(),
  /** The SFT model that all start from, by seed. */
  start: z.array(worth),
  /** The reward model alone, the mixtures by weight, sums alone. */
  arms: z.array(arm),
});

export type B6Data = z.infer<typeof b6Data>;
export type B6Arm = B6Data['arms'][number];
export type Worth = z.infer<typeof worth>;
