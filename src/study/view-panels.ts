/** The panels of views: rows as lines, bars or marks, in the colours that arms and measures have everywhere. */
import { fitGold, meanFit, predictGold, type GoldFit, type OptimizationForm } from '../eval/curve-fits';
import { mean } from '../eval/statistics';
import { largest } from '../extremes';
import type { Trace } from '../plots/figure';
import { errorBars, extent, line, padded, type Label, type Level, type Panel } from '../plots/panels';
import { ink, measureColors, quietInk, shades, type Ink } from '../plots/theme';
import { paired } from './checks';
import { estimate, type Estimate } from './estimate';
import type { Cell, Table } from './rows';
import type { AxisView, PanelView } from './view';

const measureInks: Readonly<Record<string, Ink>> = {
  gold: measureColors.gold,
  proxy: measureColors.proxy,
  KL: measureColors.kl,
};

/** What a kind of panel draws. */
interface Drawn extends Omit<Partial<Panel>, 'traces' | 'levels'> {
  readonly traces: Panel['traces'];
  /** Upright lines. */
  readonly marks?: readonly Level[];
  /** All that the y axis must show. */
  readonly ys: readonly number[];
}

/** A panel of a view for `panelFigure`. */
export function compilePanel(panel: PanelView, table: Table): Panel {
  const { title, note, yTitle } = panel;
  const levels = (panel.levels ?? []).map(({ at, text, measure = panel.measures[0] }) => {
    const cell = (arm: string): Cell => ({ arm, measure, at: 'last' });
    const place = typeof at === 'number' ? at : mean(table.seeds.map((seed) => table.mean(cell(at), seed)));
    return { axis: 'y' as const, at: place, text, color: quietInk };
  });
  const { ys, marks = [], ...drawn } = drawPanel(panel, table);
  const shown = extent(
    ys,
    levels.map(({ at }) => at),
    panel.yRange ?? [],
  );
  return { title, note, yTitle, levels: [...levels, ...marks], yRange: padded(shown, 0.06, 0.12), ...drawn };
}

function drawPanel(panel: PanelView, table: Table): Drawn {
  switch (panel.kind) {
    case 'lines':
      return linesPanel(panel, table);
    case 'bars':
      return barsPanel(panel, table);
    case 'plane':
      return planePanel(panel, table);
  }
}

/** A cell, or its difference from an arm, over all seeds that have it; undefined where none has. */
function summary(
  table: Table,
  cell: Cell,
  { above, range }: { readonly above?: string; readonly range?: PanelView['range'] } = {},
): Estimate | undefined {
  const [cells, weights] =
    above === undefined
      ? [[cell], [1]]
      : [
          [cell, { ...cell, arm: above }],
          [1, -1],
        ];
  const perSeed = table.seeds
    .map((seed) => paired(cells, weights, table, seed))
    .filter(({ length }) => length > 0);
  return perSeed.length > 0 ? estimate(perSeed, { range }) : undefined;
}

/** Ends of the interval, and the effect itself. */
function reach({ effect, interval }: Estimate): number[] {
  return [effect, ...(interval ?? [])];
}

/** Arms of a panel that have something to show, each with each of its measures, named and coloured. */
function curvesOf(panel: PanelView, table: Table) {
  const arms = (
    typeof panel.arms === 'function' ? table.arms.filter(panel.arms) : (panel.arms ?? table.arms)
  ).filter((arm) => panel.measures.some((of) => table.has(arm, of)));
  const many = panel.measures.length > 1;
  const ramp = shades(arms.length);
  return arms.flatMap((arm, i) =>
    panel.measures
      .filter((measure) => table.has(arm, measure))
      .map((measure, m) => ({
        arm,
        measure,
        name: many ? (arms.length > 1 ? `${arm}: ${measure}` : measure) : arm,
        ink:
          panel.inks?.[many ? measure : arm] ??
          panel.inks?.[measure] ??
          (many ? (measureInks[measure] ?? shades(m + 1)[m]) : ramp[i]),
      })),
  );
}

type Curve = ReturnType<typeof curvesOf>[number];
type Lines = Extract<PanelView, { kind: 'lines' }>;

const scaled = (value: number, scale: AxisView['scale']) =>
  scale === 'root' ? Math.sqrt(Math.max(0, value)) : scale === 'log' ? Math.log10(value) : value;

/** A curve for one seed along the axis. */
function points(table: Table, { arm, measure }: Curve, x: AxisView, seed: number) {
  const places = table.places(arm, measure, seed);
  const along = (at: number) => (x.measure ? table.mean({ arm, measure: x.measure, at }, seed) : at);
  return {
    places,
    x: places.map((at) => scaled(along(at), x.scale)),
    y: places.map((at) => table.mean({ arm, measure, at }, seed)),
  };
}

