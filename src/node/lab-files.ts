/**
 * A lab's result on disk: `result.json` and `rows.csv`, and beside them the courses of PPO as `courses.csv`, each figure as
 * Plotly JSON and SVG, what the models wrote as `samples.md`, and `report.html` with everything.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../data/json';
import { coursesCsv } from '../study/courses';
import { labResultSchema, type Lab, type LabResult } from '../study/lab';
import { textsMarkdown } from '../study/page';
import { formatRows, parseRows } from '../study/rows';
import type { Figure } from '../plots/figure';
import { readText, writeAtomically } from './files';
import { packageRoot } from './package';
import { renderSvg } from './pictures/render';
import { renderReport } from './pictures/report';

/** Where the committed results lie. */
export const committedResults = join(packageRoot, 'figures');

const resultFile = 'result.json';
const rowsFile = 'rows.csv';

/** Whether this folder holds a lab's result. */
export function hasResult(folder: string): boolean {
  return existsSync(join(folder, resultFile));
}

/** @throws UserError when it is missing or no lab's result. */
export function readLabResult(folder: string): LabResult {
  const [result, rows] = [resultFile, rowsFile].map((name) => join(folder, name));
  return { ...parseJson(readText(result), result, labResultSchema), rows: parseRows(readText(rows), rows) };
}

/** Writes the result, its rows, its figures, its texts and its report. */
export async function writeLabResult(folder: string, lab: Lab, result: LabResult): Promise<void> {
  // Parsed, the keys stand in the schema's order, so that a result read and written again is the same bytes.
  const text = JSON.stringify(labResultSchema.parse(result), null, 1);
  writeAtomically(join(folder, resultFile), `${text}\n`);
  writeAtomically(join(folder, rowsFile), formatRows(result.rows));
  const [courses, samples] = [coursesCsv(result.rows), textsMarkdown(result)];
  if (courses) writeAtomically(join(folder, 'courses.csv'), courses);
  if (samples) writeAtomically(join(folder, 'samples.md'), samples);
  await writeFigures(folder, lab.figures(result));
  writeAtomically(join(folder, 'report.html'), await renderReport(lab, result));
}

/** Writes figures as Plotly JSON and SVG. */
async function writeFigures(folder: string, figures: Readonly<Record<string, Figure>>): Promise<void> {
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
