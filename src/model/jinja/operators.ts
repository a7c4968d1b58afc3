/** What Python's operators make of a template's values. */
import { contains } from './filters';
import { Text } from './text';
import {
  equal,
  fail,
  Float,
  int,
  isTrue,
  less,
  numeric,
  Sequence,
  toText,
  typeOf,
  type Value,
} from './values';

/** Arithmetic on two numbers; the result is an int where both are. `/` gives floats always. */
function arithmetic(operator: string, a: number, b: number, whole: boolean): Value {
  const result = (value: number) => (whole ? int(value) : new Float(value));
  if (b === 0 && /^[/%]/.test(operator)) return fail('division by zero');
  switch (operator) {
    case '+':
      return result(a + b);
    case '-':
      return result(a - b);
    case '*':
      return result(a * b);
    case '/':
      return new Float(a / b);
    case '//':
      return result(Math.floor(a / b));
    case '%':
      return result(a - b * Math.floor(a / b));
    case '**':
      return whole && b >= 0 ? int(a ** b) : new Float(a ** b);
    default:
      return fail(`the operator ${operator} is not supported`);
  }
}

function plus(left: Value, right: Value): Value {
  if (left instanceof Text && right instanceof Text) return Text.join([left, right]);
  if (left instanceof Sequence && right instanceof Sequence && left.kind === right.kind) {
    if (left.kind === 'list' || left.kind === 'tuple')
      return new Sequence([...left.items, ...right.items], left.kind);
  }
  return fail(`unsupported operand types for +: ${typeOf(left)} and ${typeOf(right)}`);
}

/** A binary operator, save `and` and `or`. */
export function binary(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return less(left, right);
    case '>':
      return less(right, left);
    case '<=':
      return !less(right, left);
    case '>=':
      return !less(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    case '~':
      return Text.join([toText(left), toText(right)]);
  }
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined && b !== undefined)
    return arithmetic(operator, a, b, !(left instanceof Float || right instanceof Float));
  if (operator === '*' && left instanceof Text && typeof right === 'number')
    return Text.join(Array.from({ length: Math.max(0, right) }, () => left));
  if (operator === '+') return plus(left, right);
  return fail(`${typeOf(left)} ${operator} ${typeOf(right)} is not supported`);
}

export function unary(operator: string, value: Value): Value {
  if (operator === 'not') return !isTrue(value);
  const number = numeric(value);
  if (number === undefined) return fail(`${operator} of ${typeOf(value)} is not supported`);
  const signed = operator === '-' ? -number : number;
  return value instanceof Float ? new Float(signed) : int(signed);
}

/** Python's slice of a list or string. */
export function slice<T>(items: readonly T[], start?: number, stop?: number, step = 1): T[] {
  if (step === 0) fail('slice step cannot be zero');
  const { length } = items;
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const place = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const from = start === undefined ? (step > 0 ? low : high) : place(start);
  const to = stop === undefined ? (step > 0 ? high : low) : place(stop);
  const taken: T[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) taken.push(items[i]);
  return taken;
}

/** `range(…)`. */
export function range(args: readonly Value[]): Sequence {
  const [first, second, step = 1] = args;
  const [from, to] = args.length === 1 ? [0, first] : [first, second];
  if (typeof from !== 'number' || typeof to !== 'number' || typeof step !== 'number' || step === 0)
    return fail('range() expects ints');
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (length > 100_000) fail('range() is longer than 100,000, which Jinja refuses');
  return new Sequence(
    Array.from({ length }, (_, i) => from + i * step),
    'view',
  );
}
