/**
 * The lecture's figure of reward over-optimisation (claim B5; Gao, Schulman and Hilton 2022,
 * https://arxiv.org/abs/2210.10760, figure 1): gold and proxy against d = sqrt(KL), for best-of-n with its fitted
 * curve, and for PPO under each treatment. One panel a treatment; amber is gold and blue the proxy in all of them.
 */
import { klDistance } from '../eval/kl';
import { predictGold, type GoldFit } from '../eval/curve-fits';
import type { Interval } from '../eval/bootstrap';
import type { Figure, ScatterTrace, Series } from './figure';
import { withMinus } from './numbers';
import { extent, line, padded, panelFigure, type Label, type Level, type Panel } from './panels';
import { meanSeries, thinAndThick } from './runs';
import { measureColors } from './theme';

/** Best-of-n at one n; scores are changes from the SFT model's mean. */
interface BestOfNPoint {
  readonly n: number;
  /** Nats. */
  readonly kl: number;
  readonly proxy: number;
  /** With its interval over prompts where there is one. */
  readonly gold: number | Interval;
}

/** One seed's evaluations along training, in order; scores are changes from the SFT model's mean. */
export interface OptimizationRun {
  /** Nats from the SFT model. `[evaluations]` */
  readonly kl: readonly number[];
  readonly gold: readonly number[];
  /** Left out where no reward model was involved. */
  readonly proxy?: readonly number[];
}

/** One treatment: PPO without or with a KL penalty, or the control that is trained on gold. */
export interface OptimizationArm {
  readonly name: string;
  /** One a seed. */
  readonly runs: readonly OptimizationRun[];
  readonly fit?: GoldFit;
  /** Where gold was highest; the fit's peak when left out. */
  readonly peak?: { readonly kl: number; readonly gold: number };
}

export interface OverOptimizationInput {
  /** The finding. Default: a question. */
  readonly title?: string;
  /** What scores are counted in. Default "sd of SFT replies". */
  readonly unit?: string;
  readonly bestOfN?: { readonly points: readonly BestOfNPoint[]; readonly fit?: GoldFit };
  readonly arms: readonly OptimizationArm[];
}

const { gold: goldColor, proxy: proxyColor } = measureColors;
/** The axis of every over-optimisation figure, of labs too. */
export const distanceTitle = '√KL from the SFT model (√nats)';

/** A score's value, whether or not it came with an interval. */
function valueOf(score: number | Interval): number {
  return typeof score === 'number' ? score : score.value;
}

