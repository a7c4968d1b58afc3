/**
 * What Python makes of the grid (test/fixtures/parity), and how our results are held against it: each combination is
 * equal or refused. What is refused, and with which words, becomes docs/exactness.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Row } from '../../src/data/formats/format';
import { parseRows } from '../../src/data/rows';
import { UserError } from '../../src/errors';
import { Tokenizer } from '../../src/model/tokenizer';

const file = join(__dirname, '../fixtures/parity/parity.json.gz');
const ids = z.array(z.int());
const row = z.record(z.string(), z.unknown());
const failed = z.strictObject({ error: z.string() });

/** Text and ids; where the template has marks, also which tokens count, a digit each. */
const said = z.strictObject({
  text: z.string(),
  ids,
  mask: z.string().optional(),
  own: z.string().optional(),
});
const kinds = [
  z.object({ kind: z.literal('messages'), expected: z.union([failed, said]) }),
  z.object({ kind: z.literal('prompt'), expected: z.union([failed, said]) }),
  z.object({
    kind: z.literal('completion'),
    expected: z.union([failed, z.strictObject({ ids, start: z.int() })]),
  }),
  z.object({
    kind: z.literal('pair'),
    expected: z.union([failed, z.strictObject({ chosen: ids, rejected: ids, start: z.int() })]),
  }),
] as const;
const of = z.object({ family: z.string(), template: z.string().optional(), name: z.string(), row });
const caseSchema = z.union(kinds.map((kind) => of.and(kind)));

/** A row of the grid, with what Python makes of it. */
export type Case = z.infer<typeof caseSchema>;
/** Those of one kind. */
export type CaseOf<Kind extends Case['kind']> = Extract<Case, { kind: Kind }>;

const fixture = z
  .strictObject({
    today: z.string(),
    features: z.record(z.string(), z.string()),
    families: z.record(
      z.string(),
      z.strictObject({
        files: z.record(z.string(), row),
        template: z.string(),
        plain: z.string(),
        ends: ids,
      }),
    ),
    cases: z.array(caseSchema),
  })
  .parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));

export const { features, families, cases } = fixture;
export const familyNames = Object.keys(families);
/** The moment at which Python rendered all templates. */
export const today = new Date(fixture.today);

/** The cases of one kind and family; without a feature's template those of the family's own. */
export function casesOf<Kind extends Case['kind']>(
  kind: Kind,
  family: string,
  template?: string,
): CaseOf<Kind>[] {
  return cases.filter(
    (entry): entry is CaseOf<Kind> =>
      entry.kind === kind && entry.family === family && entry.template === template,
  );
}

/** A family's folder as text by name, with a template instead of its own. */
export function folderOf(family: string, template: string): Map<string, string> {
  const files = Object.entries(families[family].files).map(([name, content]): [string, string] => [
    name,
    JSON.stringify(content),
  ]);
  return new Map([...files, ['chat_template.jinja', template]]);
}

/** A family's tokenizer. */
export function tokenizerOf(family: string, template: string): Tokenizer {
  const files = folderOf(family, template);
  const text = (name: string) => files.get(name) ?? '';
  return Tokenizer.parse(text('tokenizer.json'), text('tokenizer_config.json'), family, template);
}

/** Said once for each kind of thing that is refused: what, and the message. */
export interface Refusal {
  readonly what: string;
  readonly message: string;
}

const isSequence = (value: unknown): value is string | readonly unknown[] =>
  typeof value === 'string' || Array.isArray(value);

/** Where two values part ways, with what stands there. @param path how they are called. */
function firstDifference(python: unknown, here: unknown, path: string): string {
  if (isSequence(python) && isSequence(here)) {
    let at = 0;
    while (at < Math.min(python.length, here.length) && same(python[at], here[at])) at++;
    const [a, b] = [python[at], here[at]];
    if (typeof a === 'object' && typeof b === 'object') return firstDifference(a, b, `${path}[${at}]`);
    const around = (value: string | readonly unknown[]) =>
      JSON.stringify(value.slice(Math.max(0, at - 4), at + 12));
    return `\n    ${path} from ${at}: Python …${around(python)}… (${python.length}), here …${around(here)}… (${here.length})`;
  }
  if (isRecord(python) && isRecord(here)) {
    const key = Object.keys(python).find((name) => !same(python[name], here[name]));
    if (key !== undefined) return firstDifference(python[key], here[key], `${path}.${key}`);
  }
  return `\n    ${path}: Python ${JSON.stringify(python)}, here ${JSON.stringify(here)}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What came of a case: neither key where all is equal. */
export interface Outcome {
  readonly difference?: string;
  readonly refusal?: string;
}

/** Runs a case. @param expected Python's values by name. @param ours the same here. */
export function outcomeOf(expected: Record<string, unknown>, ours: () => Record<string, unknown>): Outcome {
  let found: Record<string, unknown>;
  try {
    found = ours();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.message.includes('\n')) return { difference: `more than a line: ${error.message}` };
    return 'error' in expected ? {} : { refusal: error.message };
  }
  if ('error' in expected)
    return { difference: `Python refuses: ${String(expected['error'])}; here it passes` };
  const other = Object.keys(found).filter((key) => !same(found[key], expected[key]));
  if (other.length === 0) return {};
  return { difference: other.map((key) => firstDifference(expected[key], found[key], key)).join('; ') };
}

/**
 * Runs cases. @param ours what we make of one, by the names that Python's values have.
 * @returns differences, of which there must be none, and refusals.
 */
export function compare<C extends Case>(
  all: readonly C[],
  expected: (entry: C) => Record<string, unknown>,
  ours: (entry: C) => Record<string, unknown>,
): { differences: string[]; refusals: Refusal[] } {
  const differences: string[] = [];
  const refusals: Refusal[] = [];
  for (const entry of all) {
    const what =
      entry.template === undefined
        ? `${entry.family}, ${entry.kind}: ${entry.name}`
        : `construct: ${entry.template}`;
    const { refusal, difference } = outcomeOf(expected(entry), () => ours(entry));
    if (refusal !== undefined) refusals.push({ what, message: refusal });
    if (difference !== undefined) differences.push(`${what}: ${difference}`);
  }
  return { differences, refusals };
}

/** A row as it would lie in a file. */
export const rowsOf = ({ row: only }: { readonly row: Row }) =>
  parseRows(`${JSON.stringify(only)}\n`, 'grid.jsonl');
