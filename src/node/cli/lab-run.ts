/** What `posttrain lab` and `posttrain lecture` share: a lab run to its end with its progress, written, and told in words. */
import { join } from 'node:path';
import { largest } from '../../extremes';
import type { Backend } from '../../model/model';
import type { Changes } from '../../study/knobs';
import type { Lab, LabPreset, LabResult } from '../../study/lab';
import { armTable, quickNote } from '../../study/page';
import { checkLine, countLine } from '../../study/words';
import { writeAtomically } from '../files';
import { writeLabResult } from '../lab-files';
import { folderStore } from '../lab-store';
import { writeModel } from '../models';
import type { StageProgress } from '../progress';
import { openWorkbench } from '../workbench';
import { courseLines } from './course-lines';
import { progressFor } from './options';

/** What is run, and where it goes. */
export interface LabRun {
  readonly lab: Lab;
  readonly preset: LabPreset;
  readonly changes: Changes;
  /** Of the result. */
  readonly folder: string;
  /** Of the pieces that labs share; what a killed run had made is found again there. */
  readonly store: string;
  /** The base model to start from, where it is not the largest that ships. */
  readonly base?: string;
  readonly quiet: boolean;
}

/** Runs it and writes its result. @returns the result, and seconds by piece. */
export async function runToEnd(backend: Backend, run: LabRun) {
  const { lab, preset, changes, folder, quiet } = run;
  const bench = openWorkbench(backend, folderStore(run.store), run.base);
  const events = lab.run(bench, preset, changes);
  const progress = progressFor({ quiet });
  const pointLines = courseLines();
  let stage: StageProgress | undefined;
  let next = await events.next();
  try {
    for (; !next.done; next = await events.next()) {
      const event = next.value;
      if (event.type === 'stage') {
        stage?.finish();
        stage = progress.stage(`${lab.id} ${event.title}`, event.steps);
      } else if (event.type === 'step') stage?.update(event.done, event.live);
      else if (event.type === 'point') pointLines(event).forEach((line) => progress.say(line));
    }
  } finally {
    stage?.finish();
  }
  const { result, models } = next.value;
  const timings = bench.timings();
  writeAtomically(join(folder, 'timings.json'), `${JSON.stringify(timings, null, 1)}\n`);
  for (const [name, checkpoint] of Object.entries(models)) writeModel(join(folder, name), checkpoint);
  await writeLabResult(folder, lab, result);
  return { result, timings };
}

/** A result in words: its arms as a table, its checks one a line. */
export function labReport({ table }: Lab, { lab, title, preset, checks, rows }: LabResult): string {
  const arms = table ? [...aligned(armTable(table, rows)), table.caption, ''] : [];
  return [
    `${lab}: ${title}`,
    '',
    ...arms,
    ...(preset === 'quick'
      ? [quickNote]
      : [...checks.map((check) => `  ${checkLine(check)}`), countLine(checks)]),
    '',
  ].join('\n');
}

/** Rows of cells as lines of text, the first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => largest(rows.map((row) => row[i].length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i] + 2)))
      .join('')
      .trimEnd(),
  );
}

/** Seconds by stage, of pieces that were found those that they once took (claim A2). */
export function secondsLine(
  timings: readonly { readonly stage: string; readonly seconds: number }[],
): string {
  const sums = new Map<string, number>();
  for (const { stage, seconds } of timings) sums.set(stage, (sums.get(stage) ?? 0) + seconds);
  return `Seconds by stage: ${[...sums].map(([stage, sum]) => `${stage} ${sum.toFixed(1)}`).join(', ')}`;
}
