/**
 * Small multiples: panels on a grid, each with its title, its traces and labels that stand beside what they name
 * (no legend to look up). The number of columns is an argument, so that a page can stack the panels on a phone.
 */
import type { Annotation, Axis, ErrorBars, Figure, LineShape, ScatterTrace, Series, Trace } from './figure';
import { labelShifts } from './spread';
import { fontSize, ink, quietInk, themedAxis, themedLayout } from './theme';

/** Text beside a point, in the panel's units. */
export interface Label {
  readonly x: number | string;
  readonly y: number;
  readonly text: string;
  readonly color: string;
  /** Where the text stands from the point. */
  readonly side: 'right' | 'above' | 'above right' | 'below right';
}

/** A dotted line across the panel at one value of an axis, with its name. */
export interface Level {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly text: string;
  /** Of the text; the line is quiet. */
  readonly color: string;
}

/** One panel. */
export interface Panel {
  readonly title: string;
  /** A second, quieter line under the title. */
  readonly note?: string;
  readonly traces: readonly Trace[];
  readonly labels?: readonly Label[];
  readonly levels?: readonly Level[];
  readonly xTitle?: string;
  readonly yTitle?: string;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** Axes that are not drawn. */
  readonly hidden?: 'y' | 'both';
  /** Texts side by side; lines are Plotly's HTML. */
  readonly texts?: readonly {
    readonly title: string;
    readonly lines: readonly string[];
    readonly color: string;
  }[];
  /** The ticks of x by name, e.g. "3000" at its logarithm; Plotly's own when left out. */
  readonly xTicks?: readonly { readonly at: number; readonly text: string }[];
}

export interface PanelOptions {
  /** Title of the whole figure. */
  title: string;
  /** Panels beside one another; never more than there are panels. */
  columns: number;
  /** Pixels of a panel's plotting area with its margins. Default 390 by 330. */
  cell?: { width: number; height: number };
  /** Bars of several traces at one place stand on one another, not side by side. Default false. */
  stacked?: boolean;
}

/** Room around a panel's plotting area for titles and tick labels, in pixels; a note and a second line of ticks need more. */
const room = { left: 74, right: 16, top: 38, bottom: 62 };
const noteRoom = 20;
const tickLine = 18;
/** Pixels of a panel's plotting area, without a note. */
export function plottingArea(cell: { width: number; height: number }): { width: number; height: number } {
  return { width: cell.width - room.left - room.right, height: cell.height - room.top - room.bottom };
}

/** Room for the title of the whole figure, in pixels. */
export const titleRoom = 52;

const sides = {
  right: { xanchor: 'left', yanchor: 'middle', xshift: 8, yshift: 0 },
  above: { xanchor: 'center', yanchor: 'bottom', xshift: 0, yshift: 6 },
  'above right': { xanchor: 'left', yanchor: 'bottom', xshift: 8, yshift: 2 },
  'below right': { xanchor: 'left', yanchor: 'top', xshift: 8, yshift: -2 },
} as const;

/** Plotly's name of axis number `i` from 0: '', '2', '3', … */
function suffix(i: number): number | '' {
  return i === 0 ? '' : i + 1;
}

function panelTitle(panel: Panel, i: number): Annotation[] {
  const at = {
    x: 0,
    y: 1,
    xref: `x${suffix(i)} domain`,
    yref: `y${suffix(i)} domain`,
    showarrow: false,
  } as const;
  const place = { ...at, xanchor: 'left', yanchor: 'bottom' } as const;
  const font = { size: fontSize.panel, color: ink, weight: 700 };
  const title: Annotation = { ...place, text: panel.title, yshift: panel.note ? 27 : 8, font };
  if (panel.note === undefined) return [title];
  return [title, { ...place, text: panel.note, yshift: 6, font: { size: fontSize.note, color: quietInk } }];
}

