/** Python's methods of strings, which differ from JavaScript's in what white space, a letter and a character are. */
import { Text } from './text';
import { Callable, characters, fail, int, iterate, Sequence, typeOf, type Value } from './values';

const space = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const lineEnd = /\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/g;
/** Letters whose title case is neither their capital nor its first letter. */
const ownTitleCase = /[\u01c4-\u01cc\u01f1-\u01f3\u10d0-\u10ff\u1c90-\u1cbf\u1f80-\u1ffc]/;

function text(value: Value, what: string): Text {
  return value instanceof Text ? value : fail(`${what}: a str is expected, not ${typeOf(value)}`);
}

/** Without the characters of a set, by default white space, at its ends. */
export function strip(value: Text, set: Value, ends: 'both' | 'left' | 'right' = 'both'): Text {
  const chosen = set === undefined || set === null ? undefined : new Set(text(set, 'strip').value);
  const goes = (character: string) => chosen?.has(character) ?? space.test(character);
  const all = Array.from(value.value);
  let [start, end, last] = [0, value.value.length, all.length];
  let first = 0;
  if (ends !== 'right') while (first < last && goes(all[first])) start += all[first++].length;
  if (ends !== 'left') while (last > first && goes(all[last - 1])) end -= all[--last].length;
  return value.slice(start, end);
}

/** Pieces between separators, or between white space. @param most cuts; -1 for all. */
function split(value: Text, separator: Value, most: number): Text[] {
  const pieces: Text[] = [];
  if (separator === undefined || separator === null) {
    let rest = strip(value, null, 'left');
    while (rest.value !== '') {
      const at = rest.value.search(space);
      if (at < 0 || pieces.length === most) return [...pieces, rest];
      pieces.push(rest.slice(0, at));
      rest = strip(rest.slice(at), null, 'left');
    }
    return pieces;
  }
  const between = text(separator, 'split').value;
  if (between === '') fail('empty separator');
  let from = 0;
  for (;;) {
    const at = pieces.length === most ? -1 : value.value.indexOf(between, from);
    if (at < 0) return [...pieces, value.slice(from)];
    pieces.push(value.slice(from, at));
    from = at + between.length;
  }
}

/** The same from the right. */
function splitRight(value: Text, separator: Value, most: number): Text[] {
  if (most < 0) return split(value, separator, most);
  const between = text(separator, 'rsplit with a limit').value;
  if (between === '') fail('empty separator');
  const pieces: Text[] = [];
  let to = value.value.length;
  for (;;) {
    const at =
      pieces.length === most || to < between.length
        ? -1
        : value.value.lastIndexOf(between, to - between.length);
    if (at < 0) return [value.slice(0, to), ...pieces];
    pieces.unshift(value.slice(at + between.length, to));
    to = at;
  }
}

export function splitLines(value: Text): Text[] {
  const lines: Text[] = [];
  let from = 0;
  for (const { index, 0: end } of value.value.matchAll(lineEnd)) {
    lines.push(value.slice(from, index));
    from = index + end.length;
  }
  return from < value.value.length ? [...lines, value.slice(from)] : lines;
}

/** @param most replacements; -1 for all. */
export function replace(value: Text, old: Text, now: Text, most: number): Text {
  if (old.value === '') fail('replace of an empty str is not supported');
  const pieces = split(value, old, most);
  return Text.join(pieces.flatMap((piece, i) => (i === 0 ? [piece] : [now, piece])));
}

function titleCase(letter: string): string {
  if (ownTitleCase.test(letter)) fail(`the title case of ${letter} is not supported`);
  const [first, ...rest] = letter.toUpperCase();
  return first + rest.join('').toLowerCase();
}

/** A capital, then small letters. */
export function capitalize(value: Text): Text {
  const [first = ''] = value.value;
  const rest = value.value.toLowerCase().slice(first.toLowerCase().length);
  return value.reworded(first === '' ? '' : titleCase(first) + rest);
}

/** `str.title`: a capital at each letter that follows none. */
function title(value: Text): Text {
  const cased = /\p{Lowercase}|\p{Uppercase}|\p{Lt}/u;
  let inWord = false;
  const letters = Array.from(value.value, (letter) => {
    const is = cased.test(letter);
    // A small sigma depends on what stands around it.
    if (letter === 'Σ') fail('the title case of Σ is not supported');
    const shown = is && !inWord ? titleCase(letter) : letter.toLowerCase();
    inWord = is;
    return shown;
  });
  return value.reworded(letters.join(''));
}

