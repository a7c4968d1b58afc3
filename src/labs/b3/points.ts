/** Means with their intervals as marks of a figure. */
import { errorBars, line } from '../../plots/panels';
import type { Ink } from '../../plots/theme';
import { meanEffect } from '../../study/effects';

/** A mean with its interval, over seeds or over pairs. */
export interface Point {
  readonly x: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export function pointAt(x: number, perSeed: readonly (readonly number[])[]): Point {
  const { value, low, high } = meanEffect(perSeed).effect;
  return { x, value, low: low ?? value, high: high ?? value };
}

export function series(points: readonly Point[], { line: color }: Ink, mode: 'markers' | 'lines+markers') {
  return line({ x: points.map(({ x }) => x), y: points.map(({ value }) => value) }, color, {
    mode,
    marker: { color, size: 9 },
    error_y: errorBars(points, color),
  });
}
