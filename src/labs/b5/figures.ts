/** The figures of lab B5; amber is gold and blue the proxy, as everywhere. */
import { meanFit } from '../../eval/curve-fits';
import { klDistance } from '../../eval/kl';
import { seedInterval } from '../../eval/seeds';
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { distanceTitle, overOptimizationFigure } from '../../plots/over-optimization';
import { meanSeries, thinAndThick } from '../../plots/runs';
import { errorBars, extent, line, padded, panelFigure, type Panel } from '../../plots/panels';
import { measureColors, shades, stageColors } from '../../plots/theme';
import { logTicks } from '../../steps/curves';
import type { Check } from '../../study/lab';
import {
  coursesPanel,
  distanceAxis,
  goldMeasure,
  iterationAxis,
  klMeasure,
  priceArms,
  proxyMeasure,
} from '../../steps/course-panels';
import { sizeName } from '../../steps/reward-cells';
import { b5Checks, bestPoint, cellsBy, freeArms, nameOf } from './checks';
import type { B5Data, BestOfNSeed } from './data';
import type { Cell } from './settings';

const goldTitle = 'gold (sd above SFT)';

/** The mean over seeds of best-of-n's gold, against the distance. */
function meanCurve(seeds: readonly BestOfNSeed[]) {
  const [first] = seeds;
  return {
    x: first.points.map(({ kl }) => klDistance(kl)),
    y: first.points.map((_, i) => mean(seeds.map(({ points }) => points[i].gold))),
  };
}

/** Curves with their names at their ends. */
function curvesPanel(
  title: string,
  curves: readonly { name: string; seeds: readonly BestOfNSeed[] }[],
): Panel {
  const colors = shades(curves.length);
  const series = curves.map(({ seeds }) => meanCurve(seeds));
  const xs = extent(series.flatMap(({ x }) => x));
  return {
    title,
    traces: series.map((one, i) => line(one, colors[i].line, { name: curves[i].name })),
    labels: series.map(({ x, y }, i) => ({
      x: x[x.length - 1],
      y: y[y.length - 1],
      text: curves[i].name,
      color: colors[i].text,
      side: 'right',
    })),
    xTitle: distanceTitle,
    yTitle: goldTitle,
    xRange: padded(xs, 0.02, 0.4),
    yRange: padded(extent(series.flatMap(({ y }) => y)), 0.1),
  };
}

/** What one number of the curves does along a factor, mean over seeds with its interval. */
function alongPanel(
  title: string,
  { title: xTitle, xTicks }: { title: string; xTicks: NonNullable<Panel['xTicks']> },
  yTitle: string,
  cells: B5Data['cells'],
  y: (seed: BestOfNSeed) => number | undefined,
): Panel {
  const points = cells.flatMap((cell, i) => {
    const values = cell.seeds.flatMap((seed) => y(seed) ?? []);
    if (values.length === 0) return [];
    const { value, low, high } =
      values.length > 1 ? seedInterval(values) : { value: values[0], low: values[0], high: values[0] };
    return [{ x: xTicks[i].at, value, low, high }];
  });
  const color = measureColors.gold.line;
  return {
    title,
    traces: [
      line({ x: points.map((p) => p.x), y: points.map((p) => p.value) }, color, {
        mode: 'lines+markers',
        marker: { color, size: 9 },
        error_y: errorBars(points, color),
      }),
    ],
    xTitle,
    xTicks,
    xRange: padded(extent(xTicks.map(({ at }) => at)), 0.1),
    yTitle,
  };
}

const factorNames: Readonly<Record<keyof Cell, string>> = {
  comparisons: 'comparisons (log scale)',
  size: 'size and parameters; tiny is not pre-trained',
  flipRate: 'share of labels turned round',
};

/** Where the cells of a sweep stand on its axis: numbers on a scale, sizes one after the other. */
function ticksOf(factor: keyof Cell, cells: B5Data['cells']): NonNullable<Panel['xTicks']> {
  switch (factor) {
    case 'comparisons':
      return logTicks(cells.map(({ cell }) => cell.comparisons));
    case 'size':
      return cells.map(({ cell, parameters }, at) => ({ at, text: sizeName(cell.size, parameters) }));
    case 'flipRate':
      return cells.map(({ cell: { flipRate } }) => ({ at: flipRate, text: String(flipRate) }));
  }
}

