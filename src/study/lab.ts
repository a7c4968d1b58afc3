/**
 * What a lab is: a claim of the lecture made into a measurement. Its file says what is run (arms with matched controls, over
 * seeds), what that gives as rows, which checks decide, and how it is seen. A lab reports, it does not perform: a claim that
 * does not hold shows as one that does not.
 */
import * as z from 'zod';
import type { Checkpoint } from '../model/checkpoint';
import type { Figure } from '../plots/figure';
import { checkSchema, evaluate, type Check, type CheckSpec, type Verdict } from './checks';
import { withChanges, type Changes } from './knobs';
import { ledgerEntrySchema } from './ledger';
import { Table, type Row } from './rows';
import { compileView, type View } from './view';
import type { LabEvent, Workbench } from './workbench';

/** `quick` proves the path in seconds and judges nothing, `lecture` shows the effect in minutes, `full` repeats it over seeds. */
export const labPresets = ['quick', 'lecture', 'full'] as const;
/** A preset of the labs. */
export type LabPreset = (typeof labPresets)[number];

/** What several models wrote to one prompt, for reading beside the numbers. */
const textSchema = z.object({
  prompt: z.string(),
  replies: z.array(
    z.object({
      /** Which model, e.g. "SFT" or "β 0, end". */
      by: z.string(),
      text: z.string(),
      /** What is measured on it, e.g. "gold 0.82". */
      note: z.string().optional(),
    }),
  ),
});
export type LabText = z.infer<typeof textSchema>;

/** One reply, with the prompt that it answers. */
export type Written = LabText['replies'][number] & Pick<LabText, 'prompt'>;

/** Replies that were collected one by one, those to one prompt together, all in their order. */
export function byPrompt(written: readonly Written[]): LabText[] {
  const prompts = [...new Set(written.map(({ prompt }) => prompt))];
  return prompts.map((prompt) => ({
    prompt,
    replies: written.flatMap(({ prompt: own, ...reply }) => (own === prompt ? [reply] : [])),
  }));
}

/** `result.json` of a lab; its rows stand beside it. No times, so that the same seeds give the same bytes. */
export const labResultSchema = z.object({
  lab: z.string(),
  title: z.string(),
  preset: z.enum(labPresets),
  /** What was set otherwise than the preset has it, by name; left out where nothing was. */
  changes: z.record(z.string(), z.unknown()).optional(),
  settings: z.record(z.string(), z.unknown()),
  checks: z.array(checkSchema),
  ledger: z.array(ledgerEntrySchema),
  texts: z.array(textSchema),
});

/** The result of any lab, with its rows. */
export type LabResult = z.infer<typeof labResultSchema> & { readonly rows: readonly Row[] };

/** What a run finds. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly texts?: readonly LabText[];
  /** Models to be written beside the result, by folder; none as a rule. */
  readonly models?: Readonly<Record<string, Checkpoint>>;
}

/** Arms in a table: one row an arm, one column a measure, with intervals over prompts or seeds. */
export interface TableView {
  readonly arms: readonly string[];
  readonly columns: readonly {
    readonly measure: string;
    readonly title: string;
    readonly percent?: true;
    /** What values can be at all: no interval goes beyond. */
    readonly range?: readonly [number, number];
  }[];
  /** What the columns are, in a sentence. */
  readonly caption: string;
}

/** A lab as its file writes it. */
export interface LabDefinition<Settings extends object> {
  /** The claim that it tests, e.g. B5. */
  readonly id: string;
  /** The question, in words. */
  readonly title: string;
  /** Its settings by preset. */
  readonly presets: Readonly<Record<LabPreset, Settings>>;
  /** Measures. */
  readonly run: (bench: Workbench, settings: Settings) => AsyncGenerator<LabEvent, Findings>;
  /** What is claimed of the rows; ids unique. */
  readonly checks: (settings: Settings) => readonly CheckSpec[];
  /** Its figures. */
  readonly views: readonly View[];
  /** The arms as a table above the figures; left out where there is none. */
  readonly table?: TableView;
}

/** A lab as others see it: settings of any kind. */
export interface Lab {
  readonly id: string;
  readonly title: string;
  readonly table?: TableView;
  /**
   * Measures and checks; the generator returns the result and the models to be kept.
   * @param changes settings of the preset that are set anew, by name.
   * @throws UserError on a change of what there is not.
   */
  readonly run: (
    bench: Workbench,
    preset: LabPreset,
    changes?: Changes,
  ) => AsyncGenerator<LabEvent, { result: LabResult; models: Readonly<Record<string, Checkpoint>> }>;
  /** Figures of a result by name. */
  readonly figures: (
    result: Pick<LabResult, 'rows' | 'checks'> & { readonly texts?: LabResult['texts'] },
    columns?: number,
  ) => Record<string, Figure>;
  /** Captions of figures that have one, by name. */
  readonly captions: Readonly<Record<string, string>>;
}

/** Makes a lab from its definition. */
export function defineLab<Settings extends object>(definition: LabDefinition<Settings>): Lab {
  const { id, title, presets, views, table } = definition;
  return {
    id,
    title,
    table,
    captions: Object.fromEntries(views.flatMap((view) => (view.caption ? [[view.id, view.caption]] : []))),
    async *run(bench, preset, changes = {}) {
      const settings = withChanges(id, presets[preset], changes);
      const { rows, texts = [], models = {} } = yield* definition.run(bench, settings);
      const found = new Table(rows);
      const checks = definition.checks(settings).map((spec): Check => ({
        ...evaluate(found, id, spec),
        ...(preset === 'quick' && { verdict: 'undecided' }),
      }));
      const result: LabResult = {
        lab: id,
        title,
        preset,
        ...(Object.keys(changes).length > 0 && { changes }),
        settings: Object.fromEntries(Object.entries(settings)),
        checks,
        ledger: bench.ledger(),
        texts: [...texts],
        rows,
      };
      return { result, models };
    },
    figures({ rows, checks, texts }, columns) {
      const found = new Table(rows);
      const says = (check: string): Verdict | undefined => checks.find((one) => one.id === check)?.verdict;
      return Object.fromEntries(
        views.map((view) => [view.id, compileView(view, found, says, { texts, columns })]),
      );
    },
  };
}
