/** Cells through the real tslab kernel. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/node/package';
import { codeCells, wholeText, type Notebook } from '../../../src/node/notebooks/file';
import { runNotebook } from '../../../src/node/notebooks/run';
import { toyNotebook } from './toy';

/** As if it lay among the project's notebooks, where `posttrain` is found. */
const place = join(packageRoot, 'notebooks', 'toy.ipynb');

const printed = (notebook: Notebook, cell: number): string =>
  codeCells(notebook)
    [cell].outputs.flatMap((output) => (output.output_type === 'stream' ? [wholeText(output.text)] : []))
    .join('');

describe('runNotebook', () => {
  it('runs cells in order, in one world, with top-level await', async () => {
    const notebook = toyNotebook('const x: number = await Promise.resolve(20);', '', 'console.log(x + 1);');
    expect(await runNotebook(place, notebook)).toBeUndefined();
    expect(printed(notebook, 2)).toContain('21');
    expect(codeCells(notebook).map(({ execution_count }) => execution_count)).toEqual([1, null, 2]);
  });

  it('runs a loop with for await that is the only await of its cell', async () => {
    const notebook = toyNotebook(
      'async function* steps() { yield 1; yield 2; }',
      'for await (const step of steps()) console.log(step);',
    );
    expect(await runNotebook(place, notebook)).toBeUndefined();
    expect(printed(notebook, 1)).toBe('1\n2\n');
  });

  it('stops at the first cell that fails and says what it printed', async () => {
    const notebook = toyNotebook('throw new Error("no flour");', 'console.log("never");');
    const failure = await runNotebook(place, notebook);
    expect(failure).toMatchObject({ cell: 1, source: 'throw new Error("no flour");' });
    expect(failure?.error).toContain('no flour');
    expect(codeCells(notebook)[1].outputs).toEqual([]);
  });

  it('goes on after a cell that is tagged as one that may fail', async () => {
    const notebook = toyNotebook('throw new Error("on purpose");', 'console.log("went on");');
    notebook.cells[0].metadata = { tags: ['raises-exception'] };
    expect(await runNotebook(place, notebook)).toBeUndefined();
    expect(printed(notebook, 1)).toContain('went on');
  });

  it('loses no output of a cell that publishes more in one go than zeromq sends without waiting', async () => {
    const notebook = toyNotebook('for (let line = 1; line <= 1500; line++) console.log(line);');
    expect(await runNotebook(place, notebook)).toBeUndefined();
    const lines = Array.from({ length: 1500 }, (_, i) => `${i + 1}\n`);
    expect(printed(notebook, 0)).toBe(lines.join(''));
  });

  it('puts several forms of a chart into one output and updates it in place', async () => {
    const notebook = toyNotebook(
      `import * as pt from 'posttrain';
       async function* steps() { for (let step = 1; step <= 3; step++) yield { step, steps: 3, loss: 1 / step }; }
       const seen = await pt.watch('Toy', steps(), ({ loss }) => ({ loss }));`,
      'console.log(seen.length);',
    );
    expect(await runNotebook(place, notebook)).toBeUndefined();
    const outputs = codeCells(notebook)[0].outputs;
    expect(outputs.map(({ output_type }) => output_type)).toEqual(['display_data', 'display_data']);
    expect(JSON.stringify(outputs[0])).toContain('Toy: 3 steps');
    expect(JSON.stringify(outputs[1])).toContain('data:image/png;base64,');
    expect(printed(notebook, 1)).toContain('3');
  });
});
