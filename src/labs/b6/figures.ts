/** The figures of lab B6: what each reward makes of sums and of the centrepiece. */
import { mean } from '../../eval/statistics';
import type { BarTrace, Figure } from '../../plots/figure';
import { errorBars, extent, line, padded, panelFigure, type Panel } from '../../plots/panels';
import { ink, quietInk, shades, stageColors, type Ink } from '../../plots/theme';
import { meanEffect } from '../../study/effects';
import { b6Checks } from './checks';
import type { B6Arm, B6Data, Worth } from './data';

/** How an arm is named under its bar: the verifier's weight between the two rewards alone. */
function nameOf({ reward, weight }: B6Arm): string {
  if (reward === 'reward model') return 'RM';
  return weight === null ? 'sums' : `×${weight}`;
}

/** Either reward alone has a colour of its own; mixtures are told apart by lightness. */
function inks({ arms }: B6Data): Ink[] {
  const mixtures = shades(arms.length - 2);
  return [stageColors.rm, ...mixtures, stageColors.control];
}

/** One measure at the end of PPO by arm, with the start as a level. */
function endPanel(data: B6Data, of: keyof Worth, text: { title: string; yTitle: string }): Panel {
  const effects = data.arms.map(({ seeds }) => meanEffect(seeds.map((seed) => seed[of])).effect);
  const start = mean(data.start.map((seed) => mean(seed[of])));
  const ends = effects.flatMap(({ value, low, high }) => [low ?? value, high ?? value]);
  const bars: BarTrace = {
    type: 'bar',
    x: data.arms.map(nameOf),
    y: effects.map(({ value }) => value),
    marker: { color: inks(data).map(({ line: color }) => color) },
    width: 0.62,
    hovertemplate: '%{x}: %{y:.3f}',
    error_y: errorBars(effects, ink),
  };
  return {
    ...text,
    traces: [bars],
    labels: data.arms.map((arm, i) => ({
      x: i,
      y: Math.max(0, effects[i].high ?? effects[i].value),
      text: nameOf(arm),
      color: inks(data)[i].text,
      side: 'above',
    })),
    levels: [{ axis: 'y', at: start, text: 'SFT', color: quietInk }],
    xTitle: 'RM alone, RM + sums × weight, sums alone',
    xRange: [-1.3, data.arms.length - 0.4],
    yRange: padded(extent([0, start], ends), 0.04, 0.15),
  };
}

/** Both at once: what is gained of one against what is gained of the other. */
function planePanel(data: B6Data): Panel {
  const at = (seeds: readonly Worth[]) => ({
    x: mean(seeds.map(({ rights }) => mean(rights))),
    y: mean(seeds.map(({ golds }) => mean(golds))),
  });
  const colors = [stageColors.sft, ...inks(data)];
  const marks = [
    { name: 'SFT', ...at(data.start) },
    ...data.arms.map((arm) => ({ name: nameOf(arm), ...at(arm.seeds) })),
  ];
  return {
    title: 'Both at once',
    traces: marks.map(({ x, y, name }, i) =>
      line({ x: [x], y: [y] }, colors[i].line, {
        name,
        mode: 'markers',
        marker: { color: colors[i].line, size: 11 },
      }),
    ),
    labels: marks.map(({ x, y, name }, i) => ({ x, y, text: name, color: colors[i].text, side: 'right' })),
    xTitle: 'sums right (share)',
    yTitle: 'gold on the centrepiece (sd above SFT)',
    xRange: padded(extent(marks.map(({ x }) => x)), 0.1, 0.3),
    yRange: padded(extent(marks.map(({ y }) => y)), 0.15),
  };
}

/** One part of the evaluations along PPO, all seeds of every arm. */
function coursePanel(data: B6Data, of: 'centrepiece' | 'sums', title: string): Panel {
  const colors = inks(data);
  const all = data.arms.flatMap(({ seeds }) => seeds.flatMap(({ course }) => course));
  return {
    title,
    traces: data.arms.flatMap((arm, i) =>
      arm.seeds.map(({ course }) =>
        line({ x: course.map(({ iteration }) => iteration), y: course.map((p) => p[of]) }, colors[i].line, {
          name: nameOf(arm),
          opacity: arm.seeds.length > 1 ? 0.7 : 1,
        }),
      ),
    ),
    // All have their colours in the other figure; named are those that the claim is about.
    labels: data.arms.flatMap((arm, i) => {
      if (arm.reward === 'mixture' && arm.weight !== data.center) return [];
      const last = arm.seeds[0].course[arm.seeds[0].course.length - 1];
      const text = nameOf(arm);
      return [{ x: last.iteration, y: last[of], text, color: colors[i].text, side: 'right' as const }];
    }),
    xTitle: 'PPO iteration',
    yTitle: 'gold (sd above SFT)',
    xRange: padded(extent(all.map(({ iteration }) => iteration)), 0.03, 0.2),
  };
}

/** Whether a check whose statement begins so holds. */
type Held = (beginning: string) => boolean;

function heldIn(data: B6Data): Held {
  const checks = b6Checks(data);
  return (beginning) => checks.some(({ holds, statement }) => holds && statement.startsWith(beginning));
}

/** The finding as far as the checks bear it out. */
function title(holds: Held): string {
  const [sums, gold] = [holds('the mixture raises accuracy'), holds('the mixture raises gold')];
  if (sums && gold) {
    const behind = holds('the reward model alone leaves') && holds('sums alone leave');
    return behind
      ? 'The mixture raises both; either reward alone leaves the other behind'
      : 'The mixture raises both; so does not only the mixture';
  }
  if (sums) return 'The mixture raises accuracy on sums, not gold on the rest';
  return gold ? 'The mixture raises gold, not accuracy on sums' : 'The mixture raised neither';
}

function coursesTitle(holds: Held): string {
  if (holds('the more sums weigh, the more')) return 'The more sums weigh, the more of them are right';
  return holds('the reward model alone leaves sums behind')
    ? 'The reward model alone leaves sums behind'
    : 'The judge’s score along PPO, by reward';
}

export function b6Figures(data: B6Data, columns = 3): Record<string, Figure> {
  const ends = [
    endPanel(data, 'rights', { title: 'Sums after PPO', yTitle: 'right answers (share)' }),
    endPanel(data, 'golds', { title: 'Centrepiece after PPO', yTitle: 'gold (sd above SFT)' }),
    planePanel(data),
  ];
  const courses = [
    coursePanel(data, 'sums', 'On sums'),
    coursePanel(data, 'centrepiece', 'On the centrepiece'),
  ];
  const cell = { width: 430, height: 360 };
  const holds = heldIn(data);
  return {
    mixture: panelFigure(ends, { title: title(holds), columns, cell }),
    courses: panelFigure(courses, {
      title: coursesTitle(holds),
      columns: Math.min(2, columns),
      cell,
    }),
  };
}
