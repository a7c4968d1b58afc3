/** Rows from text: JSONL, or one JSON array of objects as Alpaca and ShareGPT are published. */
import * as z from 'zod';
import { UserError } from '../errors';
import { fitSchema, refuseTwice } from './json';
import { linesOf, parseJsonl } from './jsonl';
import type { Row } from './formats/format';

const rowSchema: z.ZodType<Row> = z.looseObject({});

/** Rows, and how each is called in messages: by its line in JSONL, by its number elsewhere. */
export interface Rows {
  /** In the file's order; at least one. */
  readonly rows: readonly Row[];
  /** The row's name in messages, e.g. "pairs.jsonl:3". @param row from 0. */
  readonly where: (row: number) => string;
  /** The row as one line of JSON, letter for letter as it lies in the file. @param row from 0. */
  readonly source: (row: number) => string;
}

/** Names by number: "alpaca.json: row 3" for row 2 (from 0). */
export function byNumber(fileName: string): (row: number) => string {
  return (row) => `${fileName}: row ${row + 1}`;
}

/**
 * Reads rows from text.
 * @param fileName for messages. A name that ends in `.json` may hold an array, or rows line by line.
 * @throws UserError that names the file and the line or row at fault; also when there is no row.
 */
export function parseRows(text: string, fileName: string): Rows {
  if (text.startsWith('version https://git-lfs'))
    throw new UserError(`${fileName}: a pointer of Git LFS, not the data; run \`git lfs pull\` beside it`);
  const isArray = /\.json(\.gz)?$/.test(fileName) && /^\uFEFF?\s*\[/.test(text);
  if (!isArray) {
    const lines = linesOf(text);
    const where = (row: number) => `${fileName}:${row + 1}`;
    const rows = parseJsonl(text, fileName, rowSchema);
    rows.forEach((row, i) => refuseTwice(lines[i], row, where(i)));
    return { rows, where, source: (row) => lines[row] };
  }
  const where = byNumber(fileName);
  const rows = parseArray(text.replace(/^\uFEFF/, ''), fileName);
  if (rows.length === 0)
    throw new UserError(`${fileName}: no rows found; expected an array of objects; is it the right file?`);
  const checked = rows.map((row, i) => fitSchema(row, where(i), rowSchema, 'column'));
  refuseTwice(text, rows, fileName);
  let sources: readonly string[] | undefined;
  return {
    rows: checked,
    where,
    source: (row) => (sources ??= elementsOf(text))[row],
  };
}

/** The elements of a valid JSON array as they are written, each on one line. */
function elementsOf(text: string): string[] {
  const elements: string[] = [];
  let [depth, begin] = [0, 0];
  for (const { index, 0: found } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g)) {
    if (found === '[' || found === '{') depth++;
    if (depth === 1 && (found === ',' || found === ']')) elements.push(text.slice(begin, index));
    // A line break is never inside a string: there it is escaped.
    if (depth === 1 && (found === '[' || found === ',')) begin = index + 1;
    if (found === ']' || found === '}') depth--;
  }
  return elements.map((element) => element.trim().replace(/\s*[\r\n]\s*/g, ' '));
}

function parseArray(text: string, fileName: string): unknown[] {
  try {
    return z.array(z.unknown()).parse(JSON.parse(text));
  } catch (error) {
    // V8 says where, except at the end of the text.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length;
    throw new UserError(
      `${fileName}:${line}: not valid JSON from here on; expected an array [{…}, …]; is the file whole?`,
    );
  }
}
