/** Means with their intervals as marks of a figure. */
import type { ErrorBars } from '../../plots/figure';
import { line } from '../../plots/panels';
import type { Ink } from '../../plots/theme';
import { meanEffect } from '../effects';

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

function errorBars(points: readonly Point[], color: string): ErrorBars {
  return {
    type: 'data',
    symmetric: false,
    array: points.map(({ high, value }) => high - value),
    arrayminus: points.map(({ low, value }) => value - low),
    color,
    thickness: 1.5,
    width: 5,
  };
}

export function series(points: readonly Point[], { line: color }: Ink, mode: 'markers' | 'lines+markers') {
  return line({ x: points.map(({ x }) => x), y: points.map(({ value }) => value) }, color, {
    mode,
    marker: { color, size: 9 },
    error_y: errorBars(points, color),
  });
}
