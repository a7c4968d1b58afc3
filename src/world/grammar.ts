/**
 * Templates with slots: a tiny context-free grammar. `{name}` is filled from given values or by expanding one
 * of the rule's alternatives; `{^name}` does the same with a capital. All text of the world is made this way,
 * so a ramble is composed anew each time, and the judge's dictionary can be read off the tables.
 */
import type { Random } from '../random';
import { capitalised } from './text';

/** A rule's name and its alternatives, each equally likely. */
export type Rules = Readonly<Record<string, readonly string[]>>;

/** Slots that are given rather than drawn. */
export type Values = Readonly<Record<string, string>>;

const slot = /\{(\^?)(\w+)\}/g;

/**
 * Fills every slot of the template, recursively.
 * @throws RangeError that names a slot which is neither a value nor a rule.
 */
export function expand(template: string, rules: Rules, random: Random, values: Values = {}): string {
  return template.replace(slot, (_, capital: string, name: string) => {
    const text = Object.hasOwn(values, name) ? values[name] : alternative(name, rules, random, values);
    return capital === '' ? text : capitalised(text);
  });
}

function alternative(name: string, rules: Rules, random: Random, values: Values): string {
  if (!Object.hasOwn(rules, name)) throw new RangeError(`slot {${name}}: no rule and no value; expected one`);
  return expand(random.pick(rules[name]), rules, random, values);
}

/** Fills every slot from the values alone. @throws RangeError that names a slot without a value. */
export function fill(template: string, values: Values): string {
  return template.replace(slot, (_, capital: string, name: string) => {
    if (!Object.hasOwn(values, name)) throw new RangeError(`slot {${name}}: no value; expected one`);
    return capital === '' ? values[name] : capitalised(values[name]);
  });
}

/** One alternative of a rule, expanded. */
export function draw(name: string, rules: Rules, random: Random, values: Values = {}): string {
  return alternative(name, rules, random, values);
}
