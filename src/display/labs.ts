/**
 * A lab in a notebook: run with its progress in place (or, in `replay`, read from the committed results), then its
 * checks as a table. Its figures are shown one by one, each where the text speaks of it.
 */
import { join } from 'node:path';
import { UserError } from '../errors';
import { hasResult, readLabResult } from '../host/lab-files';
import type { Check, Lab, LabResult } from '../labs/lab';
import { labs } from '../labs/registry';
import { show } from './chart';
import { follow } from './live';
import type { NotebookSession } from './notebook';
import { newDisplay } from './output';
import { table } from './table';

/** A lab's result, if there is one here. */
export interface LabRun {
  readonly result: LabResult | undefined;
  /**
   * Shows figures of the result, all of them when none is named; shows nothing when there is no result.
   * @throws UserError that lists the lab's figures when it has none of that name.
   */
  show(...names: string[]): Promise<void>;
}

/** Says plainly that there is nothing to show, and why: a notebook goes on. */
function absent(why: string): LabRun {
  newDisplay().show({ 'text/plain': why });
  return { result: undefined, show: () => Promise.resolve() };
}

/**
 * Runs a lab at the session's preset, or reads its committed result in `replay`.
 * @param id the claim that it tests, e.g. "B5"; a lab that is not there yet is no error.
 */
export async function runLab(id: string, session: NotebookSession): Promise<LabRun> {
  const lab = labs.find((one) => one.id === id);
  if (!lab) return absent(`Lab ${id} is not part of this version yet.`);
  if (session.mode === 'replay') return readLab(id, session);
  const events = lab.run(session.workbench(), session.preset);
  return present(lab, await follow(`${id}: ${lab.title}`, events));
}

/** Reads a lab's committed result, whatever the mode. */
export function readLab(id: string, { results }: NotebookSession): LabRun {
  const lab = labs.find((one) => one.id === id);
  if (!lab) return absent(`Lab ${id} is not part of this version yet.`);
  const folder = join(results, id);
  if (!hasResult(folder))
    return absent(`There is no committed result of lab ${id} yet; a notebook at preset lecture makes one.`);
  const result = readLabResult(folder);
  newDisplay().show({
    'text/plain': `${id}: ${lab.title} (read from figures/${id}, made at preset ${result.preset})`,
  });
  return present(lab, result);
}

function present(lab: Lab, result: LabResult): LabRun {
  const rows = result.checks.map(checkRow);
  const columns = ['claim', 'holds', 'effect', '95 % interval', 'expected above', 'unit', 'over'];
  const text = rows.map((row) => row.join('  ')).join('\n');
  table({ columns, values: rows, toString: () => text }, `Checks of lab ${lab.id}`);
  const figures = lab.figures(result);
  return {
    result,
    async show(...names) {
      const there = Object.keys(figures);
      const unknown = names.find((name) => !there.includes(name));
      if (unknown !== undefined)
        throw new UserError(`lab ${lab.id}: no figure "${unknown}"; expected one of ${there.join(', ')}`);
      for (const name of names.length > 0 ? names : there) await show(figures[name]);
    },
  };
}

/** Three significant digits. */
const short = (value: number) => String(Number(value.toPrecision(3)));

function checkRow({ statement, holds, effect, bound, unit, over }: Check): string[] {
  const { value, low, high } = effect;
  const interval = low === null || high === null ? 'none' : `${short(low)} to ${short(high)}`;
  return [statement, holds ? 'yes' : 'not shown', short(value), interval, short(bound), unit, over];
}
