/** What lab B5 stores: best-of-n curves and PPO courses, by cell and seed. */
import { z } from 'zod';
import { courseSchema, goldFitSchema } from '../course';
import { rewardSizes } from '../reward-cells';

const cell = z.object({
  comparisons: z.int(),
  size: z.enum(rewardSizes),
  flipRate: z.number(),
});

/** Best-of-n against one reward model (or a rule over three, or the judge), averaged over prompts. */
const bestOfN = z.object({
  seed: z.int(),
  /** In sd of the policy's replies, as changes from n = 1. */
  points: z.array(z.object({ n: z.int(), kl: z.number(), proxy: z.number(), gold: z.number() })),
  /** Gold at each n by prompt: what intervals within a seed are made from. `[sizes][prompts]` */
  golds: z.array(z.array(z.number())),
  fit: goldFitSchema,
  /** The fit to small n only, and its R² on the larger n that it has not seen. */
  small: goldFitSchema,
  predicted: z.number().nullable(),
});

/** What chose among the replies. */
const chooser = z.enum(['single', 'mean of three', 'worst of three', 'gold']);

/** `data` of the result. */
export const b5Data = z.object({
  center: cell,
  cells: z.array(
    z.object({
      cell,
      /** Parameters of the reward model. */
      parameters: z.int(),
      /** Held-out accuracy against the judge, one a seed. */
      goldAccuracy: z.array(z.number()),
      seeds: z.array(bestOfN),
    }),
  ),
  /** Best-of-n at the center by other choosers: ensembles, and the control. */
  others: z.array(z.object({ chooser, seeds: z.array(bestOfN) })),
  ppo: z.array(z.object({ cell, reward: chooser, klCoefficient: z.number(), seeds: z.array(courseSchema) })),
});

/** What lab B5 measured. */
export type B5Data = z.infer<typeof b5Data>;
export type BestOfNSeed = z.infer<typeof bestOfN>;
export type Chooser = z.infer<typeof chooser>;
