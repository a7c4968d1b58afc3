/** The figures of lab B3: blue is agreement with the annotator, amber with the judge, as proxy and gold are everywhere. */
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { extent, line, padded, panelFigure, type Label, type Panel } from '../../plots/panels';
import { measureColors, stageColors, type Ink } from '../../plots/theme';
import { logTicks } from '../../steps/curves';
import { sizeName } from '../../steps/reward-cells';
import { b3Checks, kindNames, ownProbabilities, percent } from './checks';
import type { B3Data } from './data';
import { reliability, right, scaledReliability, type Reliability } from './measure';
import { pointAt, series, type Point } from './points';
import { sectionOf } from './report-card';
import {
  annotatorBySeed,
  binaryCard,
  ceilings,
  cellsBy,
  centerCell,
  goldBySeed,
  type CardModel,
  type CellResult,
  type Factor,
} from './series';
import { largest } from '../../extremes';

const { gold: goldInk, proxy: annotatorInk, neutral } = measureColors;

/** Accuracy along a factor, with the ceilings of the center's annotator. */
function accuracyPanel(
  data: B3Data,
  factor: Exclude<Factor, 'labels'>,
  title: string,
  xTitle: string,
  ticks: (cells: readonly CellResult[]) => NonNullable<Panel['xTicks']>,
): Panel | undefined {
  const cells = cellsBy(data, factor);
  if (cells.length < 2) return undefined;
  const xTicks = ticks(cells);
  const annotator = cells.map((cell, i) => pointAt(xTicks[i].at, annotatorBySeed(data, cell)));
  const gold = cells.map((cell, i) => pointAt(xTicks[i].at, goldBySeed(data, cell)));
  const best = ceilings(data, data.center.labels);
  const tops = [best.annotator, best.gold].map((perSeed) => pointAt(0, perSeed).value);
  const last = cells.length - 1;
  const name = (points: readonly Point[], text: string, { text: color }: Ink): Label => ({
    x: points[last].x,
    y: points[last].value,
    text,
    color,
    side: 'right',
  });
  return {
    title,
    traces: [series(annotator, annotatorInk, 'lines+markers'), series(gold, goldInk, 'lines+markers')],
    labels: [name(annotator, 'annotator', annotatorInk), name(gold, 'judge', goldInk)],
    levels: [
      { axis: 'y', at: tops[0], text: 'ceiling, annotator', color: annotatorInk.text },
      { axis: 'y', at: tops[1], text: 'ceiling, judge', color: goldInk.text },
    ],
    xTitle,
    xTicks,
    yTitle: 'agreement (share of pairs)',
    xRange: padded(extent(annotator.map((point) => point.x)), 0.06, 0.36),
    yRange: padded(
      extent(
        tops,
        [...annotator, ...gold].flatMap(({ low, high }) => [low, high]),
      ),
      0.06,
      0.1,
    ),
  };
}

/** Whether a check holds whose statement has these words: titles say what was found. */
type Holds = (words: string) => boolean;

function holdsIn(data: B3Data): Holds {
  const held = b3Checks(data).filter((check) => check.holds);
  return (words) => held.some(({ statement }) => statement.includes(words));
}

function accuracyFigure(data: B3Data, holds: Holds, columns = 2): Figure | undefined {
  const title = (found: boolean, what: string) => (found ? what : `Not shown: ${what.toLowerCase()}`);
  const panels = [
    accuracyPanel(
      data,
      'budget',
      title(holds('comparisons give more'), 'More comparisons, better order'),
      'comparisons (log scale)',
      (cells) => logTicks(cells.map(({ cell }) => cell.budget)),
    ),
    accuracyPanel(
      data,
      'size',
      title(holds('parameters agrees'), 'Larger models, better order'),
      'size and parameters; tiny is not pre-trained',
      (cells) => cells.map(({ cell, parameters }, at) => ({ at, text: sizeName(cell.size, parameters) })),
    ),
    accuracyPanel(
      data,
      'flipRate',
      title(holds('turned round there is more'), 'Noise in the labels costs agreement'),
      'share of labels turned round',
      (cells) => cells.map(({ cell: { flipRate } }) => ({ at: flipRate, text: String(flipRate) })),
    ),
    accuracyPanel(data, 'epochs', 'Passes over the comparisons', 'epochs', (cells) =>
      cells.map(({ cell: { epochs } }) => ({ at: epochs, text: String(epochs) })),
    ),
  ].flatMap((panel) => panel ?? []);
  if (panels.length === 0) return undefined;
  return panelFigure(panels, {
    title: holds('and what the judge prefers')
      ? 'The reward model agrees with annotator and judge above chance, below its ceiling'
      : 'How often the reward model agrees with its annotator and with the judge',
    columns,
    cell: { width: 520, height: 370 },
  });
}

