/** Curves in one panel, each with its name at its end. */
import type { Figure, Series } from './figure';
import { extent, line, padded, panelFigure } from './panels';
import { measureColors, stageColors, type Ink } from './theme';

/** What is drawn. */
export interface LinesOptions {
  /** What is found, as a sentence. */
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** By name; 'gold', 'proxy' and 'KL' have the colours that they have everywhere. */
  readonly lines: Readonly<Record<string, Series>>;
}

const known: Readonly<Record<string, Ink>> = {
  gold: measureColors.gold,
  proxy: measureColors.proxy,
  KL: measureColors.kl,
};
const others = [stageColors.sft, stageColors.ppo, stageColors.control, stageColors.rm, stageColors.base];

/** Draws curves over a common x. */
export function linesFigure({ title, xTitle, yTitle, lines }: LinesOptions): Figure {
  const drawn = Object.entries(lines).map(([name, series], i) => ({
    name,
    series,
    ink: known[name] ?? others[i % others.length],
  }));
  const x = drawn.flatMap(({ series }) => series.x.map(Number));
  const last = (values: Series['x']) => values[values.length - 1];
  const panel = {
    title: '',
    traces: drawn.map(({ name, series, ink }) =>
      line(series, ink.line, { name, mode: series.x.length < 20 ? 'lines+markers' : 'lines' }),
    ),
    labels: drawn.map(({ name, series, ink }) => ({
      x: last(series.x),
      y: Number(last(series.y)),
      text: name,
      color: ink.text,
      side: 'right' as const,
    })),
    xTitle,
    yTitle,
    xRange: padded(extent(x), 0.04, 0.28),
  };
  return panelFigure([panel], { title, columns: 1, cell: { width: 700, height: 400 } });
}
