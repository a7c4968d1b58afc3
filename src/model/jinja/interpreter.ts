/**
 * Runs a parsed template as Python's Jinja does: what a block sets, who sees it, and what goes into the text. Strings
 * keep their origins (`text.ts`).
 *
 * Not done: `{% raw %}`, `{% include %}` and other statements that the parser refuses, unpacking of arguments, and
 * `{% generation %}` inside of what is rendered aside (a macro, `{% set %}…{% endset %}`), where transformers loses
 * count of the place.
 */
import type {
  Call,
  Expression,
  For,
  Member,
  Parameter,
  Program,
  SetStatement,
  Slice,
  Statement,
} from '@huggingface/jinja';
import { applyFilter, item, pairs, runTest } from './filters';
import { binary, range, slice, unary } from './operators';
import { stringMethod } from './strings';
import { strftime } from './strftime';
import { generationCall } from './template';
import { Text } from './text';
import {
  Callable,
  characters,
  Dict,
  fail,
  Float,
  isTrue,
  iterate,
  Namespace,
  Sequence,
  toText,
  typeOf,
  type Value,
} from './values';

/** Names and values; a block sees those around it. */
class Scope {
  readonly #own = new Map<string, Value>();
  constructor(readonly around?: Scope) {}

  get(name: string): Value {
    return this.#own.has(name) ? this.#own.get(name) : this.around?.get(name);
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }
}

/** How a block ended: at its end, or by a statement for the loop around it. */
type Ending = 'Break' | 'Continue' | undefined;

class Interpreter {
  /** Blocks around this one that are rendered aside. */
  #aside = 0;

  /** Runs statements; their text goes to the end of `out`. */
  run(body: readonly Statement[], scope: Scope, out: Text[]): Ending {
    for (const statement of body) {
      const ending = this.#statement(statement, scope, out);
      if (ending !== undefined) return ending;
    }
    return undefined;
  }

