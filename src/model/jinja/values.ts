/**
 * The values of a template and what Python does with them: how they print, compare, count as true, and are gone
 * through. Undefined is `undefined`, None is null, an int is a number.
 */
import { Text } from './text';

/** A float; a number is an int. */
export class Float {
  constructor(readonly value: number) {}
}

/** A list or tuple, the view of a dictionary, or an iterator, which can be gone through once. */
export class Sequence {
  #used = false;
  constructor(
    readonly items: readonly Value[],
    readonly kind: 'list' | 'tuple' | 'view' | 'iterator' = 'list',
  ) {}

  take(): readonly Value[] {
    if (this.kind === 'iterator' && this.#used) return [];
    this.#used = true;
    return this.items;
  }
}

/** A dictionary; its keys are strings. */
export class Dict {
  constructor(readonly entries: ReadonlyMap<string, Value>) {}
}

/** What has attributes only: `namespace(…)`, `loop`. */
export class Namespace {
  constructor(readonly entries: Map<string, Value>) {}
}

/** A method, macro or function. */
export class Callable {
  constructor(readonly call: (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value) {}
}

export type Value =
  undefined | null | boolean | number | Float | Text | Sequence | Dict | Namespace | Callable;

/** Ends the rendering. */
export function fail(message: string): never {
  throw new Error(message);
}

/** Python's name of a value's type. */
export function typeOf(value: Value): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (value instanceof Float) return 'float';
  if (value instanceof Text) return 'str';
  if (value instanceof Sequence) return value.kind;
  if (value instanceof Dict) return 'dict';
  return value instanceof Namespace ? 'namespace' : 'function';
}

export function isTrue(value: Value): boolean {
  if (value instanceof Text) return value.value !== '';
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Sequence) return value.kind === 'iterator' || value.items.length > 0;
  if (value instanceof Dict) return value.entries.size > 0;
  return typeof value === 'object' ? value !== null : Boolean(value);
}

/** A whole number that JavaScript holds exactly. */
export function int(value: number): number {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return fail(`the whole number ${value} is not supported; expected one below 2^53`);
}

/** A number, of int, float or bool. */
export function numeric(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Float ? value.value : undefined;
}

export function equal(one: Value, two: Value): boolean {
  const [a, b] = [numeric(one), numeric(two)];
  if (a !== undefined || b !== undefined) return a === b;
  if (one instanceof Text && two instanceof Text) return one.value === two.value;
  if (one instanceof Sequence && two instanceof Sequence && one.kind === two.kind && one.kind !== 'iterator')
    return one.items.length === two.items.length && one.items.every((item, i) => equal(item, two.items[i]));
  if (one instanceof Dict && two instanceof Dict)
    return (
      one.entries.size === two.entries.size &&
      [...one.entries].every(([key, item]) => two.entries.has(key) && equal(item, two.entries.get(key)))
    );
  return one === two;
}

/** Whether one value comes before another: numbers, or strings by their code points. */
export function less(one: Value, two: Value): boolean {
  const [a, b] = [numeric(one), numeric(two)];
  if (a !== undefined && b !== undefined) return a < b;
  if (!(one instanceof Text && two instanceof Text))
    return fail(`'<' not supported between ${typeOf(one)} and ${typeOf(two)}`);
  const [left, right] = [Array.from(one.value), Array.from(two.value)];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length < right.length;
  return at < right.length && (left[at].codePointAt(0) ?? 0) < (right[at].codePointAt(0) ?? 0);
}

/** What a loop goes through. */
export function iterate(value: Value): readonly Value[] {
  if (value === undefined) return [];
  if (value instanceof Sequence) return value.take();
  if (value instanceof Dict) return [...value.entries.keys()].map((key) => new Text(key));
  if (value instanceof Text) return characters(value);
  return fail(`${typeOf(value)} is not iterable`);
}

/** The characters, in Python's count: code points. */
export function characters(text: Text): Text[] {
  let at = 0;
  return Array.from(text.value, (character) => text.slice(at, (at += character.length)));
}