/** One place a kind on the x axis, from 1. */
function kindsPanel(
  data: B3Data,
  title: string,
  ink: Ink,
  of: (cell: CellResult) => number[][],
  ceiling: (cell: CellResult) => number[][],
): Panel {
  const cells = cellsBy(data, 'labels');
  const points = cells.map((cell, i) => pointAt(i + 1, of(cell)));
  const tops = cells.map((cell, i) => pointAt(i + 1, ceiling(cell)));
  const labels = tops.map(({ x, value }): Label => ({
    x,
    y: value,
    text: value.toFixed(2),
    color: neutral.text,
    side: 'above',
  }));
  const { line: color } = neutral;
  return {
    title,
    note: 'grey: ceiling of labels of that kind',
    traces: [
      series(points, ink, 'markers'),
      line({ x: tops.map(({ x }) => x), y: tops.map(({ value }) => value) }, color, {
        mode: 'markers',
        marker: { color, size: 12, symbol: 'line-ew', line: { color, width: 3 } },
      }),
    ],
    labels,
    xTicks: cells.map(({ cell }, i) => ({ at: i + 1, text: cell.labels })),
    yTitle: 'agreement (share of pairs)',
    xRange: [0.4, cells.length + 0.6],
    yRange: padded(
      extent(
        points.flatMap(({ low, high }) => [low, high]),
        tops.map(({ value }) => value),
      ),
      0.1,
      0.18,
    ),
  };
}

function costsPanel({ costs, cells }: B3Data): Panel {
  const pairs = costs.map(
    ({ labels }) => cells.find(({ cell }) => cell.labels === labels)?.seeds[0].labelled ?? 0,
  );
  const seconds = costs.map((cost) => mean(cost.seconds));
  return {
    title: 'What a label costs',
    note: 'the cost model is stated, not measured',
    traces: [
      {
        type: 'bar',
        x: costs.map(({ labels }) => labels),
        y: seconds,
        marker: { color: costs.map(() => stageColors.rm.line) },
        width: 0.6,
      },
    ],
    labels: costs.map(({ labels }, i) => ({
      x: labels,
      y: seconds[i],
      text: `${pairs[i]} pairs`,
      color: stageColors.rm.text,
      side: 'above',
    })),
    yTitle: 'seconds a pair',
    yRange: [0, 1.2 * largest(seconds)],
  };
}

function labelsFigure(data: B3Data, holds: Holds, columns = 3): Figure {
  const [best] = cellsBy(data, 'labels')
    .map((cell) => ({ kind: cell.cell.labels, gold: pointAt(0, goldBySeed(data, cell)).value }))
    .sort((a, b) => b.gold - a.gold);
  const shown = best.kind !== 'binary' && holds(`labelling budget, ${kindNames[best.kind]}`);
  const title = shown
    ? `At equal cost, ${kindNames[best.kind]} teach most`
    : 'At equal cost, no kind of label is shown to beat binary choices';
  return panelFigure(
    [
      costsPanel(data),
      kindsPanel(
        data,
        'Agreement with the annotator',
        annotatorInk,
        (cell) => annotatorBySeed(data, cell),
        ({ cell }) => ceilings(data, cell.labels).annotator,
      ),
      kindsPanel(
        data,
        'Agreement with the judge',
        goldInk,
        (cell) => goldBySeed(data, cell),
        ({ cell }) => ceilings(data, cell.labels).gold,
      ),
    ],
    { title, columns, cell: { width: 430, height: 390 } },
  );
}