  #statement(node: Statement, scope: Scope, out: Text[]): Ending {
    switch (node.type) {
      case 'If':
        return this.run(isTrue(this.#value(node.test, scope)) ? node.body : node.alternate, scope, out);
      case 'For':
        return this.#for(node, scope, out);
      case 'Set':
        this.#set(node, scope);
        return undefined;
      case 'Macro':
        scope.set(node.name.value, this.#callable(node.args, node.body, scope));
        return undefined;
      case 'CallStatement':
        this.#call(node.call, node.callerArgs ?? [], node.body, scope, out);
        return undefined;
      case 'FilterStatement':
        out.push(toText(this.#filter(node.filter, this.#asideText(node.body, new Scope(scope)), scope)));
        return undefined;
      case 'Break':
      case 'Continue':
        return node.type;
      case 'Comment':
        return undefined;
      default:
        out.push(toText(this.#value(node, scope)));
        return undefined;
    }
  }

  /** The text of a block that does not go into the output at once. */
  #asideText(body: readonly Statement[], scope: Scope): Text {
    const out: Text[] = [];
    this.#aside++;
    this.run(body, scope, out);
    this.#aside--;
    return Text.join(out);
  }

  #for({ loopvar, iterable, body, defaultBlock }: For, scope: Scope, out: Text[]): Ending {
    const bind = (inner: Scope, value: Value) => {
      if (loopvar.type === 'Identifier') inner.set(loopvar.value, value);
      else unpack(loopvar.value, value, inner);
    };
    const chosen = iterable.type === 'SelectExpression' ? iterable : undefined;
    const all = iterate(this.#value(chosen?.lhs ?? iterable, scope));
    const items = all.filter((value) => {
      if (chosen === undefined) return true;
      const inner = new Scope(scope);
      bind(inner, value);
      return isTrue(this.#value(chosen.test, inner));
    });
    let ended = false;
    for (const [i, value] of items.entries()) {
      const inner = new Scope(scope);
      bind(inner, value);
      inner.set('loop', loopOf(items, i));
      const ending = this.run(body, inner, out);
      if (ending === 'Break') break;
      // Jinja takes a loop whose every round was left early for one without rounds.
      if (ending === undefined) ended = true;
    }
    return ended ? undefined : this.run(defaultBlock, new Scope(scope), out);
  }

  #set({ assignee, value, body }: SetStatement, scope: Scope): void {
    const given = value === null ? this.#asideText(body, new Scope(scope)) : this.#value(value, scope);
    if (assignee.type === 'Identifier') scope.set(assignee.value, given);
    else if (assignee.type === 'TupleLiteral') unpack(assignee.value, given, scope);
    else if (assignee.type === 'MemberExpression' && assignee.property.type === 'Identifier') {
      const object = this.#value(assignee.object, scope);
      if (!(object instanceof Namespace)) fail('cannot assign attribute on non-namespace object');
      else object.entries.set(assignee.property.value, given);
    } else fail('set: expected a name');
  }

  /** A macro, or the body of a call block. */
  #callable(
    parameters: readonly Parameter[],
    body: readonly Statement[],
    scope: Scope,
    caller?: Value,
  ): Callable {
    return new Callable((args, named) => {
      const inner = new Scope(scope);
      const names = parameters.map((parameter) =>
        parameter.type === 'Identifier' ? parameter.value : parameter.key.value,
      );
      const stray = [...named.keys()].find((key) => !names.includes(key) && key !== 'caller');
      if (args.length > names.length || stray !== undefined)
        fail(`a macro is called with ${stray ?? `${args.length} arguments`}; it takes ${names.length}`);
      parameters.forEach((parameter, i) => {
        const given = i < args.length ? args[i] : named.get(names[i]);
        const missing = i >= args.length && !named.has(names[i]);
        const fallback = missing && parameter.type !== 'Identifier';
        inner.set(names[i], fallback ? this.#value(parameter.value, inner) : given);
      });
      inner.set('caller', named.get('caller') ?? caller);
      return this.#asideText(body, inner);
    });
  }

  #call(
    call: Call,
    parameters: readonly Parameter[],
    body: readonly Statement[],
    scope: Scope,
    out: Text[],
  ): void {
    if (call.callee.type === 'Identifier' && call.callee.value === generationCall) {
      if (this.#aside > 0) fail('{% generation %} in a macro or another block is not supported');
      const text = this.#asideText(body, new Scope(scope));
      const whole = { start: 0, end: text.value.length, of: 'generation' as const };
      out.push(new Text(text.value, [...text.spans, whole]));
      return;
    }
    const { args, named } = this.#arguments(call.args, scope);
    const caller = this.#callable(parameters, body, scope);
    const macro = this.#value(call.callee, scope);
    if (!(macro instanceof Callable)) fail('a call block expects a macro');
    else out.push(toText(macro.call(args, new Map([...named, ['caller', caller]]))));
  }

  #arguments(nodes: readonly Expression[], scope: Scope) {
    const args: Value[] = [];
    const named = new Map<string, Value>();
    for (const node of nodes) {
      if (node.type === 'KeywordArgumentExpression')
        named.set(node.key.value, this.#value(node.value, scope));
      else args.push(this.#value(node, scope));
    }
    return { args, named };
  }

  #filter(filter: Expression, value: Value, scope: Scope): Value {
    if (filter.type === 'Identifier') return applyFilter(filter.value, value, { args: [], named: new Map() });
    if (filter.type !== 'CallExpression' || filter.callee.type !== 'Identifier')
      return fail('a filter is expected to be a name');
    return applyFilter(filter.callee.value, value, this.#arguments(filter.args, scope));
  }

  #value(node: Expression, scope: Scope): Value {
    switch (node.type) {
      case 'IntegerLiteral':
        return node.value;
      case 'FloatLiteral':
        return new Float(node.value);
      case 'StringLiteral':
        return new Text(node.value);
      case 'ArrayLiteral':
        return new Sequence(node.value.map((one) => this.#value(one, scope)));
      case 'TupleLiteral':
        return new Sequence(
          node.value.map((one) => this.#value(one, scope)),
          'tuple',
        );
      case 'ObjectLiteral': {
        const entries = [...node.value].map(([key, value]): [string, Value] => {
          const name = this.#value(key, scope);
          if (!(name instanceof Text)) return fail('a dict with keys that are no str is not supported');
          return [name.value, this.#value(value, scope)];
        });
        return new Dict(new Map(entries));
      }
      case 'Identifier':
        return scope.get(node.value);
      case 'MemberExpression':
        return this.#member(node, scope);
      case 'CallExpression': {
        const callee = this.#value(node.callee, scope);
        const { args, named } = this.#arguments(node.args, scope);
        if (callee instanceof Callable) return callee.call(args, named);
        return fail(`${nameOf(node.callee)} is ${typeOf(callee)}; expected a function`);
      }
      case 'UnaryExpression':
        return unary(node.operator.value, this.#defined(node.argument, scope, node.operator.value === 'not'));
      case 'BinaryExpression': {
        const operator = node.operator.value;
        if (operator === 'and' || operator === 'or') {
          const left = this.#value(node.left, scope);
          return isTrue(left) === (operator === 'and') ? this.#value(node.right, scope) : left;
        }
        const lenient = /^(==|!=|~|in|not in)$/.test(operator);
        return binary(
          operator,
          this.#defined(node.left, scope, lenient),
          this.#defined(node.right, scope, lenient),
        );
      }
      case 'FilterExpression':
        return this.#filter(node.filter, this.#value(node.operand, scope), scope);
      case 'TestExpression':
        return runTest(node.test.value, this.#value(node.operand, scope)) !== node.negate;
      case 'SelectExpression':
        return isTrue(this.#value(node.test, scope)) ? this.#value(node.lhs, scope) : undefined;
      case 'Ternary':
        return this.#value(
          isTrue(this.#value(node.condition, scope)) ? node.trueExpr : node.falseExpr,
          scope,
        );
      default:
        return fail(`${node.type} is not supported`);
    }
  }

  /** A value of which something is asked that Python does not ask of what is undefined. */
  #defined(node: Expression, scope: Scope, lenient: boolean): Value {
    const value = this.#value(node, scope);
    return value !== undefined || lenient ? value : fail(`${nameOf(node)} is undefined`);
  }

  #member({ object: node, property, computed }: Member, scope: Scope): Value {
    const object = this.#defined(node, scope, false);
    if (property.type === 'SliceExpression') return this.#slice(object, property, scope);
    if (computed || property.type !== 'Identifier') {
      const key = this.#value(property, scope);
      const found = object instanceof Namespace ? undefined : item(object, key);
      return found === undefined && key instanceof Text ? attributeOf(object, key.value) : found;
    }
    const attribute = attributeOf(object, property.value);
    return attribute === undefined ? item(object, new Text(property.value)) : attribute;
  }

  #slice(object: Value, { start, stop, step }: Slice, scope: Scope): Value {
    const bound = (node: Expression | undefined) => {
      const value = node === undefined ? undefined : this.#value(node, scope);
      if (value === undefined || value === null) return undefined;
      return typeof value === 'number' ? value : fail('slice indices must be integers');
    };
    const bounds = [bound(start), bound(stop), bound(step)] as const;

    if (object instanceof Text) return Text.join(slice(characters(object), ...bounds));
    if (object instanceof Sequence && (object.kind === 'list' || object.kind === 'tuple'))
      return new Sequence(slice(object.items, ...bounds), object.kind);
    return fail(`a slice of ${typeOf(object)} is not supported`);
  }
}

function nameOf(node: Expression): string {
  if (node.type === 'Identifier') return `'${node.value}'`;
  if (node.type !== 'MemberExpression') return 'a value';
  const { property } = node;
  return property.type === 'Identifier' || property.type === 'StringLiteral'
    ? `'${property.value}'`
    : 'a value';
}

function unpack(targets: readonly Expression[], value: Value, scope: Scope): void {
  const items = iterate(value);
  if (items.length !== targets.length) fail(`${items.length} values for ${targets.length} names`);
  targets.forEach((target, i) => {
    if (target.type === 'Identifier') scope.set(target.value, items[i]);
    else fail('a name is expected where a value is unpacked');
  });
}

function loopOf(items: readonly Value[], i: number): Namespace {
  const { length } = items;
  return new Namespace(
    new Map<string, Value>([
      ['index', i + 1],
      ['index0', i],
      ['revindex', length - i],
      ['revindex0', length - i - 1],
      ['first', i === 0],
      ['last', i === length - 1],
      ['length', length],
      ['previtem', items[i - 1]],
      ['nextitem', items[i + 1]],
      ['depth', 1],
      ['depth0', 0],
    ]),
  );
}

/** Methods and attributes; those of Python's dictionaries go before keys of the same name. */
function attributeOf(object: Value, name: string): Value {
  if (object instanceof Text) return stringMethod(object, name);
  if (object instanceof Namespace) return object.entries.get(name);
  if (!(object instanceof Dict)) return undefined;
  switch (name) {
    case 'get':
      return new Callable(([key, other = null]) =>
        key instanceof Text && object.entries.has(key.value) ? object.entries.get(key.value) : other,
      );
    case 'items':
      return new Callable(() => new Sequence(pairs(object), 'view'));
    case 'keys':
      return new Callable(() => new Sequence(iterate(object), 'view'));
    case 'values':
      return new Callable(() => new Sequence([...object.entries.values()], 'view'));
    case 'clear':
    case 'copy':
    case 'fromkeys':
    case 'pop':
    case 'popitem':
    case 'setdefault':
    case 'update':
      return fail(`the method .${name}() is not supported`);
    default:
      return undefined;
  }
}

/** Names that Jinja and transformers give to every template. */
function globals(now: () => Date): [string, Value][] {
  const text = (value: Value) => toText(value).value;
  return [
    ...['true', 'True'].map((name): [string, Value] => [name, true]),
    ...['false', 'False'].map((name): [string, Value] => [name, false]),
    ...['none', 'None'].map((name): [string, Value] => [name, null]),
    ['range', new Callable((args) => range(args))],
    ['namespace', new Callable((args, named) => new Namespace(new Map([...entriesOf(args[0]), ...named])))],
    ['raise_exception', new Callable(([message]) => fail(text(message)))],
    ['strftime_now', new Callable(([format]) => new Text(strftime(now(), text(format))))],
    ...['dict', 'cycler', 'joiner', 'lipsum'].map((name): [string, Value] => [
      name,
      new Callable(() => fail(`${name}() is not supported`)),
    ]),
  ];
}

function entriesOf(value: Value): ReadonlyMap<string, Value> {
  if (value === undefined) return new Map();
  return value instanceof Dict ? value.entries : fail('namespace() expects a dict');
}

/**
 * The text of a template.
 * @param variables by name. @param now what `strftime_now` tells.
 * @throws Error as the template raises, on what it asks of its values, and on what is not done here.
 */
export function renderTemplate(
  program: Program,
  variables: ReadonlyMap<string, Value>,
  now: () => Date,
): Text {
  const outer = new Scope();
  for (const [name, value] of globals(now)) outer.set(name, value);
  for (const [name, value] of variables) outer.set(name, value);
  const out: Text[] = [];
  new Interpreter().run(program.body, new Scope(outer), out);
  return Text.join(out);
}