function linesPanel(panel: Lines, table: Table): Drawn {
  const curves = curvesOf(panel, table).map((curve) => ({
    ...curve,
    seeds: table.seeds.map((seed) => points(table, curve, panel.x, seed)).filter(({ x }) => x.length > 0),
  }));
  const drawn = curves.map((curve) =>
    panel.over === 'mean' ? meanCurve(table, panel, curve) : seedCurves(curve),
  );
  const fits = panel.fit
    ? curves.flatMap(({ ink: { line: color }, seeds }) => fitted(panel.fit, seeds, color))
    : [];
  const traces = [...drawn.flatMap(({ traces: own }) => own), ...fits];
  const places = curves.flatMap(({ seeds }) => seeds.flatMap(({ x }) => x));
  const until = panel.until === undefined ? Infinity : scaled(panel.until, panel.x.scale);
  const peaked = drawn[curves.findIndex(({ measure }) => measure === panel.peakOf)]?.ends;
  return {
    traces,
    ys: [...drawn.flatMap(({ ys }) => ys), ...fits.flatMap(({ y }) => [...y])],
    labels: curves.flatMap(({ name, ink: { text: color } }, i): Label[] => {
      // Where the curve goes furthest, which need not be its end.
      const { x, y } = drawn[i].ends;
      const at = x.indexOf(largest(x));
      return [{ x: x[at], y: y[at], text: name, color, side: 'right' }];
    }),
    xTitle: panel.x.title,
    xRange: padded(extent(places.map((x) => Math.min(x, until))), 0.04, panel.room ?? 0.3),
    ...(peaked && {
      marks: [
        {
          axis: 'x' as const,
          at: peaked.x[peaked.y.indexOf(largest(peaked.y))],
          text: `${panel.peakOf ?? ''} is highest`,
          color: quietInk,
        },
      ],
    }),
    ...(panel.x.scale === 'log' && { xTicks: logTicks(places) }),
    ...(panel.x.names && { xTicks: panel.x.names.map((text, at) => ({ at, text })) }),
  };
}

/** A line a seed; the name stands where the one that goes furthest ends, clear of the others. */
function seedCurves({
  name,
  ink: { line: color },
  seeds,
}: Curve & { seeds: readonly ReturnType<typeof points>[] }) {
  const opacity = seeds.length > 1 ? 0.7 : 1;
  return {
    traces: seeds.map(({ x, y }) =>
      line({ x, y }, color, { name, opacity, mode: 'lines+markers', marker: { color, size: 5 } }),
    ),
    ys: seeds.flatMap(({ y }) => y),
    ends: seeds.reduce((a, b) => (largest(b.x) > largest(a.x) ? b : a)),
  };
}

/** The mean over seeds at each place of the first, with its interval. */
function meanCurve(
  table: Table,
  panel: Lines,
  curve: Curve & { seeds: readonly ReturnType<typeof points>[] },
) {
  const {
    arm,
    measure,
    name,
    ink: { line: color },
    seeds,
  } = curve;
  const [first] = seeds;
  const found = first.places.flatMap((at, i) => {
    const over = summary(table, { arm, measure, at }, panel);
    const x = mean(seeds.map((seed) => seed.x[seed.places.indexOf(at)] ?? first.x[i]));
    return over ? [{ x, over }] : [];
  });
  const ends = { x: found.map(({ x }) => x), y: found.map(({ over }) => over.effect) };
  const ys = found.flatMap(({ over }) => reach(over));
  const marked = { name, mode: 'lines+markers', marker: { color, size: 9 } } as const;
  if (panel.bands) return { traces: [...band(found, color), line(ends, color, marked)], ys, ends };
  const bars = errorBars(
    found.map(({ over }) => barOf(over)),
    color,
  );
  return { traces: [line(ends, color, { ...marked, error_y: bars })], ys, ends };
}

/** The intervals along a curve as an area. */
function band(found: readonly { readonly x: number; readonly over: Estimate }[], color: string) {
  const edge = (end: 0 | 1) => ({
    x: found.map(({ x }) => x),
    y: found.map(({ over }) => over.interval?.[end] ?? over.effect),
  });
  const quiet = { line: { color, width: 0 }, opacity: 0.4, hoverinfo: 'skip' } as const;
  return [line(edge(0), color, quiet), line(edge(1), color, { ...quiet, fill: 'tonexty' })];
}

function barOf({ effect: value, interval }: Estimate) {
  return { value, low: interval?.[0] ?? null, high: interval?.[1] ?? null };
}

/** The form fitted to each seed's curve from its start, drawn dotted with the mean parameters. */
function fitted(
  form: OptimizationForm | undefined,
  seeds: readonly { readonly x: readonly number[]; readonly y: readonly number[] }[],
  color: string,
) {
  if (!form) return [];
  const fits = seeds.flatMap(({ x, y }): GoldFit[] => {
    const fit = fitGold(
      form,
      x.map((distance, i) => ({ distance, gold: y[i] - y[0] })),
    );
    return fit ? [fit] : [];
  });
  const middle = meanFit(fits);
  if (!middle) return [];
  const start = mean(seeds.map(({ y }) => y[0]));
  const [low, high] = extent(seeds.flatMap(({ x }) => x));
  const xs = Array.from({ length: 41 }, (_, i) => low + ((high - low) * i) / 40);
  const ys = xs.map((d) => start + predictGold(middle, d));
  return [line({ x: xs, y: ys }, color, { line: { color, width: 2, dash: 'dot' }, hoverinfo: 'skip' })];
}

