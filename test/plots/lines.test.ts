/** Curves carry their names, readably, and keep the colours that measures have everywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFontMetrics } from '../../src/node/pictures/font-metrics';
import { fontFiles } from '../../src/node/pictures/plotly-dom';
import { linesFigure } from '../../src/plots/lines';
import { measureColors } from '../../src/plots/theme';

const axes = { title: 'Gold turns', xTitle: 'steps', yTitle: 'sd' };

describe('linesFigure', () => {
  const figure = linesFigure({
    ...axes,
    lines: { gold: { x: [0, 1, 2], y: [0, 3, 1] }, other: { x: [0, 4], y: [0, 2] } },
  });

  it('names each curve at its end', () => {
    const named = (text: string) => figure.layout.annotations?.find((note) => note.text === text);
    expect(named('gold')).toMatchObject({ x: 2, y: 1 });
    expect(named('other')).toMatchObject({ x: 4, y: 2 });
  });

  it('draws gold in gold’s colour', () => {
    expect(figure.data[0]).toMatchObject({ line: { color: measureColors.gold.line } });
    expect(figure.data[1]).not.toMatchObject({ line: { color: measureColors.gold.line } });
  });

  it('keeps names a line apart, in the order of their curves, whatever the curves', () => {
    const ends = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ends, (values) => {
        const lines = Object.fromEntries(values.map((end, i) => [`c${i}`, { x: [0, 1], y: [0, end] }]));
        const { layout } = linesFigure({ ...axes, lines });
        const [low, high] = layout.yaxis?.range ?? [0, 0];
        // The plotting area of 300 pixels, text of 16.
        const pixels = values.map((_, i) => {
          const label = layout.annotations?.find(({ text }) => text === `c${i}`);
          return (300 * Number(label?.y)) / (high - low) + (label?.yshift ?? 0);
        });
        for (const [i, a] of values.entries())
          for (const [j, b] of values.entries()) {
            if (i === j) continue;
            expect(Math.abs(pixels[i] - pixels[j])).toBeGreaterThan(16);
            if (b - a > 1e-6) expect(pixels[i]).toBeLessThan(pixels[j]);
          }
      }),
    );
  });

  it('leaves room for the longest name', () => {
    const { width } = readFontMetrics(fontFiles.regular);
    for (const name of ['one', 'reward model', 'three reward models, their minimum']) {
      const { layout } = linesFigure({
        ...axes,
        lines: { gold: { x: [2, 5], y: [0, 1] }, [name]: { x: [2, 7], y: [0, 1] } },
      });
      const [low, high] = layout.xaxis?.range ?? [0, 0];
      // The plotting area is 610 pixels wide, with 16 to its right; names stand 8 from their curves.
      expect((610 * (7 - low)) / (high - low) + 8 + 16 * width(name)).toBeLessThan(610 + 16);
    }
  });
});
