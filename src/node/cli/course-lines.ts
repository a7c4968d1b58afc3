/** The two curves of over-optimisation on a terminal, a line an evaluation, as they grow (claim B5). */
import { withMinus } from '../../plots/numbers';
import type { LabEvent } from '../../study/workbench';

/** What the strip shows, in sd of the SFT model's replies; a mark beyond its ends stands at the end. */
const range = [-1.5, 2.5] as const;
const width = 41;

function column(value: number): number {
  const share = (value - range[0]) / (range[1] - range[0]);
  return Math.max(0, Math.min(width - 1, Math.round(share * (width - 1))));
}

/** Marks on a strip, the later over the earlier. */
function strip(...marks: readonly (readonly [value: number, mark: string])[]): string {
  const cells = Array.from({ length: width }, () => ' ');
  for (const [value, mark] of marks) cells[column(value)] = mark;
  return cells.join('').trimEnd();
}

const start = [0, '|'] as const;

/** Tells points of curves as lines, with a heading where another curve begins. */
export function courseLines(): (event: Extract<LabEvent, { type: 'point' }>) => string[] {
  let current: string | undefined;
  const number = (value: number, digits: number) =>
    withMinus(value.toFixed(digits)).padStart(digits === 1 ? 6 : 7);
  return ({ curve, kl, gold, proxy }) => {
    const heading =
      curve === current
        ? []
        : [`${curve}: gold (g) and proxy (p) in sd of SFT replies`, `    KL   gold  proxy  ${strip(start)}`];
    current = curve;
    const both = column(gold) === column(proxy) ? '*' : 'g';
    const marks = strip(start, [proxy, 'p'], [gold, both]);
    return [...heading, `${number(kl, 1)}${number(gold, 2)}${number(proxy, 2)}  ${marks}`];
  };
}