function fixed(value: number): string {
  return withMinus(value.toFixed(2));
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${fixed(value)}`;
}

/** The formula that was fitted, with its numbers. */
function fitNote(fit: GoldFit | undefined): string | undefined {
  if (!fit) return undefined;
  const form = fit.form === 'best-of-n' ? 'd(α − βd)' : 'd(α − β log d)';
  return `fit ${form}: α ${fixed(fit.alpha)}, β ${fixed(fit.beta)}, R² ${fixed(fit.rSquared)}`;
}

function fittedLine(fit: GoldFit, to: number): ScatterTrace {
  const x = Array.from({ length: 101 }, (_, i) => (to * i) / 100);
  const series = { x, y: x.map((d) => predictGold(fit, d)) };
  return line(series, goldColor.line, {
    name: 'fit',
    line: { color: goldColor.line, width: 2, dash: 'dash' },
  });
}

/** Marks the peak of gold with a dotted line, a diamond, and its height. */
function peakMark(peak: { x: number; y: number }): { trace: ScatterTrace; level: Level } {
  const trace: ScatterTrace = {
    type: 'scatter',
    mode: 'markers',
    x: [peak.x],
    y: [peak.y],
    name: 'peak of gold',
    marker: { color: goldColor.text, size: 12, symbol: 'diamond', line: { color: '#ffffff', width: 1.5 } },
    hovertemplate: '%{y:.3f} at √KL %{x:.3f}',
  };
  const text = `peak ${signed(peak.y)} at ${peak.x.toFixed(1)}`;
  return { trace, level: { axis: 'x', at: peak.x, text, color: goldColor.text } };
}

/** Names of the two curves right of all lines, kept apart when the ends are near one another. */
function endLabels(gold: Series, proxy: Series | undefined, x: number): Label[] {
  const end = ({ y }: Series) => ({ x, y: y[y.length - 1] });
  if (gold.x.length === 0) return [];
  if (!proxy) return [{ ...end(gold), text: 'gold', color: goldColor.text, side: 'right' }];
  const proxyAbove = end(proxy).y >= end(gold).y;
  return [
    { ...end(gold), text: 'gold', color: goldColor.text, side: proxyAbove ? 'below right' : 'above right' },
    {
      ...end(proxy),
      text: 'proxy',
      color: proxyColor.text,
      side: proxyAbove ? 'above right' : 'below right',
    },
  ];
}

/** A panel with its peak marked (when the curves reach it) and room for the labels on the right. */
function withPeak(panel: Panel, peak: { x: number; y: number } | undefined, furthest: number): Panel {
  const mark = peak && peak.x <= furthest ? peakMark(peak) : undefined;
  return {
    ...panel,
    traces: [...panel.traces, ...(mark ? [mark.trace] : [])],
    levels: mark && [mark.level],
    xTitle: distanceTitle,
    xRange: [0, 1.2 * (furthest || 1)],
  };
}

/** A peak that is worth a mark: a fitted curve that falls from the start has its highest point hardly above it. */
function fittedPeak(fit: GoldFit | undefined): { x: number; y: number } | undefined {
  if (fit?.peak === undefined) return undefined;
  const y = predictGold(fit, fit.peak);
  return y < 0.02 ? undefined : { x: fit.peak, y };
}

function bestOfNPanel({ points, fit }: NonNullable<OverOptimizationInput['bestOfN']>): Panel {
  const x = points.map(({ kl }) => klDistance(kl));
  const gold = { x, y: points.map((point) => valueOf(point.gold)) };
  const proxy = { x, y: points.map((point) => point.proxy) };
  const intervals = points.map((point) =>
    typeof point.gold === 'number' ? { low: point.gold, high: point.gold } : point.gold,
  );
  const furthest = extent([0, ...x])[1];
  const panel: Panel = {
    title: 'Best-of-n',
    note: fitNote(fit),
    traces: [
      line(proxy, proxyColor.line, {
        name: 'proxy',
        mode: 'lines+markers',
        marker: { color: proxyColor.line, size: 8 },
      }),
      ...(fit ? [fittedLine(fit, furthest)] : []),
      line(gold, goldColor.line, {
        name: 'gold',
        mode: fit ? 'markers' : 'lines+markers',
        marker: { color: goldColor.line, size: 9 },
        error_y: {
          type: 'data',
          symmetric: false,
          array: intervals.map(({ high }, i) => high - gold.y[i]),
          arrayminus: intervals.map(({ low }, i) => gold.y[i] - low),
          color: goldColor.line,
          thickness: 1.5,
          width: 4,
        },
      }),
    ],
    labels: endLabels(gold, proxy, furthest),
  };
  return withPeak(panel, fittedPeak(fit), furthest);
}

function armPanel(arm: OptimizationArm): Panel {
  const against = (run: OptimizationRun, y: readonly number[]): Series => ({ x: run.kl.map(klDistance), y });
  const golds = arm.runs.map((run) => against(run, run.gold));
  const proxies = arm.runs.flatMap((run) => (run.proxy ? [against(run, run.proxy)] : []));
  const gold = meanSeries(golds);
  const proxy = proxies.length > 0 ? meanSeries(proxies) : undefined;
  const furthest = extent(
    [0],
    golds.flatMap(({ x }) => x),
  )[1];
  const panel: Panel = {
    title: arm.name,
    note: fitNote(arm.fit),
    traces: [
      ...(proxy ? thinAndThick(proxies, proxy, proxyColor.line, 'proxy') : []),
      ...(arm.fit ? [fittedLine(arm.fit, furthest)] : []),
      ...thinAndThick(golds, gold, goldColor.line, 'gold'),
    ],
    labels: endLabels(gold, proxy, furthest),
  };
  const peak = arm.peak ? { x: klDistance(arm.peak.kl), y: arm.peak.gold } : fittedPeak(arm.fit);
  return withPeak(panel, peak, furthest);
}

/**
 * Gold and proxy against sqrt(KL), one panel a treatment, all of them on one vertical scale.
 * @param columns panels beside one another. Default 2.
 */
export function overOptimizationFigure(input: OverOptimizationInput, columns = 2): Figure {
  const panels = [...(input.bestOfN ? [bestOfNPanel(input.bestOfN)] : []), ...input.arms.map(armPanel)];
  const values = panels.flatMap(({ traces }) => traces.flatMap(({ y }) => y));
  const yRange = padded(extent([0], values), 0.08, 0.12);
  const yTitle = `change (${input.unit ?? 'sd of SFT replies'})`;
  return panelFigure(
    panels.map((panel, i) => ({ ...panel, yRange, yTitle: i % columns === 0 ? yTitle : undefined })),
    {
      title: input.title ?? 'The proxy keeps rising; what does gold do?',
      columns,
      cell: { width: 560, height: 390 },
    },
  );
}
