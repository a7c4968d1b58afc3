import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { drawProgram, lineText, parseLine, run } from '../../../src/world/facts/programs';
import { recognise } from '../../../src/world/families';
import { ProgramSubject } from '../../../src/world/families/program';
import { judge } from '../../../src/world/judge/judge';
import { prompts } from '../../../src/world/prompts';
import { holdsAsFamily } from '../../helpers/family';

const asked = 'Run this program:\nset a to 3\nrepeat 2 times: double a\ntake 2 from a\nsay a';
const worked =
  'set a to 3 -> a = 3.\nrepeat 2 times: double a -> a = 12.\ntake 2 from a -> a = 10.\nThe answer is 10.';

describe('programs', () => {
  holdsAsFamily('program');

  it('are read as they are written, and nothing else is', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 9 }), (seed, lines) => {
        for (const line of drawProgram(new Random(seed), lines))
          expect(parseLine(lineText(line))).toStrictEqual(line);
      }),
    );
    for (const text of [
      '',
      'set c to 1',
      'set a to x',
      'add 1 to',
      'double a twice',
      'if a is above 3: double b',
    ])
      expect(parseLine(text), text).toBeUndefined();
  });

  it('are run line by line, each line verified', () => {
    expect(judge(asked, worked).score).toBe(1);
    const parts = (reply: string) => judge(asked, reply).parts.map(({ score }) => score);
    expect(parts(worked.replace('a = 12', 'a = 6'))[1]).toBeCloseTo(2 / 3, 12);
    expect(parts(worked.replace(/10\.$/, '12.'))[0]).toBeLessThan(0.3);
    expect(parts('The answer is 10.').slice(0, 2)).toEqual([1, 0]);
  });

  it('are none without a line that says a number at the end, or with a line that is none', () => {
    expect(recognise(asked.replace('\nsay a', ''))).toBeUndefined();
    expect(recognise(asked.replace('take 2 from a', 'take two from a'))).toBeUndefined();
    expect(recognise(`set a to 9\n${'repeat 9 times: double a\n'.repeat(9)}say a`)).toBeUndefined();
  });

  it('of more lines than are trained are new', () => {
    const lengths = (split: 'rewards' | 'new') =>
      prompts(split, ['program']).map(({ subject: s }) =>
        s instanceof ProgramSubject ? s.program.length : 0,
      );
    expect(Math.max(...lengths('rewards'))).toBe(6);
    expect(Math.max(...lengths('new'))).toBe(8);
    expect(run([{ kind: 'say', of: 'b' }])).toEqual({ trace: [], says: 0 });
  });
});
