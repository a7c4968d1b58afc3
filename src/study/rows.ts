/**
 * Measurements as tidy rows, one value a row, the same for every lab: what was treated (arm), with which seed, where along its
 * course (iteration, n, number of comparisons), on which prompt, what was measured. Checks and figures read rows alone.
 */
import { UserError } from '../errors';
import { mean } from '../eval/statistics';

export interface Row {
  /** The treatment or control by the name that figures show, e.g. "β 0.15". */
  readonly arm: string;
  readonly seed: number;
  /** Where along the arm's course; null for what has none. */
  readonly at: number | null;
  /** Number of the prompt, the same prompt for every arm and seed; null for what is no prompt's. */
  readonly prompt: number | null;
  /** In the lab's words, e.g. "gold". */
  readonly measure: string;
  readonly value: number;
}

/** Some of a table's values. */
export interface Cell {
  readonly arm: string;
  readonly measure: string;
  /** Where along the course; left out where there is none. */
  readonly at?: number | 'first' | 'last';
}

/** Five digits of a value are kept: noise is far larger, and `rows.csv` stays small. Checks, too, read only these. */
const kept = (value: number) => Number(value.toPrecision(5));

/** Rows of values by prompt. `[prompts]` */
export function promptRows(
  key: Omit<Row, 'prompt' | 'value' | 'at'> & { readonly at?: number | null },
  values: readonly number[],
): Row[] {
  const { arm, seed, at = null, measure } = key;
  return values.map((value, prompt) => ({ arm, seed, at, prompt, measure, value: kept(value) }));
}

/** Rows of several measures of one place, none by prompt. */
export function measureRows(
  key: { readonly arm: string; readonly seed: number; readonly at?: number | null },
  values: Readonly<Record<string, number>>,
): Row[] {
  const { arm, seed, at = null } = key;
  return Object.entries(values).map(([measure, value]) => ({
    arm,
    seed,
    at,
    prompt: null,
    measure,
    value: kept(value),
  }));
}

/** Adds to a list whatever some lists hold, however much it is. */
export function append<Item>(list: Item[], ...more: readonly (readonly Item[])[]): void {
  for (const some of more) for (const item of some) list.push(item);
}

/** Rows to be asked by cell. */
export class Table {
  /** In order of first appearance. */
  readonly arms: readonly string[];
  /** Ascending. */
  readonly seeds: readonly number[];
  readonly #cells = new Map<string, Map<number | null, { prompt: number | null; value: number }[]>>();

  /** @param rows in any order; prompts of a cell are put in theirs. */
  constructor(readonly rows: readonly Row[]) {
    this.arms = [...new Set(rows.map(({ arm }) => arm))];
    this.seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
    for (const { arm, measure, seed, at, prompt, value } of rows) {
      const key = keyOf(arm, measure, seed);
      const places =
        this.#cells.get(key) ?? new Map<number | null, { prompt: number | null; value: number }[]>();
      this.#cells.set(key, places);
      const values = places.get(at);
      if (values) values.push({ prompt, value });
      else places.set(at, [{ prompt, value }]);
    }
    for (const places of this.#cells.values())
      for (const values of places.values()) values.sort((a, b) => (a.prompt ?? 0) - (b.prompt ?? 0));
  }

  /** Whether anything of the kind was measured. */
  has(arm: string, measure: string): boolean {
    return this.seeds.some((seed) => this.#cells.has(keyOf(arm, measure, seed)));
  }

  /** Where along its course a measure was taken, ascending; none for what has no course. */
  places(arm: string, measure: string, seed: number): number[] {
    const places = [...(this.#cells.get(keyOf(arm, measure, seed))?.keys() ?? [])];
    return places.flatMap((at) => (at === null ? [] : [at])).sort((a, b) => a - b);
  }

  /** A cell's values for one seed, by prompt; none where nothing was measured. `[prompts]` or `[1]` */
  values({ arm, measure, at }: Cell, seed: number): number[] {
    const cells = this.#cells.get(keyOf(arm, measure, seed));
    const found = cells?.get(typeof at === 'string' ? this.#end(arm, measure, seed, at) : (at ?? null));
    return found?.map(({ value }) => value) ?? [];
  }

  /** Mean over prompts for one seed. @throws RangeError on what was not measured. */
  mean(cell: Cell, seed: number): number {
    const values = this.values(cell, seed);
    if (values.length === 0)
      throw new RangeError(
        `rows: no ${cell.measure} of ${cell.arm} at ${cell.at ?? 'no place'}, seed ${seed}`,
      );
    return mean(values);
  }

  #end(arm: string, measure: string, seed: number, end: 'first' | 'last'): number | null {
    const places = this.places(arm, measure, seed);
    return places.at(end === 'first' ? 0 : -1) ?? null;
  }
}

function keyOf(arm: string, measure: string, seed: number): string {
  return JSON.stringify([arm, measure, seed]);
}

const columns = ['arm', 'seed', 'at', 'prompt', 'measure', 'value'] as const;

/** A table as comma-separated values (RFC 4180), the empty field for null. */
export function csv(
  header: readonly string[],
  lines: readonly (readonly (string | number | null)[])[],
): string {
  const field = (value: string | number | null) => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...lines].map((line) => `${line.map(field).join(',')}\n`).join('');
}

/** `rows.csv`. */
export function formatRows(rows: readonly Row[]): string {
  return csv(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

/** The rows of `rows.csv`. @throws UserError that names the line, on another header or a field that is no number. */
export function parseRows(text: string, source: string): Row[] {
  const [header, ...lines] = records(text);
  if (header?.join() !== columns.join())
    throw new UserError(`${source}: the first line is "${header?.join()}"; expected "${columns.join()}"`);
  return lines.map(([arm, seed, at, prompt, measure, value], i) => {
    const number = (field: string | undefined) => {
      if (field === undefined || field === '' || Number.isNaN(Number(field)))
        throw new UserError(`${source}:${i + 2}: found "${field}"; expected a number`);
      return Number(field);
    };
    const orNull = (field: string) => (field === '' ? null : number(field));
    return { arm, seed: number(seed), at: orNull(at), prompt: orNull(prompt), measure, value: number(value) };
  });
}

/** The fields of each line; quoted fields may hold commas, quotes and line ends. */
function records(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) break;
    line.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    if (match[3] !== ',') {
      lines.push(line);
      line = [];
    }
  }
  return lines;
}
