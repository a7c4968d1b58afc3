/** Gold by stage: one bar a stage with its 95 % interval (claims A1, B1, B4, B5). */
import type { Interval } from '../eval/bootstrap';
import type { Figure } from './figure';
import { extent, panelFigure, type Panel } from './panels';
import { ink, stageColors, type Stage } from './theme';

export interface StageScore {
  /** As it stands under the bar, e.g. "PPO at peak". */
  readonly name: string;
  /** Gives the colour. */
  readonly stage: Stage;
  readonly gold: Interval;
}

/**
 * Bars with intervals, each labelled with its value.
 * @param title what is found, as a sentence.
 * @throws RangeError on no stages.
 */
export function stageBarsFigure(stages: readonly StageScore[], title = 'What each stage is worth'): Figure {
  if (stages.length === 0) throw new RangeError('stage bars: no stages; expected at least one');
  const golds = stages.map(({ gold }) => gold);
  const [low, high] = extent(
    [0],
    golds.flatMap((gold) => [gold.low, gold.high]),
  );
  const panel: Panel = {
    title: 'Gold score, 95 % interval',
    traces: [
      {
        type: 'bar',
        x: stages.map(({ name }) => name.replace(' ', '<br>')),
        y: golds.map(({ value }) => value),
        marker: { color: stages.map(({ stage }) => stageColors[stage].line) },
        width: 0.62,
        hovertemplate: '%{x}: %{y:.3f}',
        error_y: {
          type: 'data',
          symmetric: false,
          array: golds.map((gold) => gold.high - gold.value),
          arrayminus: golds.map((gold) => gold.value - gold.low),
          color: ink,
          thickness: 2,
          width: 7,
        },
      },
    ],
    labels: stages.map(({ gold }, i) => ({
      x: i,
      y: gold.high,
      text: `<b>${gold.value.toFixed(2)}</b>`,
      color: ink,
      side: 'above',
    })),
    yRange: [low < 0 ? 1.1 * low : 0, 1.15 * high],
  };
  return panelFigure([panel], {
    title,
    columns: 1,
    cell: { width: 160 + 150 * stages.length, height: 440 },
  });
}
