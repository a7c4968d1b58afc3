/**
 * A reply as lines of known kinds: the judge reads structure, not the look of the whole.
 */
import { linesOf } from '../text';

/** A line without its marker. `number` is 0 unless it is numbered. */
export interface Line {
  readonly kind: 'heading' | 'bullet' | 'numbered' | 'text';
  readonly text: string;
  readonly number: number;
}

function parseLine(line: string): Line {
  if (line.startsWith('- ')) return { kind: 'bullet', text: line.slice(2).trim(), number: 0 };
  const numbered = /^(\d{1,3})\. (.*)$/.exec(line);
  if (numbered) return { kind: 'numbered', text: numbered[2], number: Number(numbered[1]) };
  return { kind: line.endsWith(':') ? 'heading' : 'text', text: line, number: 0 };
}

/** The lines of a reply. */
export function parseLines(reply: string): Line[] {
  return linesOf(reply).map(parseLine);
}

/** The share of lines that are numbered 1, 2, 3 … in turn; 0 for none. */
export function inOrder(lines: readonly Line[]): number {
  if (lines.length === 0) return 0;
  return lines.filter((line, i) => line.kind === 'numbered' && line.number === i + 1).length / lines.length;
}

/** The sentences of a text. */
export function sentencesOf(text: string): string[] {
  return text.match(/[^.!?\n]+[.!?]*/g) ?? [];
}

/** One line or two of whole sentences. */
export function looksLikeSpeech(reply: string): boolean {
  const lines = linesOf(reply);
  return lines.length >= 1 && lines.length <= 2 && lines.every((line) => /^[A-Z][^:]*[.!?]$/.test(line));
}

/** A reply as it was read, see judge/reading.ts. */
export interface Reading {
  /** As it was typed. */
  readonly typed: string;
  /** Corrected, without chatter, nothing twice; its lines end with a line break. */
  readonly text: string;
  /** The lines of `text`. */
  readonly lines: readonly Line[];
  /** The words of `text`. */
  readonly words: readonly string[];
  /** The corrected lines with repetitions and chatter. */
  readonly allLines: readonly Line[];
  /** How many words are in no dictionary, and the first of them. */
  readonly unknown: { readonly count: number; readonly first: string };
  /** How many sentences are chatter. */
  readonly chatter: number;
  /** The share of sentences, and of runs of five words, that were there before: the larger of the two. */
  readonly repeated: number;
  /** The share of sentences alone: for what has few words, such as the lines of a program. */
  readonly saidTwice: number;
}
