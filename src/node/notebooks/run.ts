/**
 * Executes a notebook's cells in order through the real kernel, and puts their outputs into the notebook as Jupyter
 * would. Stops at the first cell that fails.
 */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { codeCells, textLines, wholeText, type Notebook, type Output } from './file';
import { startKernel, type KernelMessage } from './kernel';

/** A cell that failed, with what it printed. */
export interface Failure {
  /** Number of the code cell, from 1. */
  readonly cell: number;
  readonly source: string;
  readonly error: string;
}

const stream = z.object({ name: z.enum(['stdout', 'stderr']), text: z.string() });
const display = z.object({
  data: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()).default({}),
  transient: z.object({ display_id: z.string().optional() }).default({}),
});

/** Collects a cell's outputs; displays that are updated change where they stand. */
class Outputs {
  /** By display id, over all cells of the notebook. */
  readonly #displays = new Map<string, Extract<Output, { output_type: 'display_data' }>>();

  add(outputs: Output[], { type, content }: KernelMessage): void {
    if (type === 'stream') {
      const { name, text } = stream.parse(content);
      const last = outputs[outputs.length - 1];
      if (last?.output_type === 'stream' && last.name === name) last.text = wholeText(last.text) + text;
      else outputs.push({ output_type: 'stream', name, text });
      return;
    }
    if (type !== 'display_data' && type !== 'update_display_data') return;
    const { data, metadata, transient } = display.parse(content);
    const known = this.#displays.get(transient.display_id ?? '');
    if (type === 'update_display_data') {
      if (known) Object.assign(known, { data, metadata });
      return;
    }
    const output: Output = { output_type: 'display_data', data, metadata };
    outputs.push(output);
    if (transient.display_id !== undefined) this.#displays.set(transient.display_id, output);
  }
}

/** Long texts become lists of lines, as Jupyter writes them; pictures stay one string. */
function tidy(output: Output): void {
  if (output.output_type === 'stream') output.text = textLines(wholeText(output.text));
  if (output.output_type !== 'display_data') return;
  for (const [type, value] of Object.entries(output.data))
    if (type.startsWith('text/') && typeof value === 'string') output.data[type] = textLines(value);
}

/** tslab drops what it is asked within this time after an error. */
const pauseAfterError = 300;

/**
 * Runs all code cells in place; outputs of an earlier run are cleared first.
 * @param file where the notebook lies: its cells find their modules from there.
 * @param onCell told of each cell's end: number (from 1), of how many, and seconds taken.
 * @returns the cell that failed, if any; a cell tagged `raises-exception` may fail.
 */
export async function runNotebook(
  file: string,
  notebook: Notebook,
  onCell: (cell: number, cells: number, seconds: number) => void = () => undefined,
): Promise<Failure | undefined> {
  const cells = codeCells(notebook);
  for (const cell of cells) Object.assign(cell, { outputs: [], execution_count: null });
  const kernel = await startKernel(dirname(resolve(file)));
  const outputs = new Outputs();
  try {
    for (const [i, cell] of cells.entries()) {
      const source = wholeText(cell.source);
      if (source.trim() === '') continue;
      const start = performance.now();
      const reply = await kernel.execute(source, (message) => outputs.add(cell.outputs, message));
      cell.execution_count = reply.executionCount;
      onCell(i + 1, cells.length, (performance.now() - start) / 1000);
      if (reply.status === 'ok') continue;
      if (!mayFail(cell.metadata)) return { cell: i + 1, source, error: errorText(cell.outputs) };
      await new Promise((resolve) => setTimeout(resolve, pauseAfterError));
    }
    return undefined;
  } finally {
    await kernel.stop();
    for (const cell of cells) cell.outputs.forEach(tidy);
  }
}

function mayFail({ tags }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(tags) && tags.includes('raises-exception');
}

/** tslab tells errors on stderr only. */
function errorText(outputs: readonly Output[]): string {
  return outputs
    .flatMap((output) => (output.output_type === 'stream' && output.name === 'stderr' ? output.text : []))
    .map((lines) => wholeText(lines))
    .join('')
    .trim();
}
