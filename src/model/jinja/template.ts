/**
 * A chat template, parsed: Jinja as transformers sets it up (blocks trimmed, `{% generation %}`, break and continue).
 *
 * The tree is that of Hugging Face's JavaScript; it is run here (`interpreter.ts`), since what their interpreter does
 * differs from Python's in many places, silently. What would be parsed otherwise than Python's Jinja does, and filters,
 * tests and methods that are not done here, are refused before anything is rendered.
 */
import { parse, tokenize, type Program, type Token } from '@huggingface/jinja';
import { filterNames, testNames } from './filters';
import { stringMethods } from './strings';
import { fail } from './values';

/** Calls of this name stand for `{% generation %}`, which is a call block in transformers too. */
export const generationCall = 'generation__';

/** @throws Error that says what cannot be parsed, or is not supported. */
export function parseTemplate(source: string): Program {
  const text = source
    .replace(/\r\n?/g, '\n')
    .replace(/\{%([-+]?)\s*generation\s*([-+]?)%\}/g, `{%$1 call ${generationCall}() $2%}`)
    .replace(/\{%([-+]?)\s*endgeneration\s*([-+]?)%\}/g, '{%$1 endcall $2%}');
  // Where the library's handling of white space is not Jinja's.
  const odd = /[\x1c-\x1f\x85\ufeff\u2028\u2029]|^[ \t]+\{-|-\}\n/m.exec(text);
  if (odd !== null) fail(`${JSON.stringify(odd[0])} in a template is not supported`);
  const tokens = tokenize(text, { lstrip_blocks: true, trim_blocks: true });
  refuseChains(tokens);
  const program = parse(tokens);
  refuseUnknown(program);
  return program;
}

const comparisons = new Set(['==', '!=', '<', '>', '<=', '>=']);
const separators = new Set(['and', 'or', 'if', 'else', 'set', 'elif', 'for']);

/** Python takes `a < b < c` for two comparisons; the library's tree does not show which was meant. */
function refuseChains(tokens: readonly Token[]): void {
  const counts = [0];
  for (const [i, { type, value }] of tokens.entries()) {
    if (type === 'OpenStatement' || type === 'OpenExpression') counts.splice(0, counts.length, 0);
    else if (/^Open/.test(type)) counts.push(0);
    else if (/^Close/.test(type) && counts.length > 1) counts.pop();
    else if (/^(Comma|Colon|Equals)$/.test(type) || (type === 'Identifier' && separators.has(value)))
      counts[counts.length - 1] = 0;
    else if (type === 'Identifier' && value === 'not' && tokens[i + 1]?.value !== 'in') continue;
    else if (
      comparisons.has(value) ? type === 'ComparisonBinaryOperator' : type === 'Identifier' && value === 'in'
    )
      if (++counts[counts.length - 1] > 1) fail('a chain of comparisons is not supported');
  }
}

/** Methods of what is no string. */
const otherMethods = new Set(['get', 'items', 'keys', 'values']);

/** Refuses the names of what is not done here. */
function refuseUnknown(node: unknown): void {
  if (node instanceof Map) {
    for (const pair of node) pair.forEach(refuseUnknown);
    return;
  }
  if (Array.isArray(node)) return node.forEach(refuseUnknown);
  if (typeof node !== 'object' || node === null) return;
  const named = (key: string): string | undefined => {
    const inner: unknown = Reflect.get(node, key);
    if (typeof inner !== 'object' || inner === null) return undefined;
    const value: unknown =
      Reflect.get(inner, 'value') ?? Reflect.get(Reflect.get(inner, 'callee') ?? {}, 'value');
    return typeof value === 'string' ? value : undefined;
  };
  const type: unknown = Reflect.get(node, 'type');
  if (type === 'FilterExpression' || type === 'FilterStatement') {
    const name = named('filter');
    if (name === undefined || !filterNames.has(name)) fail(`the filter "${name}" is not supported`);
  }
  if (type === 'TestExpression') {
    const name = named('test');
    if (name === undefined || !testNames.has(name)) fail(`the test "${name}" is not supported`);
  }
  if (type === 'CallExpression') {
    const callee: unknown = Reflect.get(node, 'callee');
    const method = calledMethod(callee);
    if (method !== undefined && !stringMethods.has(method) && !otherMethods.has(method))
      fail(`the method .${method}() is not supported`);
  }
  Object.values(node).forEach(refuseUnknown);
}

/** The name after the dot of a callee. */
function calledMethod(callee: unknown): string | undefined {
  if (typeof callee !== 'object' || callee === null) return undefined;
  if (Reflect.get(callee, 'type') !== 'MemberExpression' || Reflect.get(callee, 'computed') === true)
    return undefined;
  const property: unknown = Reflect.get(callee, 'property');
  const value: unknown =
    typeof property === 'object' && property !== null ? Reflect.get(property, 'value') : undefined;
  return typeof value === 'string' ? value : undefined;
}
