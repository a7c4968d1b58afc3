/** Curves carry their names and keep the colours that measures have everywhere. */
import { describe, expect, it } from 'vitest';
import { linesFigure } from '../../src/plots/lines';
import { measureColors } from '../../src/plots/theme';

describe('linesFigure', () => {
  const figure = linesFigure({
    title: 'Gold turns',
    xTitle: 'steps',
    yTitle: 'sd',
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
});
