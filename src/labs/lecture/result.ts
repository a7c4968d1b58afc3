/**
 * The result of the main job as it is stored (`result.json`): numbers only, no times, so that the same seed gives
 * the same bytes. Figures, tables and checks are made from it.
 */
import { z } from 'zod';
import { goldFitSchema as fit } from '../../steps/common';
import { presetNames } from './settings';

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** An evaluation of a policy in training on the same held-out prompts; gold and proxy in sd of SFT replies. */
const point = z.object({
  iteration: z.int(),
  kl: z.number(),
  klK3: z.number(),
  gold: z.number(),
  proxy: z.number(),
  rightFormat: z.number(),
  repetition: z.number(),
  length: z.number(),
});

/** What PPO itself reported in an iteration, on the prompts that it trains on. */
const iteration = z.object({
  iteration: z.int(),
  score: z.number(),
  gold: z.number(),
  kl: z.number(),
  entropy: z.number(),
  length: z.number(),
  clipFraction: z.number(),
  explainedVariance: z.number(),
  unfinished: z.number(),
});

const arm = z.object({
  name: z.enum(['free', 'penalty', 'control']),
  title: z.string(),
  klCoefficient: z.number(),
  points: z.array(point),
  iterations: z.array(iteration),
  /** The evaluated iteration with the highest gold. */
  peak: z.int(),
  fit,
});

const stageNames = ['base', 'sft', 'ppo-peak', 'ppo-end', 'ppo-penalty'] as const;

/** A row of the table: a model on fresh held-out prompts, not those on which the peak was chosen. */
const stage = z.object({
  name: z.enum(stageNames),
  title: z.string(),
  /** The judge's score, in [0, 1]. */
  gold: interval,
  /** Gold less SFT's on the same prompts; null for SFT itself. */
  goldOverSft: interval.nullable(),
  proxy: interval,
  kl: interval.nullable(),
  rightFormat: interval,
  length: interval,
  repetition: interval,
  /** Over prompts of every family, the ones outside PPO's training among them; sampled as it is, and as it is used. */
  everywhere: z.object({ rightFormat: interval, rightFormatInUse: interval, goldInUse: interval }),
});

const samples = z.object({
  prompt: z.string(),
  stages: z.array(
    z.object({
      name: z.enum(stageNames),
      title: z.string(),
      replies: z.array(z.object({ text: z.string(), gold: z.number() })),
    }),
  ),
});

const seedResult = z.object({
  seed: z.int(),
  sft: z.object({ loss: z.array(z.number()), heldOutLoss: z.number() }),
  rewardModel: z.object({
    loss: z.array(z.number()),
    heldOut: z.array(z.object({ step: z.int(), loss: z.number(), accuracy: z.number() })),
    /** Share of held-out pairs ordered as the annotator did, as the judge does, and the annotator's own ceiling. */
    accuracy: z.number(),
    goldAccuracy: z.number(),
    bayesAccuracy: z.number(),
    annotatorGoldAccuracy: z.number(),
    /** Correlation of proxy and gold over the SFT model's replies. */
    goldCorrelation: z.number(),
  }),
  /** Mean and spread of the SFT model's replies, which gold and proxy are counted in. */
  goldScale: z.object({ mean: z.number(), sd: z.number() }),
  bestOfN: z.object({
    points: z.array(z.object({ n: z.int(), kl: z.number(), proxy: z.number(), gold: interval })),
    fit,
  }),
  arms: z.array(arm),
  stages: z.array(stage),
  samples: z.array(samples),
});

/** `result.json` of the main job. */
export const lectureResultSchema = z.object({
  lab: z.literal('lecture'),
  preset: z.enum(presetNames),
  seeds: z.array(seedResult),
});

/** The result of the main job. */
export type LectureResult = z.infer<typeof lectureResultSchema>;
export type SeedResult = z.infer<typeof seedResult>;
/** One arm of one seed: evaluations, PPO's own measures, the fitted curve. */
export type ArmResult = z.infer<typeof arm>;
export type StageResult = z.infer<typeof stage>;
export type StageName = StageResult['name'];
export type SampleResult = z.infer<typeof samples>;
