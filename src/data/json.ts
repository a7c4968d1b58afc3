/**
 * JSON from outside, checked against a schema. What is wrong is told in one line: where, which key, what was
 * found, what was expected.
 */
import type * as z from 'zod';
import { UserError } from '../errors';

/** A text cut to a length that fits in a message. */
function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A value as short JSON, on one line. */
function show(value: unknown): string {
  return shorten(JSON.stringify(value));
}

/** `messages[1].content` for ["messages", 1, "content"]. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

/** What lies at a path, or undefined. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}

/** The issue that reached deepest into a value: of the ways a union failed, the one that was probably meant. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  let best: z.core.$ZodIssue | undefined;
  for (const [first] of issue.errors) {
    if (first === undefined) continue;
    const inner = deepest(first);
    if (best === undefined || inner.path.length > best.path.length) best = inner;
  }
  if (best === undefined || best.path.length === 0) return issue;
  return { ...best, path: [...issue.path, ...best.path] };
}

/** "expected string or array", from the library's words. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') {
    return issue.message.replace(/^[A-Z][a-z ]+: /, '').replace(/, received .*$/, '');
  }
  const ways = issue.errors.flatMap(([first]) =>
    first ? [expectation(first).replace(/^expected /, '')] : [],
  );
  return `expected ${ways.join(' or ')}`;
}

function describe(issue: z.core.$ZodIssue, value: unknown, noun: string): string {
  const expected = expectation(issue);
  const { path } = issue;
  if (path.length === 0) return `found ${show(value)}; ${expected}`;
  const found = valueAt(value, path);
  if (found !== undefined) return `${noun} "${pathText(path)}" is ${show(found)}; ${expected}`;
  const parent = valueAt(value, path.slice(0, -1));
  const keys = typeof parent === 'object' && parent !== null ? Object.keys(parent) : [];
  const list = keys.length > 0 ? keys.map((key) => `"${key}"`).join(', ') : 'none';
  return `${noun} "${pathText(path)}" is missing (found: ${list}); ${expected}; add it`;
}

/** Levels of nesting that a row may have: more than any data set needs, and few enough to be walked safely. */
const deepestNesting = 64;

/** Whether arrays and objects nest deeper than `levels`. */
function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => nestsDeeper(inner, levels - 1));
}

/**
 * Checks a value from outside against a schema.
 * @param where the file, with its line or row; begins the message of an error.
 * @param noun what a key is called in messages: "column" for the rows of a data set.
 * @throws UserError on what does not fit the schema, or nests deeper than 64 levels.
 */
export function fitSchema<T>(
  value: unknown,
  where: string,
  schema: z.ZodType<T>,
  noun: 'key' | 'column' = 'key',
): T {
  if (nestsDeeper(value, deepestNesting))
    throw new UserError(`${where}: nested deeper than ${deepestNesting} levels; expected a plain object`);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(`${where}: ${describe(deepest(result.error.issues[0]), value, noun)}`);
}

/** Parses JSON text against a schema; parameters and errors as in `fitSchema`, and an error on text that is no JSON. */
export function parseJson<T>(
  text: string,
  where: string,
  schema: z.ZodType<T>,
  noun: 'key' | 'column' = 'key',
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(
      `${where}: ${JSON.stringify(shorten(text))} is not valid JSON; expected an object {…}; mend or remove it`,
    );
  }
  return fitSchema(value, where, schema, noun);
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + keysIn(each), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/**
 * Makes sure that no object has a key twice, of which only the last would count.
 * @param text valid JSON. @param value what it means.
 * @throws UserError that begins with `where`.
 */
export function refuseTwice(text: string, value: unknown, where: string): void {
  let keys = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) keys++;
  if (keys !== keysIn(value))
    throw new UserError(
      `${where}: a key is there twice in one object, and one value would be lost; keep one`,
    );
}