/** Calibration as it comes and after scaling, over the first seed's pairs. */
function calibrationPanel(data: B3Data, cell: CellResult): Panel {
  const [exam] = data.exams;
  const [{ leads }] = cell.seeds;
  const own = ownProbabilities(data, cell, exam);
  const [plain, scaled] = [reliability(leads, own), scaledReliability(leads, own)];
  const curve = ({ bins }: Reliability, { line: color }: Ink) =>
    line({ x: bins.map(({ predicted }) => predicted), y: bins.map(({ observed }) => observed) }, color, {
      mode: 'lines+markers',
      marker: { color, size: 7 },
    });
  return {
    title: kindNames[cell.cell.labels],
    note: `calibration error ${plain.error.toFixed(3)}, scaled ${scaled.error.toFixed(3)}`,
    traces: [
      line({ x: [0, 1], y: [0, 1] }, neutral.line, {
        line: { color: neutral.line, width: 1.5, dash: 'dot' },
      }),
      curve(plain, stageColors.rm),
      curve(scaled, stageColors.control),
    ],
    labels: [
      { x: 0.02, y: 0.95, text: 'as it comes', color: stageColors.rm.text, side: 'right' },
      { x: 0.02, y: 0.87, text: 'temperature fitted', color: stageColors.control.text, side: 'right' },
    ],
    xTitle: 'predicted: the first reply is preferred',
    yTitle: 'annotator prefers it (share)',
    xRange: [0, 1],
    yRange: [0, 1],
  };
}

function calibrationFigure(data: B3Data, holds: Holds, columns = 4): Figure {
  const { cell } = centerCell(data);
  return panelFigure(
    cellsBy(data, 'labels').map((one) => calibrationPanel(data, one)),
    {
      title: holds('σ(score difference)')
        ? 'Binary choices make scores that are probabilities'
        : `Score differences are not shown to be probabilities (noise ${percent(cell.flipRate)})`,
      columns,
      cell: { width: 380, height: 400 },
    },
  );
}

/** Share of right answers by subset: the reward model, the one with more kinds of prompts, the annotator's ceiling. */
function cardPanel(data: B3Data, models: readonly { model: CardModel; name: string; ink: Ink }[]): Panel {
  const { subsets } = data.card;
  const points = models.map(({ model }) =>
    subsets.map((_, i) =>
      pointAt(
        i + 1,
        model.seeds.map(({ leads }) => leads[i].map(right)),
      ),
    ),
  );
  const ceiling = subsets.map(({ pBetter }) => mean(pBetter.map((p) => right(p - 0.5))));
  const { line: color } = neutral;
  const shift = (of: readonly Point[], by: number) => of.map((point) => ({ ...point, x: point.x + by }));
  return {
    title: 'Share of pairs ranked right',
    note: 'grey: who knows the annotator by heart; below .5 means fooled',
    traces: [
      ...points.map((of, m) => series(shift(of, 0.24 * m - 0.12), models[m].ink, 'markers')),
      line({ x: subsets.map((_, i) => i + 1), y: ceiling }, color, {
        mode: 'markers',
        marker: { color, size: 16, symbol: 'line-ew', line: { color, width: 3 } },
      }),
    ],
    labels: models.map(({ name, ink }, m): Label => ({
      x: 0.5,
      y: 1.2 - 0.09 * m,
      text: name,
      color: ink.text,
      side: 'right',
    })),
    levels: [{ axis: 'y', at: 0.5, text: '', color: neutral.text }],
    xTicks: subsets.map(({ name }, i) => ({ at: i + 1, text: `${name}<br>${sectionOf(name)}` })),
    yTitle: 'share of pairs',
    xRange: [0.4, subsets.length + 0.6],
    yRange: [-0.04, 1.28],
  };
}

function cardFigure(data: B3Data, holds: Holds): Figure | undefined {
  const [narrow, broad] = [binaryCard(data, 'narrow'), binaryCard(data, 'broad')];
  if (!narrow || !broad) return undefined;
  const fooled = holds('polite filler above');
  const title = fooled
    ? 'Report card: very polite replies fool the reward model'
    : 'Report card: politeness is not shown to fool the reward model';
  const models = [
    { model: narrow, name: 'comparisons of the main families', ink: stageColors.rm },
    { model: broad, name: 'as many comparisons of all families', ink: stageColors.control },
  ];
  return panelFigure([cardPanel(data, models)], { title, columns: 1, cell: { width: 1240, height: 520 } });
}

/** All figures of the lab. */
export function b3Figures(data: B3Data, columns?: number): Record<string, Figure> {
  const holds = holdsIn(data);
  const figures: Record<string, Figure | undefined> = {
    accuracy: accuracyFigure(data, holds, columns),
    labels: labelsFigure(data, holds, columns),
    calibration: calibrationFigure(data, holds, columns),
    'report-card': cardFigure(data, holds),
  };
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, figure]) => (figure ? [[name, figure]] : [])),
  );
}
