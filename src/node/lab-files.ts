/**
 * A lab's result on disk: `result.json`, and beside it each figure as Plotly JSON and SVG, its pages, and
 * `report.html` with everything.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { parseJson } from '../data/json';
import { labResultSchema, type Lab, type LabResult } from '../study/lab';
import { lectureResultSchema, type LectureResult } from '../labs/lecture/result';
import type { Figure } from '../plots/figure';
import { readText, writeAtomically } from './files';
import { packageRoot } from './package';
import { renderSvg } from './pictures/render';
import { renderLabReport } from './pictures/report';

/** Where the committed results lie. */
export const committedResults = join(packageRoot, 'figures');

const resultFile = 'result.json';

/** Whether this folder holds a lab's result. */
export function hasResult(folder: string): boolean {
  return existsSync(join(folder, resultFile));
}

/** @throws UserError when it is missing or no lab's result. */
export function readLabResult(folder: string): LabResult {
  return readResult(folder, labResultSchema);
}

/** The main job's. @throws UserError when it is missing or none. */
export function readLectureResult(folder: string): LectureResult {
  return readResult(folder, lectureResultSchema);
}

function readResult<Result>(folder: string, schema: z.ZodType<Result>): Result {
  const file = join(folder, resultFile);
  return parseJson(readText(file), file, schema);
}

/** Writes the result, its figures, its pages and its report. */
export async function writeLabResult(folder: string, lab: Lab, result: LabResult): Promise<void> {
  // Parsed, the keys stand in the schema's order, so that a result read and written again is the same bytes.
  const text = JSON.stringify(labResultSchema.parse(result), null, 1);
  writeAtomically(join(folder, resultFile), `${text}\n`);
  for (const [name, text] of Object.entries(lab.pages(result))) writeAtomically(join(folder, name), text);
  await writeFigures(folder, lab.figures(result));
  writeAtomically(join(folder, 'report.html'), await renderLabReport(lab, result));
}

/** Writes figures as Plotly JSON and SVG. */
export async function writeFigures(folder: string, figures: Readonly<Record<string, Figure>>): Promise<void> {
  for (const [name, figure] of Object.entries(figures)) {
    writeAtomically(join(folder, `${name}.plotly.json`), `${JSON.stringify(figure)}\n`);
    writeAtomically(join(folder, `${name}.svg`), await renderSvg(figure));
  }
}

/** Folders with results below this one, by name. */
export function resultFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => hasResult(join(folder, name)));
}
