/** The first cell of every notebook: what runs here, at which preset, and Plotly for the charts below. */
import { openBackend } from '../host/backends';
import { chooseKernels } from '../host/engine-host';
import { version } from '../host/package';
import { UserError } from '../errors';
import type { Backend } from '../model/model';
import { plotlyLoader } from './chart';
import { newDisplay } from './output';

/** How much a notebook computes. `replay` reads the committed results and trains nothing. */
export const notebookModes = ['quick', 'lecture', 'replay'] as const;
export type NotebookMode = (typeof notebookModes)[number];

/** The mode that `POSTTRAIN_PRESET` asks for; `lecture` when it says nothing. @throws UserError on another word. */
export function notebookMode(wanted = process.env.POSTTRAIN_PRESET): NotebookMode {
  if (wanted === undefined || wanted === '') return 'lecture';
  const mode = notebookModes.find((name) => name === wanted);
  if (!mode) throw new UserError(`POSTTRAIN_PRESET: expected ${notebookModes.join(', ')}, found ${wanted}`);
  return mode;
}

/** What a notebook works with. */
export interface NotebookSession {
  readonly mode: NotebookMode;
  readonly backend: Backend;
}

/** Opens the engine, says what runs here, and makes charts move. */
export async function openNotebook(): Promise<NotebookSession> {
  const mode = notebookMode();
  const backend = await openBackend();
  const line = `posttrain ${version}, Node ${process.version}, ${chooseKernels()} kernels, preset ${mode}`;
  newDisplay().show({ 'text/plain': line, 'text/html': `<code>${line}</code>${plotlyLoader()}` });
  return { mode, backend };
}
