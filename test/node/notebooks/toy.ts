/** Notebooks made for a test. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNotebook, type Notebook } from '../../../src/node/notebooks/file';

/** A notebook of code cells. */
export function toyNotebook(...sources: string[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: sources.map((source, i) => ({
      cell_type: 'code',
      id: `cell-${i}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    })),
  };
}

/** The same in a file of its own. */
export function toyFile(...sources: string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'posttrain-notebook-')), 'toy.ipynb');
  writeNotebook(file, toyNotebook(...sources));
  return file;
}
