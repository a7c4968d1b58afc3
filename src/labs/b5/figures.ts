/** The figures of lab B5; amber is gold and blue the proxy, as everywhere. */
import type { GoldFit } from '../../eval/curve-fits';
import { klDistance } from '../../eval/kl';
import { seedInterval } from '../../eval/seeds';
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { overOptimizationFigure } from '../../plots/over-optimization';
import { errorBars, extent, line, padded, panelFigure, type Panel } from '../../plots/panels';
import { measureColors, shades, stageColors } from '../../plots/theme';
import { bestPoint, cellsBy } from './checks';
import type { B5Data, BestOfNSeed } from './data';
import type { Cell } from './settings';

const distanceTitle = '√KL from the SFT model (√nats)';
const goldTitle = 'gold, change from SFT (sd)';

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
  const xs = extent(...series.map(({ x }) => x));
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
    yRange: padded(extent(...series.map(({ y }) => y)), 0.1),
  };
}

/** What one number of the curves does along a factor, mean over seeds with its interval. */
function alongPanel(
  title: string,
  xTitle: string,
  yTitle: string,
  cells: B5Data['cells'],
  x: (cell: B5Data['cells'][number]) => number,
  y: (seed: BestOfNSeed) => number | undefined,
): Panel {
  const points = cells.flatMap((cell) => {
    const values = cell.seeds.flatMap((seed) => y(seed) ?? []);
    if (values.length === 0) return [];
    const { value, low, high } =
      values.length > 1 ? seedInterval(values) : { value: values[0], low: values[0], high: values[0] };
    return [{ x: x(cell), value, low, high }];
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
    yTitle,
  };
}

const factorNames: Readonly<Record<keyof Cell, string>> = {
  comparisons: 'comparisons (log10)',
  size: 'parameters of the reward model (log10)',
  flipRate: 'share of labels turned round',
};

/** One factor: the curves, and what peak, α and β do along it. */
function sweepFigure(data: B5Data, factor: keyof Cell, title: string, columns = 3): Figure | undefined {
  const cells = cellsBy(data, factor);
  if (cells.length < 2) return undefined;
  const x = ({ cell, parameters }: B5Data['cells'][number]) =>
    factor === 'flipRate' ? cell.flipRate : Math.log10(factor === 'size' ? parameters : cell.comparisons);
  const nameOf = ({ cell, parameters }: B5Data['cells'][number]) =>
    factor === 'size' ? `${cell.size}, ${Math.round(parameters / 1000)} k` : String(cell[factor]);
  const along = (name: string, yTitle: string, y: (seed: BestOfNSeed) => number | undefined) =>
    alongPanel(name, factorNames[factor], yTitle, cells, x, y);
  const panels = [
    curvesPanel(
      'Best-of-n',
      cells.map((cell) => ({ name: nameOf(cell), seeds: cell.seeds })),
    ),
    along('Height of the peak', goldTitle, (seed) => bestPoint(seed).gold),
    along('Place of the fitted peak', 'd* = α / 2β (√nats)', ({ fit }) => fit?.peak),
    along('α', 'sd / √nat', ({ fit }) => fit?.alpha),
    along('β', 'sd / nat', ({ fit }) => fit?.beta),
    along('From small n to large n', 'R² beyond the fitted n', ({ predicted }) => predicted ?? undefined),
  ];
  return panelFigure(panels, { title, columns, cell: { width: 400, height: 330 } });
}

/** KL and gold of PPO, by its price of KL. */
function penaltyFigure(data: B5Data, columns = 3): Figure | undefined {
  const arms = data.ppo.filter(
    ({ cell, reward }) => reward === 'single' && JSON.stringify(cell) === JSON.stringify(data.center),
  );
  if (arms.length === 0) return undefined;
  const colors = shades(arms.length);
  const panel = (
    title: string,
    xTitle: string,
    yTitle: string,
    x: (point: B5Data['ppo'][number]['seeds'][number]['points'][number]) => number,
    y: (point: B5Data['ppo'][number]['seeds'][number]['points'][number]) => number,
  ): Panel => ({
    title,
    traces: arms.flatMap(({ seeds, klCoefficient }, i) =>
      seeds.map(({ points }) =>
        line({ x: points.map(x), y: points.map(y) }, colors[i].line, {
          name: `β ${klCoefficient}`,
          opacity: 0.8,
        }),
      ),
    ),
    labels: arms.map(({ seeds: [{ points }], klCoefficient }, i) => ({
      x: x(points[points.length - 1]),
      y: y(points[points.length - 1]),
      text: `β ${klCoefficient}`,
      color: colors[i].text,
      side: 'above',
    })),
    xTitle,
    yTitle,
  });
  return panelFigure(
    [
      panel(
        'KL grows with the steps',
        'PPO iteration',
        'KL from SFT (nats)',
        (p) => p.iteration,
        (p) => p.kl,
      ),
      panel(
        'Gold against distance',
        distanceTitle,
        goldTitle,
        (p) => klDistance(Math.max(0, p.kl)),
        (p) => p.gold,
      ),
      panel(
        'Proxy against distance',
        distanceTitle,
        'proxy (sd)',
        (p) => klDistance(Math.max(0, p.kl)),
        (p) => p.proxy,
      ),
    ],
    { title: 'PPO by its price of KL', columns, cell: { width: 400, height: 330 } },
  );
}

/** Which part of the judgement PPO gives up. */
function partsFigure(data: B5Data): Figure | undefined {
  const [first] = data.ppo;
  if (!first || first.reward === 'gold') return undefined;
  const { points } = first.seeds[0];
  const names = Object.keys(points[0].parts);
  const change = (name: string) => points[points.length - 1].parts[name] - points[0].parts[name];
  const ordered = [...names].sort((a, b) => change(a) - change(b));
  const [worst] = ordered;
  const panel = (name: string): Panel => ({
    title: name,
    traces: [
      line(
        { x: points.map(({ iteration }) => iteration), y: points.map(({ parts }) => parts[name]) },
        stageColors.ppo.line,
      ),
    ],
    xTitle: 'PPO iteration',
    yTitle: 'score of the part',
  });
  return panelFigure(ordered.map(panel), {
    title: `What the policy gives up first: ${worst}`,
    columns: 4,
    cell: { width: 330, height: 280 },
  });
}

function centerFigure(data: B5Data, columns?: number): Figure {
  const { seeds } = data.cells[0];
  const points = seeds[0].points.map(({ n, kl }, i) => {
    const golds = seeds.map((seed) => seed.points[i].gold);
    const gold = golds.length > 1 ? seedInterval(golds) : golds[0];
    return { n, kl, proxy: mean(seeds.map((seed) => seed.points[i].proxy)), gold };
  });
  const center = JSON.stringify(data.center);
  const arms = data.ppo
    .filter(({ cell, klCoefficient }) => JSON.stringify(cell) === center && klCoefficient === 0)
    .map(({ reward, seeds: runs }) => ({
      name: reward === 'gold' ? 'Control: PPO on gold itself' : `PPO, ${reward} reward model`,
      runs: runs.map(({ points: course }) => ({
        kl: course.map(({ kl }) => Math.max(0, kl)),
        gold: course.map(({ gold }) => gold - course[0].gold),
        proxy: course.map(({ proxy }) => proxy - course[0].proxy),
      })),
      fit: runs.length === 1 ? (runs[0].fit ?? undefined) : undefined,
    }));
  return overOptimizationFigure({ bestOfN: { points, fit: meanFit(seeds) }, arms }, columns);
}

/** The fit with the mean α and β over seeds. */
function meanFit(seeds: readonly BestOfNSeed[]): GoldFit | undefined {
  const fits = seeds.flatMap(({ fit }) => fit ?? []);
  if (fits.length === 0) return undefined;
  const [alpha, beta] = [mean(fits.map((fit) => fit.alpha)), mean(fits.map((fit) => fit.beta))];
  const peak = beta > 0 && alpha > 0 ? alpha / (2 * beta) : undefined;
  return { form: 'best-of-n', alpha, beta, rSquared: mean(fits.map((fit) => fit.rSquared)), peak };
}

/** All figures of the lab. */
export function b5Figures(data: B5Data, columns?: number): Record<string, Figure> {
  const figures: Record<string, Figure | undefined> = {
    'over-optimization': centerFigure(data, columns),
    comparisons: sweepFigure(data, 'comparisons', 'Over-optimisation by number of comparisons', columns),
    size: sweepFigure(data, 'size', 'Over-optimisation by size of the reward model', columns),
    noise: sweepFigure(data, 'flipRate', 'Over-optimisation by noise in the labels', columns),
    remedies: panelFigure(
      [
        curvesPanel('Best-of-n by who chooses', [
          { name: 'one reward model', seeds: data.cells[0].seeds },
          ...data.others.map(({ chooser, seeds }) => ({ name: chooser, seeds })),
        ]),
      ],
      { title: 'Ensembles as a remedy, gold as the control', columns: 1, cell: { width: 760, height: 420 } },
    ),
    penalty: penaltyFigure(data, columns),
    parts: partsFigure(data),
  };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, figure]) => (figure ? [[name, figure]] : [])),
  );
}
