/** Panels of measures along a factor, with the interval of each point (claims B1, B2). */
import type { EffectInterval } from '../study/lab';
import type { ScatterTrace } from '../plots/figure';
import { extent, line, padded, type Label, type Panel } from '../plots/panels';
import type { Ink } from '../plots/theme';

/** A measure at one value of the factor. */
interface CurvePoint {
  readonly x: number;
  readonly y: EffectInterval;
}

/** Points of one kind, in order of x. */
export interface Curve {
  readonly name: string;
  readonly color: Ink;
  readonly points: readonly CurvePoint[];
  /** For a control, or for points that nothing joins. */
  readonly line?: 'dash' | 'none';
}

/** Marks, joined or not, with bars over their intervals; a point without an interval has no bar. */
function marked({ name, color: { line: color }, points, line: kind }: Curve): ScatterTrace {
  const ends = points.map(({ y: { value, low, high } }) => ({
    up: (high ?? value) - value,
    down: value - (low ?? value),
  }));
  return line({ x: points.map(({ x }) => x), y: points.map(({ y }) => y.value) }, color, {
    name,
    mode: kind === 'none' ? 'markers' : 'lines+markers',
    line: { color, width: 3, ...(kind === 'dash' && { dash: kind }) },
    marker: { color, size: 9 },
    error_y: {
      type: 'data',
      symmetric: false,
      array: ends.map(({ up }) => up),
      arrayminus: ends.map(({ down }) => down),
      color,
      thickness: 1.5,
      width: 5,
    },
  });
}

/**
 * Curves with their names at their right ends.
 * @param room share of the width kept free for the names.
 */
export function curvesPanel(
  { room, ...panel }: Omit<Panel, 'traces' | 'labels'> & { readonly room: number },
  curves: readonly Curve[],
): Panel {
  const all = curves.flatMap(({ points }) => points);
  const ys = extent(
    all.flatMap(({ y: { value, low, high } }) => [value, low ?? value, high ?? value]),
    levels(panel),
  );
  const yRange = panel.yRange ?? padded(ys, 0.08);
  return {
    xRange: padded(extent(all.map(({ x }) => x)), 0.06, room),
    ...panel,
    yRange,
    traces: curves.map(marked),
    labels: curves.flatMap(({ name, color, points }): Label[] => {
      const last = points.at(-1);
      return last ? [{ x: last.x, y: last.y.value, text: name, color: color.text, side: 'right' }] : [];
    }),
  };
}

function levels({ levels: lines = [] }: Pick<Panel, 'levels'>): number[] {
  return lines.filter(({ axis }) => axis === 'y').map(({ at }) => at);
}

/** Ticks that name the values themselves on a logarithmic axis. */
export function logTicks(values: readonly number[]): NonNullable<Panel['xTicks']> {
  return [...new Set(values)].map((value) => ({ at: Math.log10(value), text: value.toLocaleString('en') }));
}
