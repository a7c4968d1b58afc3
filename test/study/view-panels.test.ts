/** What panels draw of rows: differences, bounded intervals, levels of another measure, named places. */
import { describe, expect, it } from 'vitest';
import type { ScatterTrace } from '../../src/plots/figure';
import { contrast, evaluate } from '../../src/study/checks';
import { promptRows, Table } from '../../src/study/rows';
import type { PanelView } from '../../src/study/view';
import { compilePanel } from '../../src/study/view-panels';

const at = (arm: string, values: readonly number[], measure = 'right', place: number | null = null) =>
  promptRows({ arm, seed: 1, measure, at: place }, values);

const table = new Table([
  ...at('a', [1, 1, 1, 0]),
  ...at('b', [1, 0, 0, 0]),
  ...at('c', [0, 0, 0, 0]),
  ...at('a', [0.9], 'ceiling'),
  ...at('sizes', [0.2, 0.4], 'right', 0),
  ...at('sizes', [0.6, 0.8], 'right', 1),
]);
const bars = { kind: 'bars', title: '', yTitle: '', measures: ['right'], arms: ['a', 'b'] } as const;

describe('bars', () => {
  it('are differences from an arm, prompts paired as in a check', () => {
    const [trace] = compilePanel({ ...bars, above: 'b' }, table).traces;
    expect([...trace.y]).toEqual([0.5, 0]);
    const error = trace.error_y;
    const test = contrast(
      [
        { arm: 'a', measure: 'right' },
        { arm: 'b', measure: 'right' },
      ],
      [1, -1],
      'above',
    );
    const { interval } = evaluate(table, 'X', { id: 'x', statement: '', matters: 0, unit: '', test });
    expect(0.5 + (error?.array[0] ?? NaN)).toBeCloseTo(interval?.[1] ?? NaN, 12);
  });

  it('have intervals within what values can be, and their names once', () => {
    const wide = new Table(
      [1, 2, 3].flatMap((seed) => promptRows({ arm: 'a', seed, measure: 'right' }, [seed / 4])),
    );
    const top = (panel: PanelView) => {
      const { traces, xTicks } = compilePanel(panel, wide);
      expect(xTicks).toEqual([]);
      return Number(traces[0].y[0]) + (traces[0].error_y?.array[0] ?? NaN);
    };
    expect(top(bars)).toBeGreaterThan(1);
    expect(top({ ...bars, range: [0, 1] })).toBe(1);
  });
});

describe('panels', () => {
  it('have levels of a measure other than their own', () => {
    const level = { at: 'a', text: 'best' };
    const places = [level, { ...level, measure: 'ceiling' }, { at: 0.5, text: 'chance' }];
    const { levels } = compilePanel({ ...bars, levels: places }, table);
    expect(levels?.map((one) => one.at)).toEqual([0.75, 0.9, 0.5]);
  });

  it('name places that are no numbers', () => {
    const x = { title: 'size', names: ['tiny', 'large'] };
    const panel = { ...bars, kind: 'lines', over: 'mean', arms: ['sizes'], x } as const;
    expect(compilePanel(panel, table).xTicks).toEqual([
      { at: 0, text: 'tiny' },
      { at: 1, text: 'large' },
    ]);
  });

  it('show intervals of marks in a plane', () => {
    const x = { title: '', measure: 'ceiling' };
    const { traces } = compilePanel({ ...bars, kind: 'plane', x }, table);
    const marks = traces.filter((trace): trace is ScatterTrace => trace.type === 'scatter');
    expect(marks.map((trace) => [...trace.x, ...trace.y])).toEqual([[0.9, 0.75]]);
    expect(marks[0].error_y?.array[0]).toBeGreaterThan(0);
  });
});

describe('contrast', () => {
  it('weighs cells, by prompt where all have as many', () => {
    const cells = ['a', 'b', 'c'].map((arm) => ({ arm, measure: 'right' }));
    const test = contrast(cells, [1, -0.5, -0.5], 'below');
    expect(test.contributions(table, 1)).toEqual([0.5, 1, 1, 0]);
    const uneven = contrast([cells[0], { arm: 'a', measure: 'ceiling' }], [1, -1], 'above');
    expect(uneven.contributions(table, 1)[0]).toBeCloseTo(-0.15, 12);
    expect(test).toMatchObject({ expected: 'below', bound: 0 });
  });
});
