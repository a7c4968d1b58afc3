/**
 * A trainer's stream in a notebook: a line that says how far it is and how long it will take, and a chart that grows
 * in place. The records pass through unchanged and come back as a list.
 */
import { formatNumbers, type LiveNumbers } from '../host/progress';
import type { Figure } from '../plots/figure';
import { line, panelFigure } from '../plots/panels';
import { measureColors } from '../plots/theme';
import { LiveChart } from './chart';
import { inNotebook, newDisplay } from './output';

/** What every trainer's record has. */
export interface Stepped {
  /** Steps taken, from 1, and in the whole run. */
  readonly step: number;
  readonly steps: number;
}

/** Milliseconds between two drawings: often enough to look alive, too seldom to cost time. */
const interval = 1000;

/** `1:05`, in minutes and seconds. */
function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** One panel a measure; x is the step. */
function curves(title: string, points: readonly { step: number; numbers: LiveNumbers }[]): Figure {
  const names = [...new Set(points.flatMap(({ numbers }) => Object.keys(numbers)))];
  const panels = names.map((name) => {
    const own = points.filter(({ numbers }) => name in numbers);
    const series = { x: own.map(({ step }) => step), y: own.map(({ numbers }) => numbers[name]) };
    return { title: name, traces: [line(series, measureColors.neutral.line)], xTitle: 'step' };
  });
  return panelFigure(panels, { title, columns: 3, cell: { width: 340, height: 280 } });
}

/**
 * Runs a stream to its end and shows it on the way.
 * @param measures the numbers of a record that are worth a curve; undefined for a record that has none.
 * @returns all records, in order.
 */
export async function watch<Entry extends Stepped>(
  title: string,
  stream: AsyncIterable<Entry>,
  measures: (entry: Entry) => LiveNumbers | undefined,
): Promise<Entry[]> {
  const status = newDisplay();
  const live = inNotebook() ? new LiveChart() : undefined;
  const records: Entry[] = [];
  const points: { step: number; numbers: LiveNumbers }[] = [];
  const start = performance.now();
  let drawn = 0;
  let last = '';
  for await (const record of stream) {
    records.push(record);
    const numbers = measures(record);
    if (numbers) points.push({ step: record.step, numbers });
    const now = performance.now();
    if (numbers) last = formatNumbers(numbers);
    if (now - drawn < interval || points.length === 0) continue;
    drawn = now;
    const left = ((now - start) / record.step) * (record.steps - record.step);
    if (inNotebook())
      status.show({
        'text/plain': `${title}: step ${record.step} of ${record.steps}, ${clock(left)} left   ${last}`,
      });
    live?.draw(curves(title, points));
  }
  const steps = records.length > 0 ? records[records.length - 1].step : 0;
  status.show({ 'text/plain': `${title}: ${steps} steps in ${clock(performance.now() - start)}   ${last}` });
  if (points.length > 0) await live?.finish(curves(title, points));
  return records;
}
