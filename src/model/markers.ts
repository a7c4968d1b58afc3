/**
 * Which tokens a chat template marks turns with, whether or not the tokenizer flags them as special: none of them can
 * be written by a content. As transformers' `sanitize_control_tokens` takes it, these are the special tokens and all
 * added tokens that the template writes. An assistant may write those that belong inside its own turn (`<think>`).
 */
import type { Message } from '../data/records';
import type { Text } from './jinja/text';
import type { Tokenizer } from './tokenizer';

/** Names of added tokens. */
export interface Markers {
  /** What no user or system can write. */
  readonly all: ReadonlySet<string>;
  /** What no assistant can write either, and what is no part of a reply: ends of turns and names of roles. */
  readonly turns: ReadonlySet<string>;
}

/** A conversation in which every kind of marker shows. */
const probe: readonly Message[] = [
  { role: 'user', content: 'a' },
  { role: 'assistant', content: 'b' },
  { role: 'user', content: 'c' },
];
const withSystem: readonly Message[] = [{ role: 'system', content: 's' }, ...probe];

/** A pattern that finds any of the names at each place, the longest first. */
export function anywhere(names: Iterable<string>): RegExp | undefined {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return undefined;
  const escaped = longestFirst.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`(?=(${escaped.join('|')}))`, 'gu');
}

/** The names in a piece of text, in order. */
export function namesIn(text: string, pattern: RegExp | undefined): { name: string; at: number }[] {
  if (pattern === undefined) return [];
  return Array.from(text.matchAll(pattern), ({ 1: name, index }) => ({ name, at: index }));
}

/** @param render the template on a conversation with its generation prompt; undefined where it refuses. */
export function findMarkers(
  tokenizer: Tokenizer,
  render: (messages: readonly Message[]) => Text | undefined,
): Markers {
  const added = tokenizer.json.added_tokens.filter(({ content }) => content.trim() !== '');
  const source = tokenizer.config.chat_template ?? '';
  const all = new Set(
    added.filter(({ content, special }) => special || source.includes(content)).map(({ content }) => content),
  );
  const turns = new Set(added.filter(({ special }) => special).map(({ content }) => content));
  const names = new Set(added.map(({ content }) => content));
  const isTag = (name: string) => name[1] === '/' || names.has(`${name[0]}/${name.slice(1)}`);
  const pattern = anywhere(names);
  let rendered = false;
  for (const messages of [probe, withSystem]) {
    const text = render(messages);
    if (text === undefined) continue;
    rendered = true;
    const place = (of: number) => text.spans.find((span) => span.of === of) ?? { start: 0, end: 0 };
    const first = messages.length - probe.length;
    const [asked, said, next] = [place(first), place(first + 1), place(first + 2)];
    const found = (from: number, to?: number) =>
      namesIn(text.value.slice(from, to), pattern).map(({ name }) => name);
    for (const name of found(0)) all.add(name);
    for (const name of [...found(0, asked.end), ...found(said.end, next.end)]) turns.add(name);
    // What opens the assistant's turn names its role first; a tag that is closed later belongs to the reply.
    const opening = found(asked.end, said.start).find((name) => !turns.has(name) && !isTag(name));
    if (opening !== undefined) turns.add(opening);
  }
  return { all, turns: rendered ? turns : all };
}