/** How a float prints. */
function floatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${Object.is(value, -0) ? '-0' : value}.0`;
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e16) return String(value);
  return fail(`the number ${value} is not supported; expected one that prints without an exponent`);
}

/** Python's `str`. */
export function toText(value: Value): Text {
  if (value instanceof Text) return value;
  if (value === undefined) return new Text('');
  return represent(value);
}

/** Characters that Python's `repr` spells out. */
const unprintable = /[\\\p{C}\p{Z}]/gu;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Python's `repr`. */
function represent(value: Value): Text {
  if (value === null) return new Text('None');
  if (typeof value === 'boolean') return new Text(value ? 'True' : 'False');
  if (typeof value === 'number') return new Text(String(value));
  if (value instanceof Float) return new Text(floatText(value.value));
  if (value instanceof Text) return quoted(value);
  if (value instanceof Sequence && (value.kind === 'list' || value.kind === 'tuple')) {
    const [open, close] = value.kind === 'list' ? ['[', ']'] : ['(', value.items.length === 1 ? ',)' : ')'];
    return enclosed(open, value.items.map(represent), close);
  }
  if (value instanceof Dict) {
    const pairs = [...value.entries].map(([key, item]) =>
      Text.join([represent(new Text(key)), new Text(': '), represent(item)]),
    );
    return enclosed('{', pairs, '}');
  }
  return fail(`${typeOf(value)} is printed, which is not supported`);
}

function quoted(text: Text): Text {
  const quote = text.value.includes("'") && !text.value.includes('"') ? '"' : "'";
  const escaped = text.value.replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === ' ') return character;
    const hex = (digits: number) => code.toString(16).padStart(digits, '0');
    const long = code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
    return escapes[character] ?? (code < 0x100 ? `\\x${hex(2)}` : long);
  });
  const safe = quote === "'" ? escaped.replaceAll("'", "\\'") : escaped;
  return Text.join([new Text(quote), text.reworded(safe), new Text(quote)]);
}

function enclosed(open: string, items: readonly Text[], close: string, separator = ', '): Text {
  const parts = items.flatMap((item, i) => (i === 0 ? [item] : [new Text(separator), item]));
  return Text.join([new Text(open), ...parts, new Text(close)]);
}

/** How `tojson` writes. */
export interface JsonForm {
  /** Spaces a level; undefined for one line. */
  readonly indent: number | undefined;
  readonly separators: readonly [item: string, key: string];
}

/** Python's `json.dumps(value, ensure_ascii=False, …)`. */
export function toJson(value: Value, form: JsonForm, depth = 0): Text {
  if (value === null) return new Text('null');
  if (typeof value === 'boolean' || typeof value === 'number') return new Text(String(value));
  if (value instanceof Float) return new Text(floatText(value.value));
  if (value instanceof Text) return jsonString(value);
  const line = (level: number) => (form.indent === undefined ? '' : `\n${' '.repeat(form.indent * level)}`);
  const around = (open: string, items: readonly Text[], close: string) =>
    items.length === 0
      ? new Text(open + close)
      : enclosed(open + line(depth + 1), items, line(depth) + close, form.separators[0] + line(depth + 1));
  if (value instanceof Sequence && (value.kind === 'list' || value.kind === 'tuple'))
    return around(
      '[',
      value.items.map((item) => toJson(item, form, depth + 1)),
      ']',
    );
  if (value instanceof Dict) {
    const pairs = [...value.entries].map(([key, item]) =>
      Text.join([jsonString(new Text(key)), new Text(form.separators[1]), toJson(item, form, depth + 1)]),
    );
    return around('{', pairs, '}');
  }
  return fail(`${typeOf(value)} is not JSON serializable`);
}

function jsonString(text: Text): Text {
  const inner = JSON.stringify(text.value).slice(1, -1);
  return Text.join([new Text('"'), text.reworded(inner), new Text('"')]);
}
