/** Several seeds of one run: the mean over seeds at each step, drawn over the single seeds' thin lines. */
import { mean } from '../eval/statistics';
import type { ScatterTrace, Series } from './figure';
import { line } from './panels';
import { smallest } from '../extremes';

/**
 * The mean of several series at each index, in x as in y (x may be a measured distance that differs by seed), as
 * far as the shortest goes.
 * @throws RangeError on a series whose x and y differ in length.
 */
export function meanSeries(runs: readonly Series[]): Series {
  for (const { x, y } of runs) {
    if (x.length !== y.length)
      throw new RangeError(`series: ${x.length} x and ${y.length} y; expected as many`);
  }
  const length = runs.length === 0 ? 0 : smallest(runs.map(({ x }) => x.length));
  const average = (axis: 'x' | 'y') =>
    Array.from({ length }, (_, i) => mean(runs.map((series) => series[axis][i])));
  return { x: average('x'), y: average('y') };
}

/** A thin line for each run under `thick`, which is what the reader should follow. */
export function thinAndThick(
  runs: readonly Series[],
  thick: Series,
  color: string,
  name: string,
): ScatterTrace[] {
  const thin = runs.map((series) =>
    line(series, color, { line: { color, width: 1.2 }, opacity: 0.4, hoverinfo: 'skip' }),
  );
  return [...thin, line(thick, color, { name })];
}
