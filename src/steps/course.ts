/**
 * The course of a PPO run as labs store it: evaluations along the way, gold by prompt at its landmarks, the fit, and what
 * the policy wrote (claims B4, B5).
 */
import { z } from 'zod';
import { fitGold } from '../eval/curve-fits';
import { klDistance } from '../eval/kl';
import { Random } from '../random';
import { promptText, type Family } from '../world';
import { chatTokenizer, goldFitSchema, sharedPrompts } from './common';
import type { PpoRun } from './ppo-run';
import { assess, chatTask, sampleReplies } from './task';
import type { LanguageCheckpoint, Workbench } from '../study/workbench';

export const courseSchema = z.object({
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
  fit: goldFitSchema,
  samples: z.array(z.object({ prompt: z.string(), start: z.string(), peak: z.string(), end: z.string() })),
});

export type Course = z.infer<typeof courseSchema>;

/** A PPO run as the result stores it. @param samples replies at the start, the peak and the end. */
export function courseOf(seed: number, run: PpoRun, samples: Course['samples']): Course {
  const { points } = run;
  const start = points[0];
  const peak = points.reduce((best, point) => (point.gold > best.gold ? point : best));
  const end = points[points.length - 1];
  const moved = points.map(({ kl, gold }) => ({ distance: klDistance(kl), gold: gold - start.gold }));
  return {
    seed,
    points: points.map(({ iteration, kl, gold, proxy, parts, length, repetition }) => ({
      iteration,
      kl,
      gold,
      proxy,
      parts,
      length,
      repetition,
    })),
    golds: { start: start.golds, peak: peak.golds, end: end.golds },
    fit: fitGold('rl', moved) ?? null,
    samples,
  };
}

/** What a policy writes at the start, at its peak and at the end, to some held-out prompts, at temperature 0.7. */
export function landmarkReplies(
  bench: Workbench,
  start: LanguageCheckpoint,
  run: PpoRun,
  { families, maxNewTokens }: { readonly families: readonly Family[]; readonly maxNewTokens: number },
): Course['samples'] {
  const shown = sharedPrompts('shown', 6, 'held-out', families);
  const task = chatTask(chatTokenizer(start), shown);
  const write = ({ config, weights }: LanguageCheckpoint) => {
    const model = bench.backend.languageModel(config, weights);
    const options = { perPrompt: 1, maxNewTokens, temperature: 0.7 };
    const found = sampleReplies(model, task, options, new Random(1).split('shown'));
    return assess(task, found).map(({ text }) => text);
  };
  const [before, peak, end] = [start, run.peak, run.end].map(write);
  return shown.map((prompt, i) => ({
    prompt: promptText(prompt),
    start: before[i],
    peak: peak[i],
    end: end[i],
  }));
}
