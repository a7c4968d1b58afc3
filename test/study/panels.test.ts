/** What checks and figures take from rows: weighted sums of cells, intervals within what a value can be, ticks of a log axis. */
import { describe, expect, it } from 'vitest';
import { contrast, evaluate } from '../../src/study/checks';
import { promptRows, Table } from '../../src/study/rows';
import { compilePanel } from '../../src/study/view-panels';

const at = (arm: string, values: readonly number[], place: number | null = null) =>
  promptRows({ arm, seed: 1, at: place, measure: 'm' }, values);

describe('a contrast', () => {
  const cells = ['a', 'b', 'c'].map((arm) => ({ arm, measure: 'm' }));
  const test = contrast(cells, [1, -1 / 2, -1 / 2], 'above', { each: 'replies' });
  const spec = { id: 'one', statement: '', matters: 0.1, unit: '', test };

  it('weighs cells prompt by prompt, and says what was repeated', () => {
    const table = new Table([...at('a', [3, 5]), ...at('b', [1, 2]), ...at('c', [3, 4])]);
    expect(test.contributions(table, 1)).toEqual([1, 2]);
    expect(evaluate(table, 'A1', spec)).toMatchObject({ effect: 1.5, over: '2 replies' });
  });

  it('is of no rows that lack a cell', () => {
    const found = evaluate(new Table(at('a', [1, 2])), 'A1', spec);
    expect(found).toMatchObject({ effect: null, verdict: 'undecided', over: 'nothing: not measured' });
  });
});

describe('lines over a log axis', () => {
  const drawn = (counts: readonly number[], range?: readonly [number, number]) =>
    compilePanel(
      {
        kind: 'lines',
        over: 'mean',
        title: '',
        yTitle: '',
        x: { title: '', scale: 'log' },
        measures: ['m'],
        range,
      },
      new Table(counts.flatMap((count) => at('a', [0, 0, 0.2], count))),
    );

  it('names the numbers themselves, the first and the last always, and none that would touch', () => {
    const names = (counts: readonly number[]) => drawn(counts).xTicks?.map(({ text }) => text);
    expect(names([30, 300, 3000])).toEqual(['30', '300', '3,000']);
    expect(names([14, 30, 60, 125, 250, 500, 1000, 2000])).toEqual(['14', '60', '250', '2,000']);
  });

  it('ends intervals where values end', () => {
    const reach = (panel: ReturnType<typeof drawn>) =>
      panel.traces.flatMap((trace) => [...(trace.error_y?.array ?? [])]);
    const [free] = reach(drawn([10, 100, 1000]));
    const [ended] = reach(drawn([10, 100, 1000], [0, 0.1]));
    expect(ended).toBeCloseTo(0.1 - 0.2 / 3);
    expect(ended).toBeLessThan(free);
  });
});
