/**
 * Notebook files: the part of nbformat 4 (https://nbformat.readthedocs.io) that is written here. What other programs
 * put into a notebook beside that (metadata, attachments) is kept as it is.
 */
import { z } from 'zod';
import { parseJson } from '../../data/json';
import { readText, writeAtomically } from '../files';

/** Text in a notebook is one string or a list of lines with their ends. */
const text = z.union([z.string(), z.array(z.string())]);

const metadata = z.record(z.string(), z.unknown());

/** Something shown, by MIME type; in all of them it is the same thing. */
const bundle = z.record(z.string(), z.unknown());

const output = z.discriminatedUnion('output_type', [
  z.looseObject({ output_type: z.literal('stream'), name: z.enum(['stdout', 'stderr']), text }),
  z.looseObject({ output_type: z.literal('display_data'), data: bundle, metadata }),
  z.looseObject({
    output_type: z.literal('execute_result'),
    data: bundle,
    metadata,
    execution_count: z.int().nullable(),
  }),
  z.looseObject({
    output_type: z.literal('error'),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const cell = z.discriminatedUnion('cell_type', [
  z.looseObject({ cell_type: z.literal('markdown'), id: z.string(), metadata, source: text }),
  z.looseObject({ cell_type: z.literal('raw'), id: z.string(), metadata, source: text }),
  z.looseObject({
    cell_type: z.literal('code'),
    id: z.string(),
    metadata,
    source: text,
    execution_count: z.int().nullable(),
    outputs: z.array(output),
  }),
]);

const notebook = z.looseObject({
  nbformat: z.literal(4),
  nbformat_minor: z.int().min(5),
  metadata,
  cells: z.array(cell),
});

export type Output = z.infer<typeof output>;
type Cell = z.infer<typeof cell>;
export type CodeCell = Extract<Cell, { cell_type: 'code' }>;
export type Notebook = z.infer<typeof notebook>;

/** A cell's or an output's text as one string. */
export function wholeText(lines: string | readonly string[]): string {
  return typeof lines === 'string' ? lines : lines.join('');
}

/** Text as notebooks store it: lines with their ends. */
export function textLines(whole: string): string[] {
  return whole.split(/(?<=\n)/).filter((line) => line !== '');
}

/** The code cells, in order. */
export function codeCells({ cells }: Notebook): CodeCell[] {
  return cells.filter((one): one is CodeCell => one.cell_type === 'code');
}

/** @throws UserError that names the file and what is wrong, e.g. a notebook of an older format. */
export function readNotebook(file: string): Notebook {
  return parseJson(readText(file), file, notebook);
}

/** Writes it as Jupyter does: one space of indentation and a line end. */
export function writeNotebook(file: string, content: Notebook): void {
  writeAtomically(file, `${JSON.stringify(content, null, 1)}\n`);
}
