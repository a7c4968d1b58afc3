/** What lab B3 stores: score differences on one exam, from which accuracy and calibration are worked out anew. */
import { z } from 'zod';
import { rewardSizes } from '../../steps/reward-cells';
import { labelKinds } from '../../steps/labels';
import { subsetNames } from './report-card';

const kind = z.enum(labelKinds);

const cell = z.object({
  labels: kind,
  /** In binary comparisons. */
  budget: z.int(),
  size: z.enum(rewardSizes),
  flipRate: z.number(),
  epochs: z.int(),
});

/** The held-out pairs of one seed, which all its models are tested on. Arrays are `[pairs]`. */
const exam = z.object({
  seed: z.int(),
  /** Probability that the center's annotator prefers the first reply. */
  pFirst: z.array(z.number()),
  /** By how much the judge puts the first reply above the second. */
  goldLead: z.array(z.number()),
  /** The same by who has learnt all that labels of a kind can say, in units of its own: the ceilings. */
  perfect: z.record(kind, z.array(z.number())),
});

/** A model's answers. */
const answers = z.object({
  seed: z.int(),
  /** Pairs that were labelled, and comparisons or marked replies that the labels came to. */
  labelled: z.int(),
  examples: z.int(),
  /** Score of the first reply − score of the second, in the model's own units. `[pairs]` */
  leads: z.array(z.number()),
});

/** `data` of the result. */
export const b3Data = z.object({
  center: cell,
  /** Seconds of labour for a pair, one a seed (their replies are read). */
  costs: z.array(z.object({ labels: kind, seconds: z.array(z.number()) })),
  exams: z.array(exam),
  cells: z.array(z.object({ cell, parameters: z.int(), seeds: z.array(answers) })),
  card: z.object({
    subsets: z.array(
      z.object({
        name: z.enum(subsetNames),
        /** Probability that the center's annotator prefers the better reply. `[pairs]` */
        pBetter: z.array(z.number()),
      }),
    ),
    models: z.array(
      z.object({
        labels: kind,
        /** Families of its prompts: those of the foundation, or all that reward models are trained on. */
        prompts: z.enum(['narrow', 'broad']),
        seeds: z.array(
          z.object({
            seed: z.int(),
            /** Score of the better reply − score of the worse. `[subsets][pairs]` */
            leads: z.array(z.array(z.number())),
          }),
        ),
      }),
    ),
  }),
});

export type B3Data = z.infer<typeof b3Data>;
export type Exam = z.infer<typeof exam>;
