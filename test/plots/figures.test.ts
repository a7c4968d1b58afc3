import { describe, expect, it } from 'vitest';
import { readFontMetrics } from '../../src/node/pictures/font-metrics';
import { fontFiles } from '../../src/node/pictures/plotly-dom';
import { extent, line, padded, panelFigure } from '../../src/plots/panels';

describe('panels', () => {
  const panels = ['a', 'b', 'c'].map((title) => ({
    title,
    traces: [line({ x: [0, 1], y: [1, 0] }, '#000000')],
  }));

  it('fill a grid without overlap, in reading order', () => {
    const { layout, data } = panelFigure(panels, { title: 't', columns: 2 });
    const [first, second, third] = [layout.xaxis, layout.xaxis2, layout.xaxis3].map(
      (axis) => axis?.domain ?? [],
    );
    expect(first[0]).toBe(0);
    expect(first[1]).toBeLessThan(second[0]);
    expect(second[1]).toBeCloseTo(1, 9);
    expect(third).toEqual(first);
    expect(layout.yaxis3?.domain?.[1]).toBeLessThan(layout.yaxis?.domain?.[0] ?? 0);
    expect(data.map(({ xaxis, yaxis }) => `${xaxis} ${yaxis}`)).toEqual(['x y', 'x2 y2', 'x3 y3']);
  });

  it('name places on the x axis where names are given', () => {
    const [named, numbered] = [
      {
        ...panels[0],
        xTicks: [
          { at: 1, text: 'one' },
          { at: 2, text: 'two' },
        ],
      },
      panels[1],
    ];
    const { layout } = panelFigure([named, numbered], { title: 't', columns: 2 });
    expect(layout.xaxis).toMatchObject({ tickvals: [1, 2], ticktext: ['one', 'two'] });
    expect(layout.xaxis2).not.toHaveProperty('ticktext');
  });

  it('stack in one column, as high as they are many, from the same data', () => {
    const wide = panelFigure(panels, { title: 't', columns: 3 });
    const narrow = panelFigure(panels, { title: 't', columns: 1 });
    expect(narrow.data).toEqual(wide.data);
    expect(narrow.layout.width).toBe((wide.layout.width ?? 0) / 3);
    expect(narrow.layout.height).toBeGreaterThan(2.5 * (wide.layout.height ?? 0));
  });

  it('set a long title smaller, so that it is not cut off', () => {
    const { width } = readFontMetrics(fontFiles.bold);
    const long = 'Imitating the assistant alone: more gold than imitating every token is not shown';
    for (const title of ['Gold turns', long]) {
      const { layout } = panelFigure(panels, { title, columns: 2 });
      const size = layout.title?.font?.size ?? Infinity;
      expect(74 + size * width(title)).toBeLessThan(layout.width ?? 0);
      expect(size).toBeGreaterThanOrEqual(14);
    }
  });

  it('refuse to be none', () => {
    expect(() => panelFigure([], { title: 'losses', columns: 2 })).toThrow('figure "losses": no panels');
  });

  it('find ranges in spite of gaps', () => {
    expect(extent([3, NaN, -1], [2, Infinity])).toEqual([-1, 3]);
    expect(extent([])).toEqual([0, 1]);
    expect(padded([0, 10], 0.1, 0.2)).toEqual([-1, 12]);
    expect(padded([5, 5], 0.1)).toEqual([4.5, 5.5]);
  });
});
