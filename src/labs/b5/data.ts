/** What lab B5 stores: best-of-n curves and PPO courses, by cell and seed. */
import { z } from 'zod';
import { rewardSizes } from './settings';

const cell = z.object({
  comparisons: z.int(),
  size: z.enum(rewardSizes),
  flipRate: z.number(),
});

export const fitSchema = z
  .object({
    form: z.enum(['best-of-n', 'rl']),
    alpha: z.number(),
    beta: z.number(),
    rSquared: z.number(),
    peak: z.number().optional(),
  })
  .nullable();

/** Best-of-n against one reward model (or a rule over three, or the judge), averaged over prompts. */
const bestOfN = z.object({
  seed: z.int(),
  /** In sd of the policy's replies, as changes from n = 1. */
  points: z.array(z.object({ n: z.int(), kl: z.number(), proxy: z.number(), gold: z.number() })),
  /** Gold at each n by prompt: what intervals within a seed are made from. `[sizes][prompts]` */
  golds: z.array(z.array(z.number())),
  fit: fitSchema,
  /** The fit to small n only, and its R² on the larger n that it has not seen. */
  small: fitSchema,
  predicted: z.number().nullable(),
});

const course = z.object({
  seed: z.int(),
  points: z.array(
    z.object({
      iteration: z.int(),
      kl: z.number(),
      gold: z.number(),
      proxy: z.number(),
      parts: z.record(z.string(), z.number()),
      length: z.number(),
      repetition: z.number(),
    }),
  ),
  /** Gold by prompt at the start, at the highest point and at the end. */
  golds: z.object({ start: z.array(z.number()), peak: z.array(z.number()), end: z.array(z.number()) }),
  fit: fitSchema,
  samples: z.array(z.object({ prompt: z.string(), start: z.string(), peak: z.string(), end: z.string() })),
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
  ppo: z.array(z.object({ cell, reward: chooser, klCoefficient: z.number(), seeds: z.array(course) })),
});

export type B5Data = z.infer<typeof b5Data>;
export type BestOfNSeed = z.infer<typeof bestOfN>;
export type Course = z.infer<typeof course>;
export type Chooser = z.infer<typeof chooser>;
