/** What lab A1 asks, of whom, and what it stores of the replies. */
import { z } from 'zod';
import { families, type Family } from '../../world';
import type { LabPreset } from '../../study/lab';
import { mainJobs, type MainJobSettings } from '../main-job';

export interface A1Settings {
  readonly seeds: readonly number[];
  readonly job: MainJobSettings;
  /** Held-out prompts, and the families they are drawn from. */
  readonly prompts: number;
  readonly families: readonly Family[];
  /** Replies to each of the slides' two prompts. */
  readonly repliesToSlides: number;
  /** Held-out prompts whose replies are shown. */
  readonly shown: number;
  /** Who uses a model samples cooler than it was trained (Stiennon et al. 2020). */
  readonly temperature: number;
}

const lecture: A1Settings = {
  seeds: [1],
  job: mainJobs.lecture,
  prompts: 200,
  families,
  repliesToSlides: 8,
  shown: 12,
  temperature: 0.7,
};

export const a1Presets: Readonly<Record<LabPreset, A1Settings>> = {
  quick: { ...lecture, job: mainJobs.quick, prompts: 24, repliesToSlides: 2, shown: 4 },
  lecture,
  full: { ...lecture, seeds: [1, 2, 3], job: mainJobs.full, repliesToSlides: 16 },
};

/** Who is asked: the base model with the prompt as the beginning of a page or, as the control, as a chat. */
export const armNames = ['base, page', 'base, chat', 'SFT', 'PPO'] as const;
const armName = z.enum(armNames);
export type ArmName = z.infer<typeof armName>;

/** What is measured on each reply; flags are 0 or 1. */
const measureNames = ['answered', 'rightFormat', 'offTopic', 'repetition', 'gold'] as const;
export type MeasureName = (typeof measureNames)[number];

/** `[replies]` */
const measures = z.record(z.enum(measureNames), z.array(z.number()));
export type Measures = z.infer<typeof measures>;

const shownReply = z.object({
  text: z.string(),
  gold: z.number(),
  fault: z.enum(['repetitive', 'off topic']).nullable(),
});

/** `data` of the result. */
export const a1Data = z.object({
  /** Of each held-out prompt. `[prompts]` */
  families: z.array(z.string()),
  arms: z.array(
    z.object({
      arm: armName,
      seeds: z.array(
        z.object({
          seed: z.int(),
          /** One reply to each held-out prompt. */
          heldOut: measures,
          /** Some replies to each of the slides' prompts. */
          slides: measures,
        }),
      ),
    }),
  ),
  /** What the arms wrote with the first seed, as it fell: to the slides' prompts, then to held-out ones. */
  samples: z.array(z.object({ prompt: z.string(), replies: z.partialRecord(armName, shownReply) })),
});

export type A1Data = z.infer<typeof a1Data>;
export type A1Sample = A1Data['samples'][number];

/** What one arm was measured at with each seed. */
export function seedsOf({ arms }: A1Data, arm: ArmName): A1Data['arms'][number]['seeds'] {
  const found = arms.find((one) => one.arm === arm);
  if (!found) throw new Error(`A1 has no arm ${arm}`);
  return found.seeds;
}
