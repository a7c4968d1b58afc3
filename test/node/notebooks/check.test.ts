/** Type errors are found in the cell and line where they stand, and nothing is run. */
import { describe, expect, it } from 'vitest';
import { checkNotebooks } from '../../../src/node/notebooks/check';
import { toyFile } from './toy';

describe('checkNotebooks', () => {
  it('accepts cells that use what earlier cells declare', async () => {
    const file = toyFile('const x: number = await Promise.resolve(1);', 'x + 1');
    expect(await checkNotebooks([file])).toEqual([]);
  });

  it('names cell and line', async () => {
    const file = toyFile('const x = 1;\n\n', 'const fine = x;\nconst wrong: string = x;');
    const problems = await checkNotebooks([file]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file, cell: 2, line: 2 });
    expect(problems[0].message).toContain("'number' is not assignable to type 'string'");
  });

  it('finds shorthand properties that tslab loses', async () => {
    const file = toyFile('const x = 1;\nconst near = { x };', 'const y = 2;\nconst far = { y, x };', '[near, far];');
    const problems = await checkNotebooks([file]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file, cell: 2, line: 2 });
    expect(problems[0].message).toContain('write { x: x }');
  });

  it('keeps notebooks apart', async () => {
    expect(await checkNotebooks([toyFile('const x = 1;'), toyFile('const x = "one";')])).toEqual([]);
  });

  it('refuses a name that is declared twice', async () => {
    expect(await checkNotebooks([toyFile('const x = 1;', 'const x = 2;')])).toHaveLength(2);
  });
});