/** One factor: the curves, and what peak, α and β do along it. */
function sweepFigure(data: B5Data, factor: keyof Cell, title: string, columns = 3): Figure | undefined {
  const cells = cellsBy(data, factor);
  if (cells.length < 2) return undefined;
  const xTicks = ticksOf(factor, cells);
  const along = (name: string, yTitle: string, y: (seed: BestOfNSeed) => number | undefined) =>
    alongPanel(name, { title: factorNames[factor], xTicks }, yTitle, cells, y);
  const panels = [
    curvesPanel(
      'Best-of-n',
      cells.map(({ cell, seeds }) => ({ name: String(cell[factor]), seeds })),
    ),
    along('Height of the peak', goldTitle, (seed) => bestPoint(seed).gold),
    along('Place of the fitted peak', 'd* = α / 2β (√nats)', ({ fit }) => fit?.peak),
    along('α', 'sd / √nat', ({ fit }) => fit?.alpha),
    along('β', 'sd / nat', ({ fit }) => fit?.beta),
    along('From small n to large n', 'R² beyond the fitted n', ({ predicted }) => predicted ?? undefined),
  ];
  return panelFigure(panels, { title, columns, cell: { width: 400, height: 340 } });
}

/** KL, gold and proxy of PPO, by its price of KL. */
function penaltyFigure(data: B5Data, columns = 3): Figure | undefined {
  const arms = data.ppo.filter(
    ({ cell, reward }) => reward === 'single' && JSON.stringify(cell) === JSON.stringify(data.center),
  );
  if (arms.length === 0) return undefined;
  const ends = arms.map(({ seeds }) => mean(seeds.map(({ points }) => points[points.length - 1].kl)));
  const slower = ends.every((kl, i) => i === 0 || kl < ends[i - 1]);
  const priced = priceArms(arms);
  return panelFigure(
    [
      coursesPanel('KL grows with the steps', priced, iterationAxis, klMeasure),
      coursesPanel('Gold against distance', priced, distanceAxis, goldMeasure),
      coursesPanel('Proxy against distance', priced, distanceAxis, proxyMeasure),
    ],
    {
      title:
        arms.length > 1 && slower
          ? 'The dearer KL is, the less far PPO goes'
          : 'PPO goes further with every step',
      columns,
      cell: { width: 400, height: 330 },
    },
  );
}

/** Which parts of the judgement PPO gives up: every seed, and their mean. */
function partsFigure(data: B5Data, columns = 4): Figure | undefined {
  const [first] = data.ppo;
  if (!first || first.reward === 'gold') return undefined;
  const names = Object.keys(first.seeds[0].points[0].parts);
  const courses = (name: string) =>
    first.seeds.map(({ points }) => ({
      x: points.map(({ iteration }) => iteration),
      y: points.map(({ parts }) => parts[name]),
    }));
  const change = (name: string) => mean(courses(name).map(({ y }) => y[y.length - 1] - y[0]));
  const ordered = [...names].sort((a, b) => change(a) - change(b));
  const panel = (name: string): Panel => ({
    title: name,
    traces: thinAndThick(courses(name), meanSeries(courses(name)), stageColors.ppo.line, name),
    xTitle: 'PPO iteration',
    yTitle: 'score of the part',
    yRange: [0, 1.03],
  });
  return panelFigure(ordered.map(panel), {
    title: `What the policy gives up most: ${ordered[0]}`,
    columns,
    cell: { width: 330, height: 280 },
  });
}

