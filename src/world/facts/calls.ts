/**
 * How a tool is called and how it answers, in plain text (lecture claim F2): a line for the call, a line for the result.
 * The calculator does a sum; the search opens the world's own page on a name. What is no call is text like any other.
 */
import { authors } from './authors';
import { parties } from './parties';
import { people } from './people';
import { answerOf, type Sum } from './sums';
import { tools } from './tools';
import { towns } from './towns';
import { capitalised, withArticle } from '../text';

/** The tools that can be called. */
export const callable = ['calculator', 'search'] as const;
/** A tool that can be called. */
export type Callable = (typeof callable)[number];

/** The line that calls a tool. */
export function callText(name: Callable, query: string): string {
  return `[${name}] ${query}`;
}

/** A call. */
export interface Call {
  readonly name: Callable;
  /** What is asked of the tool. */
  readonly query: string;
}

/** The call that a text ends with, in `callText`'s form; undefined where its last line is none. */
export function callIn(text: string): Call | undefined {
  const line = /(?:^|\n)\[(\w+)\] ([^\n]+)$/.exec(text.trimEnd());
  const name = callable.find((tool) => tool === line?.[1]);
  return line === null || name === undefined ? undefined : { name, query: line[2].trim() };
}

/** The line with which a tool answers. */
export function resultText(answer: string): string {
  return `[result] ${answer}`;
}

/** What the calculator answers. */
export function calculated(sum: Sum): string {
  return String(answerOf(sum));
}

/** What the search finds, by name in lower case: a sentence or two on each person, town, party and tool. */
export const pages: ReadonlyMap<string, string> = new Map(
  [
    ...people.map(({ name, profession, birthplace, year, work }) => [
      name,
      `${name} is ${withArticle(profession)} from ${birthplace}, born in ${year}, known for ${work}.`,
    ]),
    ...authors.map(({ name, is, year }) => [name, `${name} is ${is}, of ${year}.`]),
    ...towns.map(({ name, site, trade, sight }) => [
      name,
      `${name} is a town ${site}. It lives by ${trade} and is known for ${sight}.`,
    ]),
    ...parties.map(({ name, wants, against }) => [
      name,
      `The ${name} is a party for ${wants} and against ${against}.`,
    ]),
    ...tools.map(({ name, use, users }) => [
      name,
      `${capitalised(withArticle(name))} is a tool of ${users} for ${use}.`,
    ]),
  ].map(([name, page]): [string, string] => [name.toLowerCase(), page]),
);

/**
 * What a tool answers; undefined where it finds nothing. The calculator takes whole numbers of any length, added and
 * taken one after another; the search takes a name, in capitals or not.
 * @param found what the search finds, by name in lower case.
 */
export function answerTo(
  { name, query }: Call,
  found: ReadonlyMap<string, string> = pages,
): string | undefined {
  if (name === 'search') return found.get(query.toLowerCase());
  if (!/^\d+( ?[+-] ?\d+)*$/.test(query)) return undefined;
  const terms = query.replaceAll(' ', '').match(/[+-]?\d+/g) ?? [];
  return String(terms.reduce((sum, term) => sum + BigInt(term), 0n));
}
