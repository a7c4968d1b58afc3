/** Curves in one panel, each with its name at its end. */
import type { Figure, Series } from './figure';
import { extent, line, padded, panelFigure, plottingArea } from './panels';
import { fontSize, measureColors, stageColors, type Ink } from './theme';
import { largest } from '../extremes';

/** What is drawn. */
export interface LinesOptions {
  /** What is found, as a sentence. */
  readonly title: string;
  /** With the unit, e.g. "iteration". */
  readonly xTitle: string;
  /** With the unit, e.g. "score (sd)". */
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

const cell = { width: 700, height: 400 };
/** Pixels of a character: more than Arial's average, so that names are not cut off. */
const characterWidth = 0.56 * fontSize.label;

/** Draws curves over a common x. */
export function linesFigure({ title, xTitle, yTitle, lines }: LinesOptions): Figure {
  const drawn = Object.entries(lines).map(([name, series], i) => ({
    name,
    series,
    ink: known[name] ?? others[i % others.length],
  }));
  const last = (values: Series['x']) => values[values.length - 1];
  const area = plottingArea(cell);
  // To the right of the data there is as much room as the longest name needs.
  const names = 8 + largest(drawn.map(({ name }) => name.length)) * characterWidth;
  const xMargin = 0.04;
  const panel = {
    title: '',
    traces: drawn.map(({ name, series, ink }) =>
      line(series, ink.line, { name, mode: series.x.length < 20 ? 'lines+markers' : 'lines' }),
    ),
    labels: drawn.map(({ name, series, ink }) => ({
      x: last(series.x),
      y: last(series.y),
      text: name,
      color: ink.text,
      side: 'right' as const,
    })),
    xTitle,
    yTitle,
    xRange: padded(
      extent(drawn.flatMap(({ series }) => series.x)),
      xMargin,
      ((1 + xMargin) * names) / (area.width - names),
    ),
    yRange: padded(extent(drawn.flatMap(({ series }) => series.y)), 0.06),
  };
  return panelFigure([panel], { title, columns: 1, cell });
}
