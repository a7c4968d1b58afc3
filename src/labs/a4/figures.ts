/** The figures of lab A4: the treatment in the colour of SFT, the control in grey. */
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { errorBars, extent, line, padded, panelFigure, type Label, type Panel } from '../../plots/panels';
import { shades, stageColors, type Ink } from '../../plots/theme';
import { logTicks } from '../../steps/curves';
import { meanEffect } from '../../study/effects';
import type { EffectInterval } from '../../study/lab';
import { a4Checks, peopleByBin, runsFrom } from './checks';
import type { A4Data, A4Run, Answered } from './data';

/** A mean with its interval, at its place. */
interface Point {
  readonly x: number;
  readonly effect: EffectInterval;
}

/** A curve with error bars and its name at its last point. */
function curve(name: string, points: readonly Point[], ink: Ink) {
  const values = points.map(({ effect }) => effect.value);
  const last = points[points.length - 1];
  const label: Label = { x: last.x, y: last.effect.value, text: name, color: ink.text, side: 'right' };
  const trace = line({ x: points.map(({ x }) => x), y: values }, ink.line, {
    name,
    mode: 'lines+markers',
    marker: { color: ink.line, size: 9 },
    error_y: errorBars(
      points.map(({ effect }) => effect),
      ink.line,
    ),
  });
  return { trace, label };
}

/** At most four of a list, the first and the last among them: more names or curves than that cover one another. */
function fourOf<Item>(all: readonly Item[]): Item[] {
  if (all.length <= 4) return [...all];
  return [0, 1, 2, 3].map((i) => all[Math.round((i * (all.length - 1)) / 3)]);
}

/** A measure of both starts against the number of demonstrations. */
function demonstrationsPanel(
  data: A4Data,
  of: keyof Answered,
  text: { readonly title: string; readonly yTitle: string },
): Panel {
  const points = (run: A4Run[]) =>
    run.map(({ demonstrations, seeds }) => ({
      x: Math.log10(demonstrations),
      effect: meanEffect(seeds.map((seed) => seed[of])).effect,
    }));
  const curves = [
    curve('pre-trained', points(runsFrom(data, 'pretrained')), stageColors.sft),
    curve('random weights', points(runsFrom(data, 'random')), stageColors.base),
  ];
  const counts = data.runs.map(({ demonstrations }) => demonstrations);
  return {
    ...text,
    note: `the base before SFT: ${mean(data.before[of]).toFixed(2)}`,
    traces: curves.map(({ trace }) => trace),
    labels: curves.map(({ label }) => label),
    xTitle: 'demonstrations (log scale)',
    xTicks: fourOf(logTicks(counts)),
    xRange: padded(extent(counts.map(Math.log10)), 0.06, 0.55),
    yRange: [-0.12, 1.04],
  };
}

/** What is told of people against how often the corpus mentions them. */
function exposurePanel(data: A4Data): Panel {
  const bins = peopleByBin(data);
  const mentions = bins.map(({ people }) =>
    Math.max(1, Math.round(mean(people.map((i) => data.people[i].mentions)))),
  );
  const at = mentions.map(Math.log10);
  const points = ({ seeds }: A4Run) =>
    bins.map(({ people }, b) => ({
      x: at[b],
      effect: meanEffect(seeds.map(({ facts }) => people.map((i) => facts[i]))).effect,
    }));
  const [own, control] = [fourOf(runsFrom(data, 'pretrained')), runsFrom(data, 'random')];
  const colors = shades(own.length);
  const curves = [
    ...own.map((run, i) => curve(String(run.demonstrations), points(run), colors[i])),
    curve('random weights', points(control[control.length - 1]), stageColors.base),
  ];
  return {
    title: 'By mentions in the corpus',
    note: 'pre-trained, by number of demonstrations',
    traces: curves.map(({ trace }) => trace),
    labels: curves.map(({ label }) => label),
    xTitle: 'mentions, mean of the bin (log scale)',
    xTicks: logTicks(mentions),
    yTitle: 'facts told rightly (share)',
    xRange: padded(extent(at), 0.06, 0.55),
    yRange: [-0.12, 1.04],
  };
}

/** The finding as far as the checks bear it out. */
function title(data: A4Data): string {
  const checks = a4Checks(data);
  const found = (part: string, name: string) =>
    checks.some(({ holds, statement }) => holds && statement.includes(part)) ? [name] : [];
  const shown = [
    ...found('people that SFT never named', 'people'),
    ...found('about itself in new words', 'itself'),
    ...found('what no demonstration says of it', 'more of itself'),
  ];
  if (shown.length === 0) return 'After the same SFT, pre-training made no difference';
  return `Not taught by SFT but known from pre-training: ${shown.join(', ')}`;
}

export function a4Figures(data: A4Data, columns = 2): Record<string, Figure> {
  const panels = [
    demonstrationsPanel(data, 'facts', {
      title: 'People never demonstrated',
      yTitle: 'facts told rightly (share)',
    }),
    exposurePanel(data),
    demonstrationsPanel(data, 'reworded', {
      title: 'On itself, in new words',
      yTitle: 'questions answered (share)',
    }),
    demonstrationsPanel(data, 'hidden', {
      title: 'On itself, never demonstrated',
      yTitle: 'questions answered (share)',
    }),
  ];
  return {
    knowledge: panelFigure(panels, { title: title(data), columns, cell: { width: 430, height: 360 } }),
  };
}
