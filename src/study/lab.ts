/**
 * What a lab is: a claim of the lecture made into a measurement, with its treatment, its matched control, seeds,
 * checks with an effect and an interval, and figures. A lab reports, it does not perform: a claim that does not
 * hold shows as one that does not.
 */
import { z } from 'zod';
import type { Figure } from '../plots/figure';
import { withChanges, type Changes } from './knobs';
import { ledgerEntrySchema } from './ledger';
import type { LabEvent, Workbench } from './workbench';

/** `quick` proves the path in seconds, `lecture` shows the effect in minutes, `full` repeats it over seeds. */
export const labPresets = ['quick', 'lecture', 'full'] as const;
/** A preset of the labs. */
export type LabPreset = (typeof labPresets)[number];

/** An effect with its 95 % interval; null ends where one run gives none. */
const effect = z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() });

const check = z.object({
  /** Id in LECTURE.md's numbering, e.g. B5. */
  claim: z.string(),
  /** What would be true if the claim held, as a sentence. */
  statement: z.string(),
  /** The effect with its 95 % interval; the claim holds when the interval lies above `bound`. */
  effect,
  bound: z.number(),
  /** What the effect is counted in. */
  unit: z.string(),
  /** What the interval is over: seeds, or prompts where there is one seed, or nothing. */
  over: z.string(),
  holds: z.boolean(),
});

/** A claim against its numbers. */
export type Check = z.infer<typeof check>;
export type EffectInterval = z.infer<typeof effect>;

/** A check from its effect: it holds when all of the interval lies above the bound. */
export function checkOf(parts: Omit<Check, 'holds'>): Check {
  const { low } = parts.effect;
  return { ...parts, holds: low !== null && low > parts.bound };
}

/** What a check can say. */
export type Verdict = 'holds' | 'not shown' | 'contradicted' | 'no interval';

/**
 * What a check says: it holds, its interval reaches the bound, all of it lies on the other side, or there is none, as of
 * one run, which says nothing of what another would have given.
 */
export function verdictOf({ holds, bound, effect: { low, high } }: Check): Verdict {
  if (holds) return 'holds';
  if (low === null || high === null) return 'no interval';
  return high < bound ? 'contradicted' : 'not shown';
}

/** `result.json` of a lab: numbers and texts, no times, so that the same seeds give the same bytes. */
export const labResultSchema = z.object({
  lab: z.string(),
  title: z.string(),
  preset: z.enum(labPresets),
  /** What was set otherwise than the preset has it, by name; left out where nothing was. */
  changes: z.record(z.string(), z.unknown()).optional(),
  settings: z.record(z.string(), z.unknown()),
  checks: z.array(check),
  ledger: z.array(ledgerEntrySchema),
  data: z.unknown(),
});

/** The result of any lab. */
export type LabResult = z.infer<typeof labResultSchema>;

/** A lab as its file writes it. */
export interface LabDefinition<Settings extends object, Data> {
  /** The claim that it tests, e.g. B5. */
  readonly id: string;
  /** The question, in words. */
  readonly title: string;
  /** Its settings by preset. */
  readonly presets: Readonly<Record<LabPreset, Settings>>;
  /** What it measures, as it is stored. */
  readonly data: z.ZodType<Data>;
  /** Measures. */
  readonly run: (bench: Workbench, settings: Settings) => AsyncGenerator<LabEvent, Data>;
  /** The claims against the numbers. */
  readonly checks: (data: Data) => Check[];
  /** By name. @param columns panels beside one another, for narrow pages. */
  readonly figures: (data: Data, columns?: number) => Record<string, Figure>;
  /** Texts in Markdown to read beside the figures, by name of the file; left out where there are none. */
  readonly pages?: (data: Data) => Record<string, string>;
}

/** A lab as others see it: they know results, not what is in them. */
export interface Lab {
  /** The claim that it tests, e.g. B5. */
  readonly id: string;
  /** The question, in words. */
  readonly title: string;
  /**
   * Measures, checks and sums up; the generator returns the result.
   * @param changes settings of the preset that are set anew, by name.
   * @throws UserError on a change of what there is not.
   */
  readonly run: (
    bench: Workbench,
    preset: LabPreset,
    changes?: Changes,
  ) => AsyncGenerator<LabEvent, LabResult>;
  /** Figures of a stored result. @throws an error when the result is another lab's. */
  readonly figures: (result: LabResult, columns?: number) => Record<string, Figure>;
  /** Pages of a stored result. @throws the same. */
  readonly pages: (result: LabResult) => Record<string, string>;
}

/** Makes a lab from its definition. */
export function defineLab<Settings extends object, Data>(definition: LabDefinition<Settings, Data>): Lab {
  const { id, title, presets } = definition;
  return {
    id,
    title,
    async *run(bench, preset, changes = {}) {
      const settings = withChanges(id, presets[preset], changes);
      const data = yield* definition.run(bench, settings);
      const checks = definition.checks(data);
      return {
        lab: id,
        title,
        preset,
        ...(Object.keys(changes).length > 0 && { changes }),
        settings: Object.fromEntries(Object.entries(settings)),
        checks,
        ledger: bench.ledger(),
        data,
      };
    },
    figures: ({ data }, columns) => definition.figures(definition.data.parse(data), columns),
    pages: ({ data }) => definition.pages?.(definition.data.parse(data)) ?? {},
  };
}
