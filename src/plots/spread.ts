/** Labels that would cover one another, moved apart. */

/**
 * Moves places by as little as possible (least squares, in the order that they are in) until neighbours are at least a
 * gap apart. With the gaps taken out that is "ascending": places out of order share their mean (pool adjacent violators).
 * @returns the new places, in the order of the given ones.
 */
export function spreadApart(places: readonly number[], gap: number): number[] {
  const order = [...places.keys()].sort((a, b) => places[a] - places[b] || a - b);
  const pools: { sum: number; count: number }[] = [];
  order.forEach((at, rank) => {
    let pool = { sum: places[at] - rank * gap, count: 1 };
    for (let below = pools.at(-1); below && outOfOrder(below, pool); below = pools.at(-1)) {
      pools.pop();
      pool = { sum: below.sum + pool.sum, count: below.count + pool.count };
    }
    pools.push(pool);
  });
  const spread = [...places];
  const placed = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  placed.forEach((place, rank) => (spread[order[rank]] = place + rank * gap));
  return spread;
}

type Pool = { readonly sum: number; readonly count: number };

function outOfOrder(below: Pool, above: Pool): boolean {
  return below.sum / below.count > above.sum / above.count;
}

/** A label that begins at a place and goes on to the right; y counts upwards. In pixels. */
export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/**
 * How far labels must move up, in pixels, so that none covers another. Only those move whose texts would meet sideways.
 * @param fontSize pixels; a letter is taken to be .55 of it wide.
 * @returns one a label, in the same order.
 */
export function labelShifts(labels: readonly PlacedLabel[], fontSize: number): number[] {
  const shifts = labels.map(() => 0);
  const leftToRight = [...labels.keys()].sort((a, b) => labels[a].x - labels[b].x);
  let group: number[] = [];
  let end = -Infinity;
  const settle = () => {
    const places = spreadApart(
      group.map((i) => labels[i].y),
      1.15 * fontSize,
    );
    group.forEach((i, k) => (shifts[i] = places[k] - labels[i].y));
  };
  for (const i of leftToRight) {
    if (labels[i].x > end) {
      settle();
      group = [];
    }
    group.push(i);
    end = Math.max(end, labels[i].x + 0.55 * fontSize * labels[i].text.length);
  }
  settle();
  return shifts;
}
