/**
 * JSONL, the format of all data sets and run logs: one JSON object a line, UTF-8. A data set that is wrong is
 * refused whole, with the line and the column named; no row is skipped silently.
 */
import type { z } from 'zod';
import { UserError } from '../errors';
import { parseJson } from './json';

/** A file's lines, without a byte order mark, the CR of CRLF, and blank lines at the end. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  while (lines.length > 0 && lines[lines.length - 1].trim() === '') lines.pop();
  return lines.map((line) => line.replace(/\r$/, ''));
}

/**
 * Reads the rows. A byte order mark, CRLF and blank lines at the end are tolerated.
 * @param fileName for messages only.
 * @param schema of one row, see records.ts.
 * @returns at least one row.
 * @throws UserError that names the file, the line (from 1) and the column at fault; also on a file without rows
 *   and on a blank line between rows.
 */
export function parseJsonl<T>(text: string, fileName: string, schema: z.ZodType<T>): T[] {
  const lines = linesOf(text);
  if (lines.length === 0) {
    throw new UserError(`${fileName}: no rows found; expected one JSON object a line; is it the right file?`);
  }
  return lines.map((line, i) => {
    const where = `${fileName}:${i + 1}`;
    if (line.trim() === '') throw new UserError(`${where}: blank line between rows; remove it`);
    return parseJson(line, where, schema, 'column');
  });
}

/** Writes rows, one a line, each line ended. Keys keep their order; numbers JSON cannot hold become null. */
export function formatJsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
