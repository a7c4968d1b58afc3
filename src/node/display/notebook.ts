/** The first cell of every notebook: what runs here, at which preset, and Plotly for the charts below. */
import { join } from 'node:path';
import { openBackend } from '../backends';
import { chooseKernels } from '../engine-host';
import { committedResults } from '../lab-files';
import { folderStore } from '../lab-store';
import { packageRoot, version } from '../package';
import { openWorkbench } from '../workbench';
import { UserError } from '../../errors';
import type { Store } from '../../study/store';
import type { Workbench } from '../../study/workbench';
import type { Backend } from '../../model/model';
import { plotlyLoader } from './chart';
import { newDisplay } from './output';

/**
 * How much a notebook computes: `quick` proves its path in seconds, `lecture` shows its effects in minutes. `replay`
 * takes the labs' results from the repository, and trains what the notebook itself trains at quick's size.
 */
export const notebookModes = ['quick', 'lecture', 'replay'] as const;
/** A mode of notebooks. */
export type NotebookMode = (typeof notebookModes)[number];

/** The mode that `POSTTRAIN_PRESET` asks for; `lecture` when it says nothing. @throws UserError on another word. */
export function notebookMode(wanted = process.env.POSTTRAIN_PRESET): NotebookMode {
  if (wanted === undefined || wanted === '') return 'lecture';
  const mode = notebookModes.find((name) => name === wanted);
  if (!mode)
    throw new UserError(`POSTTRAIN_PRESET=${wanted}: unknown; expected one of ${notebookModes.join(', ')}`);
  return mode;
}

/** What a notebook works with. */
export interface NotebookSession {
  /** How much is computed. */
  readonly mode: NotebookMode;
  /** Size of what the notebook itself trains. */
  readonly preset: 'quick' | 'lecture';
  /** Where the networks run. */
  readonly backend: Backend;
  /** A bench for one lab, over the store that all notebooks and labs share. */
  readonly workbench: () => Workbench;
  /** Folder of the committed results, one folder a lab. */
  readonly results: string;
}

/** What a session is made of; tests put their own in. */
export interface SessionParts {
  /** Default `notebookMode()`. */
  readonly mode?: NotebookMode;
  /** Where models and samples are kept. Default `runs/store`, which `posttrain lab` uses too. */
  readonly store?: Store;
  /** Folder of committed results. Default: the one of the repository. */
  readonly results?: string;
}

/** Opens the engine, says what runs here, and makes charts move. @throws UserError as `notebookMode` and `startEngine`. */
export async function openNotebook({
  mode = notebookMode(),
  store = folderStore(join(packageRoot, 'runs', 'store')),
  results = committedResults,
}: SessionParts = {}): Promise<NotebookSession> {
  const backend = await openBackend();
  const line = `posttrain ${version}, Node ${process.version}, ${chooseKernels()} kernels, preset ${mode}`;
  newDisplay().show({ 'text/plain': line, 'text/html': `<code>${line}</code>${plotlyLoader()}` });
  const preset = mode === 'lecture' ? 'lecture' : 'quick';
  return { mode, preset, backend, workbench: () => openWorkbench(backend, store), results };
}
