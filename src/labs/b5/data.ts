/** What lab B5 stores: best-of-n curves and PPO courses, by cell and seed. */
import { z } from 'zod';
import { courseSchema } from '../../steps/course';
import { bestOfNCurveSchema, type BestOfNCurve } from '../../steps/best-of-n-curve';
import { rewardSizes } from '../../steps/reward-cells';

const cell = z.object({
  comparisons: z.int(),
  size: z.enum(rewardSizes),
  flipRate: z.number(),
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
      seeds: z.array(bestOfNCurveSchema),
    }),
  ),
  /** Best-of-n at the center by other choosers: ensembles, and the control. */
  others: z.array(z.object({ chooser, seeds: z.array(bestOfNCurveSchema) })),
  ppo: z.array(z.object({ cell, reward: chooser, klCoefficient: z.number(), seeds: z.array(courseSchema) })),
});

/** What lab B5 measured. */
export type B5Data = z.infer<typeof b5Data>;
/** Best-of-n against one reward model (or a rule over three, or the judge), averaged over prompts. */
export type BestOfNSeed = BestOfNCurve;
export type Chooser = z.infer<typeof chooser>;
