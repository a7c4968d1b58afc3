/** The notebooks that ship: what they must look like, that their cells fit together, and that the first one runs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../src/node/package';
import { checkNotebooks } from '../../../src/node/notebooks/check';
import { codeCells, readNotebook, wholeText } from '../../../src/node/notebooks/file';
import { runNotebook } from '../../../src/node/notebooks/run';

const folder = join(packageRoot, 'notebooks');
const names = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
const files = names.map((name) => join(folder, name));

afterEach(() => vi.unstubAllEnvs());

describe('the notebooks', () => {
  it('are all there', () => {
    expect(names.sort()).toEqual([
      '00-start-here.ipynb',
      '01-base-and-chat.ipynb',
      '02-sft.ipynb',
      '03-reward-model.ipynb',
      '04-ppo.ipynb',
      '05-over-optimisation.ipynb',
    ]);
  });

  it.each(files)('%s: short cells with ids of their own, on the project’s kernel', (file) => {
    const notebook = readNotebook(file);
    expect(notebook.metadata.kernelspec).toMatchObject({ name: 'tslab' });
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const cell of codeCells(notebook))
      expect(wholeText(cell.source).split('\n').length, cell.id).toBeLessThanOrEqual(25);
  });

  it('have no type errors', { timeout: 120_000 }, async () => {
    expect(await checkNotebooks(files)).toEqual([]);
  });

  it('begin with one that runs at the quick preset', { timeout: 300_000 }, async () => {
    vi.stubEnv('POSTTRAIN_PRESET', 'quick');
    const notebook = readNotebook(files[0]);
    const failure = await runNotebook(files[0], notebook);
    expect(failure).toBeUndefined();
    const shown = JSON.stringify(codeCells(notebook).find(({ id }) => id === 'measure')?.outputs);
    expect(shown).toContain('after SFT');
  });
});
