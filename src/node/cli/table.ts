/** Small tables of results on stdout, as text or, with --json, as JSON. */
import { largest } from '../../extremes';

/** A row's cells by column; rows have the same columns. Undefined cells stay empty, and are left out of the JSON. */
export type TableRow = Readonly<Record<string, string | number | undefined>>;

/** Four significant digits; whole numbers as they are. */
function cellText(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** The rows as aligned text: words to the left, numbers to the right. */
export function formatTable(rows: readonly TableRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellText(row[column])))];
  const widths = columns.map((_, c) => largest(lines.map((line) => line[c].length)));
  const isText = columns.map((column) => typeof rows[0][column] === 'string');
  const padded = lines.map((line) =>
    line.map((cell, c) => (isText[c] ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))),
  );
  return padded.map((line) => `${line.join('  ').trimEnd()}\n`).join('');
}

/** Writes rows to stdout. */
export function printTable(rows: readonly TableRow[], { json }: { json: boolean }): void {
  process.stdout.write(json ? `${JSON.stringify(rows)}\n` : formatTable(rows));
}
