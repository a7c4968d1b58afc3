/**
 * Small programs in a tiny language of plain words, with their interpreter (lecture claims E1, F1: work that is long to
 * check and can be checked). A program sets, adds, takes, doubles and repeats, and says a number at the end.
 *
 * Simplified: two variables, whole numbers from 0 up, no nesting; what would fall below 0 stays at 0.
 */
import type { Random } from '../../random';

/** A variable. */
export type Variable = 'a' | 'b';

/** A change of a variable, by a number or by the other variable. */
export interface Change {
  readonly verb: 'set' | 'add' | 'take' | 'double';
  readonly to: Variable;
  /** Left out of `double`. */
  readonly by?: number | Variable;
}

/** A line of a program. */
export type Line =
  | ({ readonly kind: 'do' } & Change)
  | ({ readonly kind: 'repeat'; readonly times: number } & Change)
  | ({ readonly kind: 'if'; readonly above: number } & Change)
  | { readonly kind: 'say'; readonly of: Variable };

/** A program. */
export type Program = readonly Line[];

function changeText({ verb, to, by }: Change): string {
  switch (verb) {
    case 'set':
      return `set ${to} to ${by}`;
    case 'add':
      return `add ${by} to ${to}`;
    case 'take':
      return `take ${by} from ${to}`;
    case 'double':
      return `double ${to}`;
  }
}

/** A line in words. */
export function lineText(line: Line): string {
  switch (line.kind) {
    case 'do':
      return changeText(line);
    case 'repeat':
      return `repeat ${line.times} times: ${changeText(line)}`;
    case 'if':
      return `if ${line.to} is above ${line.above}: ${changeText(line)}`;
    case 'say':
      return `say ${line.of}`;
  }
}

/** A program in words, a line each. */
export function programText(program: Program): string {
  return program.map(lineText).join('\n');
}

const variableOf = (text: string): Variable => (text === 'b' ? 'b' : 'a');
const amountOf = (text: string): number | Variable => (/\d/.test(text) ? Number(text) : variableOf(text));
const changes =
  /^(?:set ([ab]) to (\d+|[ab])|add (\d+|[ab]) to ([ab])|take (\d+|[ab]) from ([ab])|double ([ab]))$/;

function parseChange(text: string): Change | undefined {
  const [, set, value, more, added, less, taken, doubled] = changes.exec(text) ?? [];
  if (set !== undefined) return { verb: 'set', to: variableOf(set), by: amountOf(value) };
  if (added !== undefined) return { verb: 'add', to: variableOf(added), by: amountOf(more) };
  if (taken !== undefined) return { verb: 'take', to: variableOf(taken), by: amountOf(less) };
  return doubled === undefined ? undefined : { verb: 'double', to: variableOf(doubled) };
}

/** The line that `lineText` gives these words; undefined for any others. */
export function parseLine(text: string): Line | undefined {
  if (/^say [ab]$/.test(text)) return { kind: 'say', of: variableOf(text.slice(-1)) };
  const [, times, tested, above, rest = ''] =
    /^(?:repeat (\d) times: |if ([ab]) is above (\d+): )?(.*)$/.exec(text) ?? [];
  const change = parseChange(rest);
  if (change === undefined || (tested !== undefined && tested !== change.to)) return undefined;
  if (tested !== undefined) return { kind: 'if', above: Number(above), ...change };
  return times === undefined
    ? { kind: 'do', ...change }
    : { kind: 'repeat', times: Number(times), ...change };
}

/** What a run does: after each line the variable that it speaks of with its value, and the number said last. */
export interface Run {
  /** "a = 7", one a line of the program that changes something or leaves it. */
  readonly trace: readonly string[];
  readonly says: number;
}

/** Runs a program; variables begin at 0. */
export function run(program: Program): Run {
  const values: Record<Variable, number> = { a: 0, b: 0 };
  const apply = ({ verb, to, by = 0 }: Change): void => {
    const amount = typeof by === 'number' ? by : values[by];
    if (verb === 'set') values[to] = amount;
    if (verb === 'add') values[to] += amount;
    if (verb === 'take') values[to] = Math.max(0, values[to] - amount);
    if (verb === 'double') values[to] *= 2;
  };
  const trace: string[] = [];
  let says = 0;
  for (const line of program) {
    if (line.kind === 'say') {
      says = values[line.of];
      continue;
    }
    if (line.kind === 'do') apply(line);
    if (line.kind === 'repeat') for (let i = 0; i < line.times; i++) apply(line);
    if (line.kind === 'if' && values[line.to] > line.above) apply(line);
    trace.push(`${line.to} = ${values[line.to]}`);
  }
  return { trace, says };
}

function drawChange(random: Random, to: Variable, canUseOther: boolean): Change {
  const verb = random.pick(['add', 'add', 'take', 'double'] as const);
  if (verb === 'double') return { verb, to };
  const other = canUseOther && random.chance(0.3);
  return { verb, to, by: other ? (to === 'a' ? 'b' : 'a') : 1 + random.int(9) };
}

/** A program of `lines` lines, the first of which sets a and the last of which says a variable. */
export function drawProgram(random: Random, lines: number): Program {
  const program: Line[] = [{ kind: 'do', verb: 'set', to: 'a', by: 1 + random.int(9) }];
  let both = false;
  while (program.length < lines - 1) {
    if (!both && lines > 4 && random.chance(0.3)) {
      both = true;
      program.push({ kind: 'do', verb: 'set', to: 'b', by: 1 + random.int(9) });
      continue;
    }
    const to = both && random.chance(0.4) ? 'b' : 'a';
    const change = drawChange(random, to, both);
    const u = random.uniform();
    if (u < 0.15) program.push({ kind: 'repeat', times: 2 + random.int(2), ...change });
    else if (u < 0.3) program.push({ kind: 'if', above: 1 + random.int(12), ...change });
    else program.push({ kind: 'do', ...change });
  }
  return [...program, { kind: 'say', of: both && random.chance(0.4) ? 'b' : 'a' }];
}