/** The panel's labels; those to the right of their points move up or down where they would cover one another. */
function panelLabels(panel: Panel, i: number, size: { width: number; height: number }): Annotation[] {
  const { traces, labels = [] } = panel;
  const values = (axis: 'x' | 'y') => traces.flatMap((trace) => [...trace[axis]].map(Number));
  const [x0, x1] = panel.xRange ?? padded(extent(values('x')), 0.06);
  const [y0, y1] = panel.yRange ?? padded(extent(values('y')), 0.06);
  const beside = labels.flatMap((label) => (label.side === 'right' ? [label] : []));
  const shifts = labelShifts(
    beside.map(({ x, y, text }) => ({
      x: (size.width * (Number(x) - x0)) / (x1 - x0),
      y: (size.height * (y - y0)) / (y1 - y0),
      text,
    })),
    fontSize.label,
  );
  return labels.map((label) => panelLabel(label, i, shifts[beside.indexOf(label)] ?? 0));
}

function panelLabel(label: Label, i: number, up: number): Annotation {
  const { yshift, ...side } = sides[label.side];
  return {
    x: label.x,
    y: label.y,
    text: label.text,
    xref: `x${suffix(i)}`,
    yref: `y${suffix(i)}`,
    showarrow: false,
    font: { size: fontSize.label, color: label.color },
    ...side,
    yshift: yshift + up,
  };
}

/** Texts in columns, from the top of the panel. */
function panelTexts({ texts = [] }: Panel, i: number): Annotation[] {
  return texts.map(({ title, lines, color }, c) => ({
    text: [`<b style="color:${color}">${title}</b>`, ...lines].join('<br>'),
    x: c / texts.length,
    y: 1,
    xref: `x${suffix(i)} domain`,
    yref: `y${suffix(i)} domain`,
    xanchor: 'left',
    yanchor: 'top',
    align: 'left',
    showarrow: false,
    font: { size: fontSize.note, color: ink },
  }));
}

function levelLine(level: Level, i: number): LineShape {
  const line = { color: quietInk, width: 1.5, dash: 'dot' } as const;
  const shape = { type: 'line', layer: 'below', line } as const;
  const [x, y] = [`x${suffix(i)}`, `y${suffix(i)}`];
  return level.axis === 'x'
    ? { ...shape, xref: x, yref: `${y} domain`, x0: level.at, x1: level.at, y0: 0, y1: 1 }
    : { ...shape, xref: `${x} domain`, yref: y, x0: 0, x1: 1, y0: level.at, y1: level.at };
}

/** At the top of an upright line, on the side where there is more room; at the left above a level one. */
function levelLabel(level: Level, xRange: Panel['xRange'], i: number): Annotation {
  const [x, y] = [`x${suffix(i)}`, `y${suffix(i)}`];
  const label = {
    text: level.text,
    showarrow: false,
    font: { size: fontSize.label, color: level.color },
  } as const;
  if (level.axis === 'y') {
    const place = { x: 0, y: level.at, xref: `${x} domain`, yref: y };
    return { ...label, ...place, xanchor: 'left', yanchor: 'bottom', xshift: 6 };
  }
  const left = xRange !== undefined && level.at > (xRange[0] + xRange[1]) / 2;
  const place = { x: level.at, y: 1, xref: x, yref: `${y} domain` };
  return { ...label, ...place, xanchor: left ? 'right' : 'left', yanchor: 'top', xshift: left ? -6 : 6 };
}

/** Pixels of the title's letters: smaller where it would not fit; a bold letter is taken to be .55 of that wide. */
function titleSize(title: string, width: number): number {
  const fitting = Math.floor((width - room.left - room.right) / (0.55 * title.length));
  return Math.max(fontSize.note, Math.min(fontSize.figure, fitting));
}

