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

/** The mean of checks that hold in part (numbers) or not at all. */
export function mean(checks: readonly (number | boolean)[]): number {
  return checks.reduce<number>((sum, check) => sum + Number(check), 0) / checks.length;
}
