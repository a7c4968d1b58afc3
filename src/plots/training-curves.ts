/**
 * Curves along training: PPO's vital signs as small multiples (claim B4), and what SFT and the reward model learnt
 * (claims B1, B3).
 */
import { movingAverage } from '../eval/statistics';
import type { Figure, Series } from './figure';
import { extent, line, padded, panelFigure, type Label, type Level, type Panel } from './panels';
import { meanSeries, thinAndThick } from './runs';
import { measureColors, stageColors, type Ink } from './theme';

/** One seed of PPO; x is the iteration. Each measure may have been taken at its own iterations. */
export interface PpoCurves {
  /** Mean score of the reward model. */
  readonly proxy: Series;
  /** Mean score of the judge. */
  readonly gold: Series;
  /** KL from the SFT model per reply, nats. */
  readonly kl: Series;
  /** Entropy of the next token, nats. */
  readonly entropy: Series;
  /** Length of replies, tokens. */
  readonly length: Series;
  /** Share of tokens whose probability ratio was clipped. */
  readonly clipFraction: Series;
}

const measures: readonly { key: keyof PpoCurves; title: string; color: string }[] = [
  { key: 'proxy', title: 'Proxy (sd of SFT replies)', color: measureColors.proxy.line },
  { key: 'gold', title: 'Gold (sd of SFT replies)', color: measureColors.gold.line },
  { key: 'kl', title: 'KL from the SFT model (nats)', color: measureColors.kl.line },
  { key: 'entropy', title: 'Entropy (nats a token)', color: measureColors.neutral.line },
  { key: 'length', title: 'Length of replies (tokens)', color: measureColors.neutral.line },
  { key: 'clipFraction', title: 'Clip fraction', color: measureColors.neutral.line },
];

/** The series with its noise averaged out over about a twelfth of its length on either side of each point. */
function smoothed({ x, y }: Series): Series {
  return { x, y: Array.from(movingAverage(y, Math.round(y.length / 24))) };
}

/**
 * Six panels: thin lines are the seeds, the thick one is their mean, smoothed.
 * @param runs one a seed.
 * @param columns panels beside one another. Default 3.
 * @param title what is found, as a sentence.
 */
export function trainingCurvesFigure(
  runs: readonly PpoCurves[],
  columns = 3,
  title = 'PPO, iteration by iteration',
): Figure {
  const panels = measures.map(({ key, title: name, color }): Panel => {
    const series = runs.map((run) => run[key]);
    return {
      title: name,
      traces: thinAndThick(series, smoothed(meanSeries(series)), color, name),
      xTitle: 'PPO iteration',
    };
  });
  return panelFigure(panels, {
    title,
    columns,
    cell: { width: 390, height: 300 },
  });
}

/** A loss on the data that it is trained on and, where measured, on data that it is not. */
interface LossCurves {
  readonly train: Series;
  readonly validation?: Series;
}

export interface LearningInput {
  /** Cross-entropy of assistant tokens, nats a token; x is the step. */
  readonly sft?: LossCurves;
  readonly rewardModel?: LossCurves & {
    /** Share of held-out comparisons that the model orders as the annotator did. */
    readonly accuracy?: Series;
    /** Share that it orders as the judge does. */
    readonly goldAccuracy?: Series;
    /** The best accuracy that any model can have against this annotator's noise (its Bayes ceiling). */
    readonly ceiling?: number;
  };
}

/** Labels at the right ends; of two, the upper one stands above its line and the lower one below. */
function endLabels(named: readonly { series: Series; text: string; color: string }[]): Label[] {
  const ends = named
    .filter(({ series }) => series.x.length > 0)
    .map(({ series: { x, y }, ...rest }) => ({ ...rest, x: x[x.length - 1], y: y[y.length - 1] }))
    .sort((a, b) => b.y - a.y);
  return ends.map((end, i) => ({ ...end, side: i === 0 ? 'above right' : 'below right' }));
}

function lossPanel(title: string, { train, validation }: LossCurves, color: Ink): Panel {
  const quiet = measureColors.neutral;
  const named = [
    { series: smoothed(train), text: 'train', color: quiet.text },
    ...(validation ? [{ series: validation, text: 'held out', color: color.text }] : []),
  ];
  const [, furthest] = extent([0], train.x, validation?.x ?? []);
  return {
    title,
    traces: [
      ...thinAndThick([train], smoothed(train), quiet.line, 'train'),
      ...(validation ? [line(validation, color.line, { name: 'held out', mode: 'lines+markers' })] : []),
    ],
    labels: endLabels(named),
    xTitle: 'step',
    xRange: [0, 1.34 * (furthest || 1)],
  };
}

function accuracyPanel(model: NonNullable<LearningInput['rewardModel']>): Panel | undefined {
  const named = [
    ...(model.accuracy
      ? [{ series: model.accuracy, text: 'vs annotator', color: measureColors.proxy.text }]
      : []),
    ...(model.goldAccuracy
      ? [{ series: model.goldAccuracy, text: 'vs gold', color: measureColors.gold.text }]
      : []),
  ];
  if (named.length === 0) return undefined;
  const { ceiling } = model;
  const [, furthest] = extent(
    [0],
    named.flatMap(({ series }) => series.x),
  );
  const { text: color } = measureColors.neutral;
  const levels: Level[] =
    ceiling === undefined ? [] : [{ axis: 'y', at: ceiling, text: "the annotator's own ceiling", color }];
  return {
    title: 'Reward model: held-out accuracy',
    traces: named.map(({ series, text }) => {
      const color = text === 'vs gold' ? measureColors.gold.line : measureColors.proxy.line;
      return line(series, color, { name: text, mode: 'lines+markers' });
    }),
    labels: endLabels(named),
    levels,
    xTitle: 'step',
    xRange: [0, 1.45 * (furthest || 1)],
    yRange: padded(
      extent(
        [0.5, ceiling ?? 0.5],
        named.flatMap(({ series }) => series.y),
      ),
      0.05,
      0.15,
    ),
  };
}

/**
 * Losses of SFT and reward model, and the reward model's accuracy beside its annotator's ceiling.
 * @param columns panels beside one another. Default 3.
 * @param title what is found, as a sentence.
 */
export function learningFigure(
  { sft, rewardModel }: LearningInput,
  columns = 3,
  title = 'What SFT and the reward model learnt',
): Figure {
  const accuracy = rewardModel && accuracyPanel(rewardModel);
  const panels = [
    ...(sft ? [lossPanel('SFT: loss (nats a token)', sft, stageColors.sft)] : []),
    ...(rewardModel ? [lossPanel('Reward model: loss', rewardModel, stageColors.rm)] : []),
    ...(accuracy ? [accuracy] : []),
  ];
  return panelFigure(panels, { title, columns });
}
