/**
 * A lab in a notebook: run with its progress in place (or, in `replay`, read from the committed results), then its
 * checks as a table. Its figures are shown one by one, each where the text speaks of it.
 */
import { join } from 'node:path';
import { hasResult, readLabResult } from '../lab-files';
import type { Changes } from '../../study/knobs';
import type { Lab, LabResult } from '../../study/lab';
import type { Check } from '../../study/checks';
import { quickNote } from '../../study/page';
import { checkWords } from '../../study/words';
import { labs } from '../../labs/registry';
import { show } from './chart';
import { follow } from './live';
import type { NotebookSession } from './notebook';
import { newDisplay } from './output';
import { table } from './table';

/** A lab's result, if there is one here. */
export interface LabRun {
  /** Undefined when there is none. */
  readonly result: LabResult | undefined;
  /**
   * Shows figures of the result, all of them when none is named; nothing when there is no result. Which figures there
   * are depends on the preset: in place of one that is missing it says which there are.
   */
  show(...names: string[]): Promise<void>;
}

/** Panels beside one another that fit a notebook's page. */
const panelColumns = 2;

function say(text: string): void {
  newDisplay().show({ 'text/plain': text });
}

/** Says plainly that there is nothing to show, and why: a notebook goes on. */
function absent(why: string): LabRun {
  say(why);
  return { result: undefined, show: () => Promise.resolve() };
}

/**
 * Runs a lab at the session's preset, or reads its committed result in `replay`.
 * @param id the claim that it tests, e.g. "B5"; a lab that is not there yet is no error.
 * @param changes settings of the preset that are set anew, by name, e.g. `{ 'ppo.clipRatio': 0.1 }`; no matter in `replay`.
 * @throws UserError on a change of what there is not.
 */
export async function runLab(id: string, session: NotebookSession, changes: Changes = {}): Promise<LabRun> {
  const lab = labs.find((one) => one.id === id);
  if (!lab) return absent(`Lab ${id} is not part of this version yet.`);
  if (session.mode === 'replay') return readLab(id, session);
  const events = lab.run(session.workbench(), session.preset, changes);
  const { result } = await follow(`${id}: ${lab.title}`, events);
  return present(lab, result);
}

/** Reads a lab's committed result, whatever the mode. @throws UserError on a damaged one. */
export function readLab(id: string, { results }: NotebookSession): LabRun {
  const lab = labs.find((one) => one.id === id);
  if (!lab) return absent(`Lab ${id} is not part of this version yet.`);
  const folder = join(results, id);
  if (!hasResult(folder))
    return absent(`There is no committed result of lab ${id} yet; a notebook at preset lecture makes one.`);
  const result = readLabResult(folder);
  say(`${id}: ${lab.title} (read from figures/${id}, made at preset ${result.preset})`);
  return present(lab, result);
}

function showChecks(lab: string, checks: readonly Check[]): void {
  const rows = checks.map((check) => {
    const { statement, verdict, found, expected } = checkWords(check);
    return [statement, verdict, found, expected];
  });
  const columns = ['claim', 'verdict', 'effect and 95 % interval', 'expected'];
  const text = rows.map((row) => row.join('  ')).join('\n');
  table({ columns, values: rows, toString: () => text }, `Checks of lab ${lab}`);
}

function present(lab: Lab, result: LabResult): LabRun {
  if (result.preset === 'quick') say(quickNote);
  else showChecks(lab.id, result.checks);
  const figures = lab.figures(result, panelColumns);
  const there = Object.keys(figures);
  return {
    result,
    async show(...names) {
      for (const name of names.length > 0 ? names : there) {
        if (there.includes(name)) await show(figures[name]);
        else
          say(
            `Lab ${lab.id} has no figure "${name}" at preset ${result.preset}; it has ${there.join(', ')}.`,
          );
      }
    },
  };
}
