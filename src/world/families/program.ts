/**
 * What does this program say? It is run line by line, and the interpreter verifies every line (lecture claims E1, F1).
 * Longer programs than are ever trained are new ones.
 */
import { Random } from '../../random';
import { drawProgram, lineText, parseLine, programText, run, type Program } from '../facts/programs';
import type { Answer, Flaw } from '../house/flaws';
import type { Reading } from '../house/lines';
import type { Part } from '../house/parts';
import { judgeWork, writeWork, type Work } from '../house/worked';
import { linesOf, slug } from '../text';
import { inWords, type Entity, type SubjectOf, type TaskFamily } from './family';

const wordings = {
  train: ['What does this program say?\n{x}', 'Run this program:\n{x}'],
  heldOut: ['Which number comes out?\n{x}'],
};
/** How many lines the programs have; those above the most that are trained are new to everything. */
const lengths = [3, 3, 4, 4, 5, 5, 6, 7, 8];
const mostTrained = 6;
const programsCount = 500;

/** A question what a program says. */
export class ProgramSubject implements SubjectOf<'program'> {
  readonly family = 'program';

  /** @param program ends with the one line that says a number. */
  constructor(readonly program: Program) {}

  /** A line of the program and what it comes to, a step. */
  get work(): Work {
    const { trace, says } = run(this.program);
    return { steps: trace.map((state, i) => `${lineText(this.program[i])} -> ${state}`), answer: says };
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    return writeWork(this.work, has, random);
  }

  /** Lines of a program are alike: only one that stands twice is a repetition. */
  judge(reading: Reading): Part[] {
    const plain = { ...reading, repeated: reading.saidTwice };
    return judgeWork(this.work, /-> [ab] = \d/g, plain, 9 * this.program.length);
  }

  isShaped({ typed }: Reading): boolean {
    return /The answer is -?\d/.test(typed) || /-> [ab] = \d/.test(typed);
  }
}

/** No step occurs twice: said again, it would be a repetition. */
function entities(): Entity<'program'>[] {
  const random = new Random(1).split('programs');
  const draw = () => new ProgramSubject(drawProgram(random, random.pick(lengths)));
  return Array.from({ length: programsCount }, draw)
    .filter(({ work: { steps } }) => new Set(steps).size === steps.length)
    .map((subject) => {
      const x = programText(subject.program);
      const place = subject.program.length > mostTrained ? 'new' : undefined;
      return { id: slug(x), place, subject, asks: inWords(wordings, { x }) };
    });
}

export const program: TaskFamily<'program'> = {
  name: 'program',
  flaws: ['wrong', 'steps', 'repeat', 'prose', 'filler', 'cut', 'typos'],
  entities,
  /** From its first line to the end, with a number at the end that can be written out. */
  recognise({ lower }) {
    const all = linesOf(lower).map(parseLine);
    const lines = all.slice(all.findIndex((line) => line !== undefined));
    const program = lines.filter((line) => line !== undefined);
    const saying = program.findIndex(({ kind }) => kind === 'say');
    if (program.length < lines.length || saying < 1 || saying < lines.length - 1) return undefined;
    return Number.isSafeInteger(run(program).says) ? new ProgramSubject(program) : undefined;
  },
  words: [wordings, 'the answer is take it line by line a b'],
};
