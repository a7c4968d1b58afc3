/** What lab B1 stores. */
import { z } from 'zod';
import { courseSchema } from '../../steps/course';
import { worthSchema } from '../../steps/imitation';
import { writers } from './settings';

const cell = z.object({
  writers: z.enum(writers),
  count: z.int(),
  /** Which tokens count in the loss. */
  imitated: z.enum(['assistant', 'all']),
  /** Passes over the demonstrations. */
  passes: z.int(),
  /** Mean gold of the demonstrations themselves, one a seed. */
  demonstrationGold: z.array(z.number()),
  seeds: z.array(worthSchema),
});

/** Where RL starts: the base as it is, the base after a handful of demonstrations, SFT. */
export const starts = ['base', 'handful', 'SFT'] as const;

/** `data` of the result. */
export const b1Data = z.object({
  /** The base model that has seen no chat. */
  base: z.array(worthSchema),
  cells: z.array(cell),
  rl: z.array(
    z.object({
      start: z.enum(starts),
      demonstrations: z.int(),
      /** Gold is counted in standard deviations of the SFT model's replies at every start. */
      seeds: z.array(courseSchema),
      /** Share of replies that did not end by themselves, round by round, of the first seed. */
      unfinished: z.array(z.number()),
    }),
  ),
});

export type B1Data = z.infer<typeof b1Data>;
export type B1Cell = z.infer<typeof cell>;
