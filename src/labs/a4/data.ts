/** What lab A4 stores: how each model answered, by person and by question. */
import { z } from 'zod';

/** The treatment, and its control: the same network with random weights, which has read nothing. */
export const starts = ['pretrained', 'random'] as const;

const answered = z.object({
  /** Share of the four facts told rightly. `[people]` */
  facts: z.array(z.number()),
  /** The same answers held against everybody else's facts: what is right by guessing. `[people]` */
  guessed: z.array(z.number()),
  /** Credit for answers on itself, in [0, 1]: on demonstrated aspects in other words, and on hidden ones. `[questions]` */
  reworded: z.array(z.number()),
  hidden: z.array(z.number()),
});

const run = z.object({
  start: z.enum(starts),
  demonstrations: z.int(),
  seeds: z.array(answered),
});

export const a4Data = z.object({
  /** Who is asked about, with the mentions in the corpus. */
  people: z.array(z.object({ name: z.string(), mentions: z.int() })),
  /** What the assistant is asked about itself. */
  questions: z.object({ reworded: z.array(z.string()), hidden: z.array(z.string()) }),
  /** The base model before SFT, given the same questions as beginnings of documents. */
  before: answered,
  runs: z.array(run),
  /** Answers of the first seed to some questions, by run. */
  samples: z.array(
    z.object({
      question: z.string(),
      answers: z.array(z.object({ start: z.enum(starts), demonstrations: z.int(), text: z.string() })),
    }),
  ),
});

export type A4Data = z.infer<typeof a4Data>;
export type A4Run = z.infer<typeof run>;
export type Answered = z.infer<typeof answered>;
