/** Names that stand beside the ends of curves make room for one another. */
import type { Label } from './panels';

type Group = { readonly y: number; readonly members: readonly Label[] };

/**
 * Labels moved up or down, no more than it takes to have each two at least `gap` apart (least squares: neighbours that
 * come too close pool and stand around the mean of their places; pool adjacent violators, Ayer et al. 1955).
 * @param gap in the units of y.
 * @returns them from the lowest to the highest.
 */
export function apart(labels: readonly Label[], gap: number): Label[] {
  const placed: Group[] = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y)) {
    let group: Group = { y: label.y, members: [label] };
    for (let before = placed.at(-1); before && overlap(before, group, gap); before = placed.at(-1)) {
      placed.pop();
      const members = [...before.members, ...group.members];
      group = { y: members.reduce((sum, { y }) => sum + y, 0) / members.length, members };
    }
    placed.push(group);
  }
  return placed.flatMap(({ y, members }) =>
    members.map((label, i) => ({ ...label, y: y + (i - (members.length - 1) / 2) * gap })),
  );
}

function overlap(below: Group, above: Group, gap: number): boolean {
  return above.y - below.y < (gap * (below.members.length + above.members.length)) / 2;
}
