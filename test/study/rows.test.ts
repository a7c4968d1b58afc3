/** Rows: asked by cell, and the same again from `rows.csv`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coursesCsv } from '../../src/study/courses';
import { formatRows, measureRows, parseRows, promptRows, Table, type Row } from '../../src/study/rows';

const row: fc.Arbitrary<Row> = fc.record({
  arm: fc.string(),
  seed: fc.nat(),
  at: fc.option(fc.nat()),
  prompt: fc.option(fc.nat()),
  measure: fc.string({ unit: 'grapheme' }),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
});

describe('rows.csv', () => {
  it('gives any rows back to the last bit', () => {
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(parseRows(formatRows(rows), 'rows.csv')).toEqual(rows);
      }),
    );
  });

  it('keeps five digits of what was measured, of any size', () => {
    const key = { arm: 'a', seed: 1 };
    const values = [1234567, 12.34567, -0.001234567, 0.5, 0].flatMap((value) => [
      ...promptRows({ ...key, measure: 'm' }, [value]),
      ...measureRows(key, { m: value }),
    ]);
    const kept = [1234600, 12.346, -0.0012346, 0.5, 0];
    expect(values.map(({ value }) => value)).toEqual(kept.flatMap((value) => [value, value]));
  });

  it('names the line of what is no row', () => {
    expect(() => parseRows('a,b\n', 'r.csv')).toThrow('r.csv: the first line is "a,b"');
    const text = formatRows([{ arm: 'a', seed: 1, at: null, prompt: null, measure: 'm', value: 1 }]);
    expect(() => parseRows(text.replace(',1\n', ',one\n'), 'r.csv')).toThrow(
      'r.csv:2: found "one"; expected a number',
    );
  });
});

describe('a table', () => {
  const rows = [
    ...promptRows({ arm: 'a', seed: 2, at: 4, measure: 'gold' }, [1, 2]),
    ...promptRows({ arm: 'a', seed: 2, at: 0, measure: 'gold' }, [3, 5]).reverse(),
    ...measureRows({ arm: 'b', seed: 1 }, { gold: 7 }),
  ];
  const table = new Table(rows);

  it('finds values by prompt, at a place or at an end of the course', () => {
    expect(table.values({ arm: 'a', measure: 'gold', at: 0 }, 2)).toEqual([3, 5]);
    expect(table.values({ arm: 'a', measure: 'gold', at: 'last' }, 2)).toEqual([1, 2]);
    expect(table.values({ arm: 'a', measure: 'gold' }, 1)).toEqual([]);
    expect(table.mean({ arm: 'b', measure: 'gold' }, 1)).toBe(7);
    expect(table.places('a', 'gold', 2)).toEqual([0, 4]);
    expect([table.arms, table.seeds]).toEqual([
      ['a', 'b'],
      [1, 2],
    ]);
    expect(() => table.mean({ arm: 'c', measure: 'gold' }, 1)).toThrow('no gold of c');
  });
});

describe('courses.csv', () => {
  it('has the means of every course of PPO, and is not there without one', () => {
    const course = [0, 1].flatMap((at) => [
      ...promptRows({ arm: 'free', seed: 1, at, measure: 'gold' }, [at, at + 1]),
      ...promptRows({ arm: 'free', seed: 1, at, measure: 'proxy' }, [at, at]),
      ...measureRows({ arm: 'free', seed: 1, at }, { KL: 2 * at, 'KL (k3)': at }),
    ]);
    expect(coursesCsv(course)).toBe('seed,arm,iteration,kl,gold,proxy\n1,free,0,0,0.5,0\n1,free,1,2,1.5,1\n');
    expect(
      coursesCsv(measureRows({ arm: 'a', seed: 1, at: 1 }, { gold: 1, proxy: 1, KL: 1 })),
    ).toBeUndefined();
  });
});