/** Ticks that name the numbers themselves on a logarithmic axis; none whose names would touch. */
function logTicks(places: readonly number[]): NonNullable<Panel['xTicks']> {
  const all = [...new Set(places)].sort((a, b) => a - b);
  const last = all[all.length - 1];
  const apart = (last - all[0]) / 6;
  const kept = all.reduce<number[]>((ticks, at) => {
    const before = ticks[ticks.length - 1] ?? -Infinity;
    return at === last || (at - before >= apart && last - at >= apart) ? [...ticks, at] : ticks;
  }, []);
  return kept.map((at) => ({ at, text: Math.round(10 ** at).toLocaleString('en') }));
}

function barsPanel(panel: Extract<PanelView, { kind: 'bars' }>, table: Table): Drawn {
  const curves = curvesOf(panel, table);
  const arms = [...new Set(curves.map(({ arm }) => arm))];
  const nameOf = (arm: string) => panel.names?.[arm] ?? arm;
  const many = panel.measures.length > 1;
  const heights = arms.map((arm) => {
    const cells = curves.filter((curve) => curve.arm === arm);
    return cells.map((cell) => ({ ...cell, over: summary(table, { ...cell, at: panel.at }, panel) }));
  });
  const traces = panel.measures.map((measure): Trace => {
    const bars = heights.map((own) => own.find((cell) => cell.measure === measure));
    const overs = bars.map((bar) => bar?.over ?? { effect: 0, interval: null, over: '' });
    return {
      type: 'bar',
      name: measure,
      x: arms.map(nameOf),
      y: overs.map(({ effect }) => effect),
      marker: { color: bars.map((bar) => bar?.ink.line ?? quietInk) },
      width: 0.62,
      hovertemplate: `%{x}: %{y:.3g}`,
      ...(!many && { error_y: errorBars(overs.map(barOf), ink) }),
    };
  });
  const tops = heights.map((own) =>
    many
      ? own.reduce((sum, { over }) => sum + (over?.effect ?? 0), 0)
      : largest([0, ...own.flatMap(({ over }) => (over ? reach(over) : []))]),
  );
  const labels = many
    ? partLabels(heights)
    : arms.map((arm, i): Label => ({
        x: i,
        y: tops[i],
        text: nameOf(arm),
        color: heights[i][0].ink.text,
        side: 'above',
      }));
  return {
    traces,
    labels,
    ys: [0, ...tops, ...heights.flat().flatMap(({ over }) => (over && !many ? reach(over) : []))],
    xTitle: panel.xTitle,
    // Single bars have their names above them.
    ...(!many && { xTicks: [] }),
    xRange: [-0.7, arms.length - (many ? -0.4 : 0.3)],
  };
}

/** Names beside the parts of stacked bars; thin parts would have theirs on one another. */
function partLabels(heights: readonly (readonly (Curve & { readonly over?: Estimate })[])[]): Label[] {
  const highest = largest(heights.map((own) => own.reduce((sum, { over }) => sum + (over?.effect ?? 0), 0)));
  return heights.flatMap((own, i) => {
    let below = 0;
    let beside = -Infinity;
    return own.flatMap(({ measure, ink: { text: color }, over }): Label[] => {
      if (!over || over.effect === 0) return [];
      const middle = below + over.effect / 2;
      below += over.effect;
      beside = Math.max(middle, beside + highest / 14);
      return [
        {
          x: i + 0.33,
          y: beside,
          text: `${measure} ${Number(over.effect.toPrecision(3))}`,
          color,
          side: 'right',
        },
      ];
    });
  });
}

function planePanel(panel: Extract<PanelView, { kind: 'plane' }>, table: Table): Drawn {
  const [measure] = panel.measures;
  const marks = curvesOf(panel, table).flatMap(({ arm, name, ink: own }) => {
    const x = summary(table, { arm, measure: panel.x.measure, at: panel.at });
    const y = summary(table, { arm, measure, at: panel.at }, panel);
    return x && y ? [{ x: x.effect, y: y.effect, over: y, name, own }] : [];
  });
  return {
    traces: marks.map(({ x, y, over, name, own: { line: color } }) =>
      line({ x: [x], y: [y] }, color, {
        name,
        mode: 'markers',
        marker: { color, size: 11 },
        error_y: errorBars([barOf(over)], color),
      }),
    ),
    labels: marks.map(({ x, y, name, own }) => ({
      x,
      y,
      text: name,
      color: own.text,
      side: 'right' as const,
    })),
    ys: marks.flatMap(({ over }) => reach(over)),
    xTitle: panel.x.title,
    xRange: padded(extent(marks.map(({ x }) => x)), 0.1, 0.3),
  };
}
