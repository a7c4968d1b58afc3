/** Jinja's filters and tests, as far as chat templates use them; the others are refused by name. */
import { capitalize, join, replace, splitLines, strip, titleWords } from './strings';
import { Text } from './text';
import {
  Callable,
  characters,
  Dict,
  equal,
  fail,
  Float,
  int,
  isTrue,
  iterate,
  less,
  numeric,
  Sequence,
  toJson,
  toText,
  typeOf,
  type Value,
} from './values';

/** Arguments by place and by name. */
export interface Arguments {
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** The arguments in the order of their names; undefined where one is left out. */
function bind({ args, named }: Arguments, names: readonly string[], filter: string): Value[] {
  const stray = [...named.keys()].find((key) => !names.slice(args.length).includes(key));
  if (args.length > names.length || stray !== undefined)
    fail(`the filter "${filter}" with ${stray ?? `${args.length} arguments`} is not supported`);
  return names.map((name, i) => (i < args.length ? args[i] : named.get(name)));
}

function size(value: Value): number {
  if (value === undefined) return 0;
  if (value instanceof Text) return characters(value).length;
  if (value instanceof Dict) return value.entries.size;
  if (value instanceof Sequence && value.kind !== 'iterator') return value.items.length;
  return fail(`object of type '${typeOf(value)}' has no len()`);
}

/** An element of a list or an entry of a dictionary. */
export function item(container: Value, key: Value): Value {
  if (container instanceof Dict) return key instanceof Text ? container.entries.get(key.value) : undefined;
  const at = numeric(key);
  if (at === undefined || key instanceof Float) return undefined;
  if (container instanceof Text) return characters(container).at(at);
  if (!(container instanceof Sequence)) return undefined;
  if (container.kind === 'list' || container.kind === 'tuple') return container.items.at(at);
  return fail(`an element of a ${container.kind} is taken, which is not supported`);
}

/** The value behind "a.b" or a number. */
function attribute(value: Value, path: Value): Value {
  if (typeof path === 'number') return item(value, path);
  if (!(path instanceof Text)) return fail('an attribute must be a str or an int');
  return path.value.split('.').reduce<Value>((inner, name) => {
    if (inner === undefined) return fail(`'${name}' is looked for in an undefined value`);
    return item(inner, /^\d+$/.test(name) ? Number(name) : new Text(name));
  }, value);
}

/** The elements for which a test, by name with arguments, is true; without one, those that are true. */
function select({ args, named }: Arguments, value: Value, wanted: boolean, of: (element: Value) => Value) {
  if (named.size > 0) fail('select with named arguments is not supported');
  const [name, ...rest] = args;
  const holds = name === undefined ? isTrue : (element: Value) => runTest(toText(name).value, element, rest);
  return new Sequence(
    iterate(value).filter((element) => holds(of(element)) === wanted),
    'iterator',
  );
}

function number(value: Value, fallback: Value, whole: boolean): Value {
  const known = numeric(value);
  const text = value instanceof Text ? strip(value, null).value : '';
  if (known === undefined && !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) {
    if (/[\d_]|inf|nan/i.test(text)) fail(`"${text}" as a number is not supported`);
    return fallback;
  }
  const parsed = known ?? Number(text);
  return whole ? int(Math.trunc(parsed)) : new Float(parsed);
}

function indent(value: Text, width: Value, first: Value, blank: Value): Text {
  const spaces = new Text(typeof width === 'number' ? ' '.repeat(width) : toText(width).value);
  const lines = splitLines(Text.join([value, new Text('\n')]));
  const shifted = lines.map((line, i) =>
    (i === 0 ? isTrue(first) : line.value !== '' || isTrue(blank)) ? Text.join([spaces, line]) : line,
  );
  return join(new Text('\n'), shifted);
}

function json(value: Value, given: Arguments): Text {
  const [ascii, levels, separators, sorted] = bind(
    given,
    ['ensure_ascii', 'indent', 'separators', 'sort_keys'],
    'tojson',
  );
  if (isTrue(ascii) || isTrue(sorted)) fail('tojson with ensure_ascii or sort_keys is not supported');
  if (levels != null && typeof levels !== 'number') fail('tojson: indent must be an int');
  const own = separators == null ? undefined : iterate(separators).map((one) => toText(one).value);
  if (own !== undefined && own.length !== 2) fail('tojson: separators must be two');
  const indentation = typeof levels === 'number' ? levels : undefined;
  const [between = indentation === undefined ? ', ' : ',', colon = ': '] = own ?? [];
  return toJson(value, { indent: indentation, separators: [between, colon] });
}

type Filter = (value: Value, given: Arguments) => Value;

/** A filter whose arguments have these names. */
const plain =
  (name: string, names: readonly string[], run: (value: Value, ...args: Value[]) => Value): Filter =>
  (value, given) =>
    run(value, ...bind(given, names, name));

const ofText = (name: string, run: (text: Text) => Text) => plain(name, [], (value) => run(toText(value)));

const count = plain('length', [], (value) => int(size(value)));
const fallback = plain('default', ['default_value', 'boolean'], (value, other, boolean) =>
  value === undefined || (isTrue(boolean) && !isTrue(value))
    ? other === undefined
      ? new Text('')
      : other
    : value,
);

const filters: Readonly<Record<string, Filter>> = {
  abs: plain('abs', [], (value) =>
    value instanceof Float
      ? new Float(Math.abs(value.value))
      : int(Math.abs(numeric(value) ?? fail('abs of no number'))),
  ),
  capitalize: ofText('capitalize', capitalize),
  count,
  d: fallback,
  default: fallback,
  first: plain('first', [], (value) => iterate(value)[0]),
  float: plain('float', ['default'], (value, other) => number(value, other ?? new Float(0), false)),
  indent: plain('indent', ['width', 'first', 'blank'], (value, width, first, blank) =>
    indent(toText(value), width ?? 4, first, blank),
  ),
  int: plain('int', ['default'], (value, other) => number(value, other ?? 0, true)),
  items: plain('items', [], (value) => {
    if (value === undefined) return new Sequence([], 'iterator');
    return value instanceof Dict
      ? new Sequence(pairs(value), 'iterator')
      : fail('items of what is no mapping');
  }),
  join: plain('join', ['d', 'attribute'], (value, separator, path) =>
    join(
      separator === undefined ? new Text('') : toText(separator),
      iterate(value).map((element) => toText(path == null ? element : attribute(element, path))),
    ),
  ),
  last: plain('last', [], (value) => {
    if (value instanceof Sequence && value.kind === 'iterator') fail('last of an iterator is not supported');
    return iterate(value).at(-1);
  }),
  length: count,
  list: plain('list', [], (value) => new Sequence(iterate(value))),
  lower: ofText('lower', (text) => text.reworded(text.value.toLowerCase())),
  map: (value, given) => {
    if (given.args.length === 0) {
      const [path, other] = bind(given, ['attribute', 'default'], 'map');
      return new Sequence(
        iterate(value).map((element) => {
          const found = attribute(element, path);
          return found === undefined ? other : found;
        }),
        'iterator',
      );
    }
    const [name, ...args] = given.args;
    const mapped = iterate(value).map((element) =>
      applyFilter(toText(name).value, element, { args, named: given.named }),
    );
    return new Sequence(mapped, 'iterator');
  },
  reject: (value, given) => select(given, value, false, (element) => element),
  rejectattr: (value, { args: [path, ...args], named }) =>
    select({ args, named }, value, false, (element) => attribute(element, path)),
  replace: plain('replace', ['old', 'new', 'count'], (value, old, now, most) =>
    replace(toText(value), toText(old), toText(now), typeof most === 'number' ? most : -1),
  ),
  reverse: plain('reverse', [], (value) =>
    value instanceof Text
      ? Text.join(characters(value).reverse())
      : new Sequence([...iterate(value)].reverse(), 'iterator'),
  ),
  safe: ofText('safe', (text) => text),
  select: (value, given) => select(given, value, true, (element) => element),
  selectattr: (value, { args: [path, ...args], named }) =>
    select({ args, named }, value, true, (element) => attribute(element, path)),
  string: ofText('string', (text) => text),
  title: ofText('title', titleWords),
  tojson: json,
  trim: plain('trim', ['chars'], (value, chars) => strip(toText(value), chars)),
  upper: ofText('upper', (text) => text.reworded(text.value.toUpperCase())),
};

/** The pairs of a dictionary. */
export function pairs({ entries }: Dict): Sequence[] {
  return [...entries].map(([key, value]) => new Sequence([new Text(key), value], 'tuple'));
}

type Test = (value: Value, ...args: Value[]) => boolean;

const isNumber = (value: Value) => numeric(value) !== undefined;
const parity = (value: Value) =>
  typeof value === 'number' ? Math.abs(value % 2) : fail(`'${typeOf(value)}' is neither odd nor even`);
const same: Test = (one, two) => equal(one, two);
const after: Test = (one, two) => less(two, one);

const tests: Readonly<Record<string, Test>> = {
  boolean: (value) => typeof value === 'boolean',
  callable: (value) => value instanceof Callable,
  defined: (value) => value !== undefined,
  eq: same,
  equalto: same,
  even: (value) => parity(value) === 0,
  false: (value) => value === false,
  float: (value) => value instanceof Float,
  ge: (one, two) => !less(one, two),
  greaterthan: after,
  gt: after,
  in: (value, container) => contains(container, value),
  integer: (value) => typeof value === 'number',
  iterable: (value) =>
    value === undefined || value instanceof Text || value instanceof Sequence || value instanceof Dict,
  le: (one, two) => !less(two, one),
  lessthan: less,
  lt: less,
  mapping: (value) => value instanceof Dict,
  ne: (one, two) => !equal(one, two),
  none: (value) => value === null,
  number: isNumber,
  odd: (value) => parity(value) === 1,
  sequence: (value) =>
    value === undefined ||
    value instanceof Text ||
    value instanceof Dict ||
    (value instanceof Sequence && (value.kind === 'list' || value.kind === 'tuple')),
  string: (value) => value instanceof Text,
  true: (value) => value === true,
  undefined: (value) => value === undefined,
};

/** Python's `in`. */
export function contains(container: Value, value: Value): boolean {
  if (container instanceof Text)
    return value instanceof Text
      ? container.value.includes(value.value)
      : fail(`'in <string>' requires string as left operand, not ${typeOf(value)}`);
  if (container instanceof Dict) return value instanceof Text && container.entries.has(value.value);
  return iterate(container).some((element) => equal(element, value));
}

/** The names that are known. */
export const filterNames: ReadonlySet<string> = new Set(Object.keys(filters));
export const testNames: ReadonlySet<string> = new Set(Object.keys(tests));

export function applyFilter(name: string, value: Value, given: Arguments): Value {
  return filterNames.has(name) ? filters[name](value, given) : fail(`the filter "${name}" is not supported`);
}

export function runTest(name: string, value: Value, args: readonly Value[] = []): boolean {
  return testNames.has(name) ? tests[name](value, ...args) : fail(`the test "${name}" is not supported`);
}