/** Puts the panels on a grid, row by row from the top left. @throws RangeError on no panels. */
export function panelFigure(panels: readonly Panel[], options: PanelOptions): Figure {
  if (panels.length === 0)
    throw new RangeError(`figure "${options.title}": no panels; expected at least one`);
  const columns = Math.max(1, Math.min(options.columns, panels.length));
  const rows = Math.ceil(panels.length / columns);
  const cell = options.cell ?? { width: 390, height: 330 };
  const twoLines = panels.some(
    ({ xTitle, xTicks }) => xTitle && xTicks?.some(({ text }) => text.includes('<br>')),
  );
  const bottomRoom = room.bottom + (twoLines ? tickLine : 0);
  const width = columns * cell.width;
  const height = rows * cell.height + titleRoom;
  // Plotly places axes in shares of the area inside its margins, which are the outer cells' own room.
  const top = room.top + (panels.some(({ note }) => note !== undefined) ? noteRoom : 0);
  const inner = { width: width - room.left - room.right, height: rows * cell.height - top - bottomRoom };
  const plot = { width: cell.width - room.left - room.right, height: cell.height - top - bottomRoom };
  const axes: Record<string, Axis> = {};
  panels.forEach((panel, i) => {
    const left = (i % columns) * cell.width;
    const bottom = (rows - 1 - Math.floor(i / columns)) * cell.height;
    const span = (from: number, size: number, total: number): [number, number] => [
      Math.max(0, from / total),
      Math.min(1, (from + size) / total),
    ];
    axes[`xaxis${suffix(i)}`] = themedAxis({
      domain: span(left, plot.width, inner.width),
      anchor: `y${suffix(i)}`,
      range: panel.xRange,
      // Zero is no place of its own where ticks have names.
      ...(panel.xTicks && {
        tickvals: panel.xTicks.map(({ at }) => at),
        ticktext: panel.xTicks.map(({ text }) => text),
        tickangle: 0,
        zeroline: false,
      }),
      title: panel.xTitle ? { text: panel.xTitle, font: { size: fontSize.label }, standoff: 8 } : undefined,
      showgrid: false,
      ...(panel.hidden === 'both' && { visible: false }),
    });
    axes[`yaxis${suffix(i)}`] = themedAxis({
      domain: span(bottom, plot.height, inner.height),
      anchor: `x${suffix(i)}`,
      range: panel.yRange,
      title: panel.yTitle ? { text: panel.yTitle, font: { size: fontSize.label }, standoff: 8 } : undefined,
      ...(panel.hidden && { visible: false }),
    });
  });
  return {
    data: panels.flatMap(({ traces }, i) =>
      traces.map((trace) => ({ ...trace, xaxis: `x${suffix(i)}`, yaxis: `y${suffix(i)}` })),
    ),
    layout: themedLayout({
      ...axes,
      ...(options.stacked ? { barmode: 'stack' } : {}),
      title: {
        text: options.title,
        font: { size: titleSize(options.title, width), color: ink, weight: 700 },
        x: 0,
        xref: 'container',
        xanchor: 'left',
        y: 1,
        yref: 'container',
        yanchor: 'top',
        pad: { l: room.left, t: 18 },
      },
      width,
      height,
      margin: { l: room.left, r: room.right, t: top + titleRoom, b: bottomRoom },
      annotations: panels.flatMap((panel, i) => [
        ...panelTitle(panel, i),
        ...panelLabels(panel, i, plot),
        ...panelTexts(panel, i),
        ...(panel.levels ?? []).map((level) => levelLabel(level, panel.xRange, i)),
      ]),
      shapes: panels.flatMap((panel, i) => (panel.levels ?? []).map((level) => levelLine(level, i))),
    }),
  };
}

/** A line through a series. */
export function line(series: Series, color: string, options: Partial<ScatterTrace> = {}): ScatterTrace {
  return {
    type: 'scatter',
    mode: 'lines',
    x: series.x,
    y: series.y,
    line: { color, width: 3 },
    hovertemplate: '%{y:.3g} at %{x:.3g}',
    ...options,
  };
}

/** Error bars to the ends of intervals; none where an interval has no ends. */
export function errorBars(
  intervals: readonly { readonly value: number; readonly low: number | null; readonly high: number | null }[],
  color: string,
): ErrorBars {
  return {
    type: 'data',
    symmetric: false,
    array: intervals.map(({ value, high }) => (high ?? value) - value),
    arrayminus: intervals.map(({ value, low }) => value - (low ?? value)),
    color,
    thickness: 1.5,
    width: 5,
  };
}

/** The smallest and largest of all values, ignoring what is not finite; [0, 1] when there are none. */
export function extent(...lists: readonly (readonly number[])[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of lists.flat()) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A range with a share of its length added below and above, so that marks and labels stay inside. */
export function padded(
  [low, high]: readonly [number, number],
  below: number,
  above = below,
): [number, number] {
  const length = high - low || Math.abs(high) || 1;
  return [low - below * length, high + above * length];
}
