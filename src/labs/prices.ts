/** PPO at several prices of KL, one measure against an axis: what labs B4 and B5 draw alike. */
import { klDistance } from '../eval/kl';
import { extent, line, padded, type Panel } from '../plots/panels';
import { shades } from '../plots/theme';
import type { Course } from './course';

type Point = Course['points'][number];

/** Something that an evaluation says, with its title and unit. */
export interface Measure {
  readonly title: string;
  readonly of: (point: Point) => number;
}

export const iterationAxis: Measure = { title: 'PPO iteration', of: ({ iteration }) => iteration };
export const distanceAxis: Measure = {
  title: '√KL from SFT (√nats)',
  of: ({ kl }) => klDistance(Math.max(0, kl)),
};
export const klMeasure: Measure = { title: 'KL from SFT (nats)', of: ({ kl }) => kl };
export const goldMeasure: Measure = { title: 'gold (sd above SFT)', of: ({ gold }) => gold };
export const proxyMeasure: Measure = { title: 'proxy (sd above SFT)', of: ({ proxy }) => proxy };

/** One line a seed, from light to dark by price; each price is named at the end of its first seed. */
export function pricesPanel(
  title: string,
  arms: readonly { readonly klCoefficient: number; readonly seeds: readonly Course[] }[],
  axis: Measure,
  measure: Measure,
): Panel {
  const colors = shades(arms.length);
  const all = arms.flatMap(({ seeds }) => seeds.flatMap(({ points }) => points));
  return {
    title,
    traces: arms.flatMap(({ seeds, klCoefficient }, i) =>
      seeds.map(({ points }) =>
        line({ x: points.map(axis.of), y: points.map(measure.of) }, colors[i].line, {
          name: `β ${klCoefficient}`,
          opacity: seeds.length > 1 ? 0.7 : 1,
        }),
      ),
    ),
    labels: arms.map(({ seeds: [{ points }], klCoefficient }, i) => {
      const end = points[points.length - 1];
      const text = `β ${klCoefficient}`;
      return { x: axis.of(end), y: measure.of(end), text, color: colors[i].text, side: 'right' };
    }),
    xTitle: axis.title,
    yTitle: measure.title,
    xRange: padded(extent(all.map(axis.of)), 0.03, 0.3),
  };
}