function centerFigure(data: B5Data, checks: readonly Check[], columns?: number): Figure {
  const holds = (part: string) => checks.some((check) => check.holds && check.statement.startsWith(part));
  const { seeds } = data.cells[0];
  const points = seeds[0].points.map(({ n, kl }, i) => {
    const golds = seeds.map((seed) => seed.points[i].gold);
    const gold = golds.length > 1 ? seedInterval(golds) : golds[0];
    return { n, kl, proxy: mean(seeds.map((seed) => seed.points[i].proxy)), gold };
  });
  const center = JSON.stringify(data.center);
  const arms = data.ppo
    .filter(({ cell, klCoefficient }) => JSON.stringify(cell) === center && klCoefficient === 0)
    .map((arm) => ({
      name: armName(arm.reward),
      ...courses(arm),
    }));
  const title =
    holds('PPO without a KL penalty: gold falls') && holds('meanwhile the proxy rises')
      ? 'The proxy keeps rising while gold falls'
      : undefined;
  return overOptimizationFigure(
    { title, bestOfN: { points, fit: meanFit(seeds.flatMap(({ fit }) => fit ?? [])) }, arms },
    columns,
  );
}

/** Gold and proxy of PPO without a penalty, against the center's reward model and against worse ones. */
function extremesFigure(data: B5Data, checks: readonly Check[], columns?: number): Figure | undefined {
  const arms = freeArms(data);
  if (arms.length < 2) return undefined;
  const lower = checks.filter(({ statement }) => statement.startsWith('PPO against '));
  return overOptimizationFigure(
    {
      title: lower.every(({ holds }) => holds)
        ? 'PPO finds less gold against a worse reward model'
        : 'PPO against better and worse reward models',
      arms: arms.map((arm) => ({ name: `PPO, ${nameOf(arm, data.center)}`, ...courses(arm) })),
    },
    columns,
  );
}

/** What PPO is trained on, as a title. */
function armName(reward: B5Data['ppo'][number]['reward']): string {
  if (reward === 'gold') return 'Control: PPO on gold itself';
  return reward === 'single' ? 'PPO, one reward model' : `PPO, ${reward} reward models`;
}

/** An arm's courses as changes from their starts, with their mean fit. */
function courses({ seeds }: B5Data['ppo'][number]) {
  return {
    runs: seeds.map(({ points }) => ({
      kl: points.map(({ kl }) => Math.max(0, kl)),
      gold: points.map(({ gold }) => gold - points[0].gold),
      proxy: points.map(({ proxy }) => proxy - points[0].proxy),
    })),
    fit: meanFit(seeds.flatMap(({ fit }) => fit ?? [])),
  };
}

/** What the checks found of a trend: the peak's height, and its place where that is asked. */
function trendTitle(checks: readonly Check[], factor: string, height: string): string {
  const holds = (statement: string) => checks.some((check) => check.holds && check.statement === statement);
  const capital = factor[0].toUpperCase() + factor.slice(1);
  const what = `${factor}: the gold peak is ${height}`;
  if (!holds(what)) return `${capital}: that the gold peak is ${height} is not shown`;
  return holds(`${factor}: the fitted gold peak is further out`)
    ? `${capital}: the gold peak is ${height} and further out`
    : `${capital}: the gold peak is ${height}`;
}

/** All figures of the lab. */
export function b5Figures(data: B5Data, columns?: number): Record<string, Figure> {
  const checks = b5Checks(data);
  const sweep = (factor: keyof Cell, name: string, height: string) =>
    sweepFigure(data, factor, trendTitle(checks, name, height), columns);
  const ensemble = checks.some(({ holds, statement }) => holds && statement.startsWith('the worst of three'));
  const figures: Record<string, Figure | undefined> = {
    'over-optimization': centerFigure(data, checks, columns),
    comparisons: sweep('comparisons', 'more comparisons', 'higher'),
    size: sweep('size', 'larger reward models', 'higher'),
    noise: sweep('flipRate', 'noisier labels', 'lower'),
    remedies: panelFigure(
      [
        curvesPanel('Best-of-n by who chooses', [
          { name: 'one reward model', seeds: data.cells[0].seeds },
          ...data.others.map(({ chooser, seeds }) => ({ name: chooser, seeds })),
        ]),
      ],
      {
        title: ensemble
          ? 'The worst of three reward models keeps more gold than one'
          : 'Three reward models instead of one: more gold is not shown',
        columns: 1,
        cell: { width: 760, height: 420 },
      },
    ),
    penalty: penaltyFigure(data, columns),
    extremes: extremesFigure(data, checks, columns),
    parts: partsFigure(data, columns),
  };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, figure]) => (figure ? [[name, figure]] : [])),
  );
}