/** The filter `title`, which begins words after white space, hyphens and opening brackets. */
export function titleWords(value: Text): Text {
  const words = value.value.split(
    /([-\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000({[<]+)/,
  );
  const capitals = words.map((word) => {
    const [first = '', ...rest] = word;
    return first.toUpperCase() + rest.join('').toLowerCase();
  });
  return value.reworded(capitals.join(''));
}

export function join(separator: Text, items: readonly Value[]): Text {
  const parts = items.map((item) => text(item, 'join'));
  return Text.join(parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part])));
}

/** Whether a text begins or ends with one of some. */
function anyOf(given: Value, test: (one: string) => boolean): boolean {
  const all = given instanceof Sequence && given.kind === 'tuple' ? given.items : [given];
  return all.some((one) => test(text(one, 'startswith or endswith').value));
}

const list = (items: readonly Text[]) => new Sequence(items);
const limit = (value: Value) =>
  value === undefined ? -1 : typeof value === 'number' ? value : fail('a limit must be an int');

/** A method: what it makes of a text and its arguments. */
type Method = { readonly names: readonly string[]; readonly run: (self: Text, ...args: Value[]) => Value };

const methods: Readonly<Record<string, Method>> = {
  upper: { names: [], run: (self) => self.reworded(self.value.toUpperCase()) },
  lower: { names: [], run: (self) => self.reworded(self.value.toLowerCase()) },
  title: { names: [], run: title },
  capitalize: { names: [], run: capitalize },
  strip: { names: ['chars'], run: (self, chars) => strip(self, chars) },
  lstrip: { names: ['chars'], run: (self, chars) => strip(self, chars, 'left') },
  rstrip: { names: ['chars'], run: (self, chars) => strip(self, chars, 'right') },
  split: { names: ['sep', 'maxsplit'], run: (self, sep, most) => list(split(self, sep, limit(most))) },
  rsplit: { names: ['sep', 'maxsplit'], run: (self, sep, most) => list(splitRight(self, sep, limit(most))) },
  splitlines: { names: [], run: (self) => list(splitLines(self)) },
  startswith: {
    names: ['prefix'],
    run: (self, one) => anyOf(one, (start) => self.value.startsWith(start)),
  },
  endswith: { names: ['suffix'], run: (self, one) => anyOf(one, (end) => self.value.endsWith(end)) },
  replace: {
    names: ['old', 'new', 'count'],
    run: (self, old, now, count) => replace(self, text(old, 'replace'), text(now, 'replace'), limit(count)),
  },
  removeprefix: {
    names: ['prefix'],
    run: (self, one) => {
      const { value } = text(one, 'removeprefix');
      return self.value.startsWith(value) ? self.slice(value.length) : self;
    },
  },
  removesuffix: {
    names: ['suffix'],
    run: (self, one) => {
      const { value } = text(one, 'removesuffix');
      return self.value.endsWith(value) ? self.slice(0, self.value.length - value.length) : self;
    },
  },
  join: { names: ['iterable'], run: (self, items) => join(self, iterate(items)) },
  find: {
    names: ['sub'],
    run: (self, one) => {
      const found = self.value.indexOf(text(one, 'find').value);
      return found < 0 ? -1 : int(characters(self.slice(0, found)).length);
    },
  },
  count: {
    names: ['sub'],
    run: (self, one) => int(split(self, text(one, 'count'), -1).length - 1),
  },
};

/** What Python's strings can do besides: refused, not taken for an attribute that is not there. */
const others = new Set(
  (
    'casefold center encode expandtabs format format_map index isalnum isalpha isascii isdecimal isdigit ' +
    'isidentifier islower isnumeric isprintable isspace istitle isupper ljust maketrans partition rfind rindex rjust ' +
    'rpartition swapcase translate zfill'
  ).split(' '),
);

/** The names of all methods that are done here. */
export const stringMethods: ReadonlySet<string> = new Set(Object.keys(methods));

/** A method of a text; undefined where Python has none of that name. */
export function stringMethod(self: Text, name: string): Value {
  if (others.has(name)) fail(`the method .${name}() is not supported`);
  if (!Object.hasOwn(methods, name)) return undefined;
  const { names, run } = methods[name];
  // Most of Python's take their arguments by place only.
  const byName = ['split', 'rsplit', 'replace'].includes(name) ? names : [];
  return new Callable((args, named) => {
    const stray = [...named.keys()].find((key) => !byName.includes(key));
    if (stray !== undefined || args.length > names.length)
      fail(`.${name}() with ${stray ?? `${args.length} arguments`} is not supported`);
    const all = names.map((key, i) => (i < args.length ? args[i] : named.get(key)));

    return run(self, ...all);
  });
}
