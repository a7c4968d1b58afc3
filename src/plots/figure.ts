/**
 * A figure is Plotly JSON: data and layout, no functions, no classes. So it can be stored, opened by any Plotly
 * (Python's too), drawn in a notebook or a page, and rendered to SVG. Only the part of Plotly's schema that this
 * project uses is typed (https://plotly.com/javascript/reference/).
 */

/** Measured values in order: `x[i]` (a step, a distance) has `y[i]`. */
export interface Series {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Half-lengths of an error bar above and below each point. */
export interface ErrorBars {
  type: 'data';
  symmetric: false;
  array: readonly number[];
  arrayminus: readonly number[];
  color: string;
  thickness: number;
  width: number;
}

interface TraceBase {
  name?: string;
  opacity?: number;
  hovertemplate?: string;
  hoverinfo?: 'skip';
  error_y?: ErrorBars;
  /** Axis ids, `x`, `x2`, … Left out until a trace is put into its panel. */
  xaxis?: string;
  yaxis?: string;
}

/** Points, joined or not. */
export interface ScatterTrace extends TraceBase {
  type: 'scatter';
  mode: 'lines' | 'markers' | 'lines+markers';
  x: readonly number[];
  y: readonly number[];
  line?: { color: string; width: number; dash?: 'dot' | 'dash' };
  marker?: { color: string; size: number; symbol?: string; line?: { color: string; width: number } };
  /** Filled down to the trace before it. */
  fill?: 'tonexty';
}

/** Vertical bars. */
export interface BarTrace extends TraceBase {
  type: 'bar';
  x: readonly string[];
  y: readonly number[];
  marker: { color: readonly string[] };
  width?: number;
}

/** What Plotly draws. */
export type Trace = ScatterTrace | BarTrace;

/** A font by Plotly's keys; sizes in pixels. */
export interface Font {
  family?: string;
  size?: number;
  color?: string;
  weight?: number;
}

/** Text at a place: in the data's units, or with `xref: 'x domain'` in shares of a panel. */
export interface Annotation {
  text: string;
  x: number | string;
  y: number;
  xref: string;
  yref: string;
  showarrow: false;
  align?: 'left';
  xanchor?: 'left' | 'center' | 'right';
  yanchor?: 'top' | 'middle' | 'bottom';
  xshift?: number;
  yshift?: number;
  font?: Font;
}

/** A straight line across a panel. */
export interface LineShape {
  type: 'line';
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  xref: string;
  yref: string;
  layer: 'below';
  line: { color: string; width: number; dash?: 'dot' | 'dash' };
}

/** An axis by Plotly's keys; `domain` in shares of the figure, `range` in the data's units. */
export interface Axis {
  title?: { text: string; font?: Font; standoff?: number };
  domain?: [number, number];
  anchor?: string;
  range?: readonly [number, number];
  tickfont?: Font;
  tickcolor?: string;
  ticks?: 'outside';
  ticklen?: number;
  nticks?: number;
  /** Places and names of the ticks, where they are not Plotly's own. */
  tickvals?: readonly number[];
  ticktext?: readonly string[];
  /** Degrees; 0 keeps names level. */
  tickangle?: number;
  showgrid?: boolean;
  gridcolor?: string;
  /** False where there is nothing to read off. */
  visible?: boolean;
  zeroline?: boolean;
  zerolinecolor?: string;
}

/** Axes beside the first are `xaxis2`, `yaxis2`, … as Plotly names them. */
type AxisKey = `xaxis${number | ''}` | `yaxis${number | ''}`;

/** The layout by Plotly's keys; margins in pixels. */
export interface Layout extends Partial<Record<AxisKey, Axis>> {
  title?: {
    text: string;
    font?: Font;
    x?: number;
    xref?: 'container';
    xanchor?: 'left';
    y?: number;
    yref?: 'container';
    yanchor?: 'top';
    pad?: { l: number; t: number };
  };
  /** Pixels. */
  width?: number;
  height?: number;
  margin?: { l: number; r: number; t: number; b: number };
  font?: Font;
  paper_bgcolor?: string;
  plot_bgcolor?: string;
  showlegend?: boolean;
  /** Bars at one place stand on one another. */
  barmode?: 'stack';
  hovermode?: 'closest';
  annotations?: readonly Annotation[];
  shapes?: readonly LineShape[];
}

/** Plotly JSON. */
export interface Figure {
  /** What is drawn, the first undermost. */
  readonly data: readonly Trace[];
  /** Axes, texts and sizes. */
  readonly layout: Layout;
}
