/** Courses of PPO, one measure against an axis: the panels that labs B1, B4 and B5 draw alike. */
import { klDistance } from '../eval/kl';
import { distanceTitle } from '../plots/over-optimization';
import { extent, line, padded, type Panel } from '../plots/panels';
import { shades, type Ink } from '../plots/theme';
import type { Course } from './course';

type Point = Course['points'][number];

/** Something that an evaluation says, with its title and unit. */
export interface Measure {
  readonly title: string;
  readonly of: (point: Point) => number;
}

export const iterationAxis: Measure = { title: 'PPO iteration', of: ({ iteration }) => iteration };
export const distanceAxis: Measure = { title: distanceTitle, of: ({ kl }) => klDistance(Math.max(0, kl)) };
export const klMeasure: Measure = { title: 'KL from the SFT model (nats)', of: ({ kl }) => kl };
export const goldMeasure: Measure = { title: 'gold (sd above SFT)', of: ({ gold }) => gold };
export const proxyMeasure: Measure = { title: 'proxy (sd above SFT)', of: ({ proxy }) => proxy };
export const lengthMeasure: Measure = { title: 'tokens', of: ({ length }) => length };

/** The same PPO over seeds, under one name and in one colour. */
export interface Arm {
  readonly name: string;
  readonly color: Ink;
  readonly seeds: readonly Course[];
}

/** Arms that differ in the price of KL, from light to dark. */
export function priceArms(
  arms: readonly { readonly klCoefficient: number; readonly seeds: readonly Course[] }[],
): Arm[] {
  const colors = shades(arms.length);
  return arms.map(({ klCoefficient, seeds }, i) => ({ name: `β ${klCoefficient}`, color: colors[i], seeds }));
}

/** One line a seed; each arm is named at the end of its first. */
export function coursesPanel(title: string, arms: readonly Arm[], axis: Measure, measure: Measure): Panel {
  const all = arms.flatMap(({ seeds }) => seeds.flatMap(({ points }) => points));
  return {
    title,
    traces: arms.flatMap(({ name, color, seeds }) =>
      seeds.map(({ points }) =>
        line({ x: points.map(axis.of), y: points.map(measure.of) }, color.line, {
          name,
          opacity: seeds.length > 1 ? 0.7 : 1,
        }),
      ),
    ),
    labels: arms.map(({ name, color, seeds: [{ points }] }) => {
      const end = points[points.length - 1];
      return { x: axis.of(end), y: measure.of(end), text: name, color: color.text, side: 'right' };
    }),
    xTitle: axis.title,
    yTitle: measure.title,
    xRange: padded(extent(all.map(axis.of)), 0.03, 0.36),
  };
}
