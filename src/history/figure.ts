/** The timeline as a figure for a projector: one event a line, oldest at the top, the slide's own in colour. */
import type { Figure } from '../plots/figure';
import { line, panelFigure, type Panel } from '../plots/panels';
import { quietInk, stageColors, type Ink } from '../plots/theme';
import { yearOf, type HistoryEvent } from './events';

const own: Ink = stageColors.ppo;
const other: Ink = { line: stageColors.base.line, text: quietInk };

/** @param events oldest first. */
export function timelineFigure(events: readonly HistoryEvent[], title: string): Figure {
  const marks = events.map(({ date, onSlide }, i) => ({
    x: yearOf(date),
    y: events.length - 1 - i,
    ink: onSlide ? own : other,
  }));
  const years = [Math.floor(marks[0].x), Math.ceil(marks[marks.length - 1].x)] as const;
  const panel: Panel = {
    title: '',
    hidden: 'y',
    traces: [own, other].map((ink) => {
      const some = marks.filter((mark) => mark.ink === ink);
      const series = { x: some.map(({ x }) => x), y: some.map(({ y }) => y) };
      return line(series, ink.line, {
        mode: 'markers',
        marker: { color: ink.line, size: 12 },
        hoverinfo: 'skip',
      });
    }),
    labels: events.map(({ name, what }, i) => ({
      ...marks[i],
      text: `<b>${name}</b>, ${what}`,
      color: marks[i].ink.text,
      side: 'right',
    })),
    xRange: [years[0], years[0] + 2.1 * (years[1] - years[0])],
    yRange: [-0.8, events.length - 0.2],
    xTicks: Array.from({ length: years[1] - years[0] + 1 }, (_, i) => ({
      at: years[0] + i,
      text: String(years[0] + i),
    })),
  };
  return panelFigure([panel], {
    title,
    columns: 1,
    cell: { width: 1120, height: 110 + 28 * events.length },
  });
}
