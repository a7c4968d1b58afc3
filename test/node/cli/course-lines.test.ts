/** Points of curves on a terminal: a heading a curve, marks where the values are. */
import { expect, it } from 'vitest';
import { courseLines } from '../../../src/node/cli/course-lines';

const point = (curve: string, kl: number, gold: number, proxy: number) =>
  ({ type: 'point', curve, kl, gold, proxy }) as const;

it('draws gold and proxy line by line, and begins anew with another curve', () => {
  const lines = courseLines();
  const first = lines(point('PPO', 0, 0, 0));
  expect(first).toHaveLength(3);
  const zero = first[1].indexOf('|');
  expect(first[2].indexOf('*')).toBe(zero);
  const [later, ...none] = lines(point('PPO', 4, -0.5, 1.2));
  expect(none).toEqual([]);
  expect(later).toContain('−0.50');
  expect(later.indexOf('g')).toBeLessThan(zero);
  expect(later[zero]).toBe('|');
  expect(later.indexOf('p')).toBeGreaterThan(zero);
  // What lies beyond the strip stands at its end.
  expect(lines(point('PPO', 40, 0, 9))[0]).toHaveLength(lines(point('PPO', 40, 0, 2.5))[0].length);
  expect(lines(point('control', 0, 0, 0))[0]).toContain('control');
});
