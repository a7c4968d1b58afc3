/** Views become Plotly JSON: what is asked for is drawn, in the colours that things have everywhere. */
import { describe, expect, it } from 'vitest';
import type { ScatterTrace } from '../../src/plots/figure';
import { measureColors } from '../../src/plots/theme';
import { measureRows, Table } from '../../src/study/rows';
import { bars, compileView, lines, plane, type PanelView } from '../../src/study/view';
import { barView, curveView, toyTable } from './toy';

const scatters = (panel: PanelView, table = toyTable) =>
  compileView({ id: 'x', title: () => 'x', panels: [panel] }, table, () => undefined).data.filter(
    (trace): trace is ScatterTrace => trace.type === 'scatter',
  );

describe('a view', () => {
  const figure = compileView(curveView, toyTable, (id) => (id === 'falls' ? 'holds' : undefined));

  it('is titled by the verdicts of the checks that it names', () => {
    expect(figure.layout.title?.text).toBe('Gold falls');
    expect(compileView(curveView, toyTable, () => 'undecided').layout.title?.text).toBe('Gold along PPO');
  });

  it('draws each seed along the root of KL, gold amber and the proxy blue, with the fitted form dotted', () => {
    const drawn = figure.data.filter((trace): trace is ScatterTrace => trace.type === 'scatter');
    const gold = drawn.filter(({ name }) => name === 'gold');
    expect(gold).toHaveLength(6);
    expect(gold[0]).toMatchObject({ x: [0, 1, 2], line: { color: measureColors.gold.line } });
    expect(drawn.find(({ name }) => name === 'proxy')?.line?.color).toBe(measureColors.proxy.line);
    expect(drawn.filter(({ line }) => line?.dash === 'dot').length).toBeGreaterThan(0);
  });

  it('has one vertical scale over its panels where it says so', () => {
    expect(figure.layout.yaxis?.range).toEqual(figure.layout.yaxis2?.range);
  });

  it('is plain JSON', () => {
    for (const view of [curveView, barView]) {
      const drawn = compileView(view, toyTable, () => undefined);
      expect(drawn).toEqual(JSON.parse(JSON.stringify(drawn)));
    }
  });
});

describe('panels', () => {
  it('of lines can show the mean over seeds with its interval', () => {
    const [trace] = scatters(lines('', { title: 'at' }, 'gold', 'sd', { over: 'mean', arms: ['free'] }));
    expect(trace.y[1]).toBeCloseTo(1.27, 10);
    expect(trace.error_y?.array[1]).toBeCloseTo((4.303 * 0.01) / Math.sqrt(3), 10);
  });

  it('of lines name counts on a logarithmic axis', () => {
    const rows = [10, 1000].flatMap((at) => measureRows({ arm: 'a', seed: 1, at }, { gold: at }));
    const view = { id: 'x', title: () => 'x', panels: [lines('', { title: 'n', scale: 'log' }, 'gold', '')] };
    const { layout, data } = compileView(view, new Table(rows), () => undefined);
    expect(data[0].x).toEqual([1, 3]);
    expect(layout.xaxis).toMatchObject({ tickvals: [1, 3], ticktext: ['10', '1,000'] });
  });

  it('of bars have a bar an arm with its interval, or parts on one another', () => {
    const { data } = compileView(barView, toyTable, () => undefined);
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ type: 'bar', x: ['free', 'control'] });
    const parts = new Table(measureRows({ arm: 'a', seed: 1 }, { one: 1, two: 3 }));
    const view = { id: 'x', title: () => 'x', panels: [bars('', ['one', 'two'], '')] };
    const stacked = compileView(view, parts, () => undefined);
    expect(stacked.layout.barmode).toBe('stack');
    expect(stacked.layout.annotations?.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['one 1', 'two 3']),
    );
  });

  it('of marks hold one measure against another', () => {
    const at = 'last' as const;
    const marks = scatters(plane('', { title: 'KL', measure: 'KL' }, 'gold', 'sd', { at }));
    expect(marks.map(({ name, x }) => [name, x[0]])).toEqual([
      ['free', 4],
      ['control', 4],
    ]);
  });

  it('show the arms that are asked for, of those that were measured', () => {
    const shown = (arms: PanelView['arms']) =>
      scatters(lines('', { title: '' }, 'gold', '', { arms, over: 'mean' })).length;
    expect(shown(undefined)).toBe(2);
    expect(shown(['free', 'nobody'])).toBe(1);
    expect(shown((arm) => arm.startsWith('c'))).toBe(1);
  });
});
