import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import {
  chunks,
  concatenate,
  cut,
  rowMeans,
  select,
  spanMask,
  spread,
  spreadRowMeans,
} from '../../src/train/ragged';

/** Rows of 1 to 6 tokens, each with a span of at least one token. */
const rows = fc.array(
  fc.integer({ min: 1, max: 6 }).chain((length) =>
    fc.record({
      length: fc.constant(length),
      from: fc.integer({ min: 0, max: length - 1 }),
      values: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length }),
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

describe('ragged batches', () => {
  it('select and rowMeans do what their names say, and their partners are their transposes', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const batch = toBatch(list.map(({ length }) => new Int32Array(length)));
        const mask = spanMask(
          batch,
          list.map(({ from }) => from),
          list.map(({ length }) => length),
        );
        const x = Float32Array.from(list.flatMap(({ values }) => values));
        expect([...select(x, mask)]).toEqual(list.flatMap(({ values, from }) => values.slice(from)));

        const means = rowMeans(x, mask, batch);
        list.forEach(({ values, from }, r) => {
          const chosen = values.slice(from);
          expect(means[r]).toBeCloseTo(chosen.reduce((a, b) => a + b, 0) / chosen.length, 5);
        });

        // ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ is what makes the partner the right backward pass.
        const y = means.map((_, r) => r + 1);
        expect(dot(x, spreadRowMeans(y, mask, batch))).toBeCloseTo(dot(means, y), 3);
        const z = select(x, mask).map((_, i) => i - 2);
        expect(dot(x, spread(z, mask))).toBeCloseTo(dot(select(x, mask), z), 3);
      }),
    );
  });

  it('cut undoes concatenate; chunks keep order and rest', () => {
    const pieces = [Float32Array.of(1, 2), new Float32Array(0), Float32Array.of(3)];
    expect(cut(concatenate(pieces), [2, 0, 1])).toEqual(pieces);
    expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  });
});
