/** The kernels between the products, forward and backward, against loops in double precision, at odd sizes. */
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/engine/program';
import { Random } from '../../src/random';
import { expectClose, expectGradient, normals, runKernels, settings, wholeNumbers } from '../helpers/kernels';

/** Tokens and width: one token, one less and one more than a task takes, several tasks. */
const sizes = [
  { T: 1, d: 16 },
  { T: 31, d: 48 },
  { T: 33, d: 16 },
  { T: 100, d: 80 },
];

type Numbers = ArrayLike<number>;

/** x / sqrt(mean(x^2) + eps) * g, row by row. */
function slowNorm(x: Numbers, g: Numbers, T: number, d: number): Float64Array {
  return eachRow(T, d, (t, i) => {
    let squares = 0;
    for (let j = 0; j < d; j++) squares += x[t * d + j] ** 2;
    return (x[t * d + i] / Math.sqrt(squares / d + 1e-5)) * g[i];
  });
}

function eachRow(T: number, d: number, value: (t: number, i: number) => number): Float64Array {
  const y = new Float64Array(T * d);
  for (let t = 0; t < T; t++) for (let i = 0; i < d; i++) y[t * d + i] = value(t, i);
  return y;
}

describe.each(settings)('$build, $threads thread(s)', ({ engine }) => {
  describe.each(sizes)('$T tokens of $d', ({ T, d }) => {
    const x = normals(1, T * d);
    const gain = normals(2, d);
    const dy = normals(3, T * d);
    const start = normals(4, T * d);

    it('embed copies rows', async () => {
      const [vocab, tokens] = [7, wholeNumbers(5, T, 7)];
      const table = normals(6, vocab * d);
      const { x } = runKernels(await engine(), { tokens, table, x: T * d }, (p, at) =>
        p.embed(at.tokens, at.table, at.x, T, d),
      );
      expect(x).toEqual(Float32Array.from(x, (_, i) => table[tokens[Math.floor(i / d)] * d + (i % d)]));
    });

    it('embedGradient adds to the rows of the tokens, however often one comes', async () => {
      const tokens = wholeNumbers(5, T, 7);
      const table = normals(6, 7 * d);
      const got = runKernels(await engine(), { tokens, table, dy }, (p, at) =>
        p.embedGradient(at.tokens, at.table, at.dy, T, d),
      );
      const expected = Float64Array.from(table);
      tokens.forEach((token, t) => {
        for (let i = 0; i < d; i++) expected[token * d + i] += dy[t * d + i];
      });
      expectClose(got.table, expected);
    });

    it('rmsNorm', async () => {
      const { y, rstd } = runKernels(await engine(), { x, gain, y: T * d, rstd: T }, (p, at) =>
        p.rmsNorm(at.x, at.gain, at.y, at.rstd, T, d, 1e-5),
      );
      expectClose(y, slowNorm(x, gain, T, d));
      expectClose(
        rstd,
        eachRow(T, 1, (t) => slowNorm(x, gain, T, d)[t * d] / gain[0] / x[t * d]),
        1e-5,
      );
    });

    it('rmsNormGradient adds the gradient of x', async () => {
      const { dx } = runKernels(await engine(), { x, gain, y: T * d, rstd: T, dy, dx: start }, (p, at) => {
        p.rmsNorm(at.x, at.gain, at.y, at.rstd, T, d, 1e-5);
        p.rmsNormGradient(at.x, at.gain, at.rstd, at.dy, at.dx, T, d);
      });
      const added = dx.map((value, i) => value - start[i]);
      expectGradient(added, (moved) => slowNorm(moved, gain, T, d), x, dy);
    });

    it('rmsNormGainGradient adds the gradient of the gain', async () => {
      const dGain = normals(7, d);
      const got = runKernels(await engine(), { x, gain, y: T * d, rstd: T, dy, dGain }, (p, at) => {
        p.rmsNorm(at.x, at.gain, at.y, at.rstd, T, d, 1e-5);
        p.rmsNormGainGradient(at.x, at.rstd, at.dy, at.dGain, T, d);
      });
      const added = got.dGain.map((value, i) => value - dGain[i]);
      expectGradient(added, (moved) => slowNorm(x, moved, T, d), gain, dy);
    });

    it('rmsNorm of rows that zeros fill up', async () => {
      const size = d - 5;
      const filled = (values: Float32Array) => values.map((value, i) => (i % d < size ? value : 0));
      const buffers = { x: filled(x), gain, y: T * d, rstd: T, dy: filled(dy), dx: new Float32Array(T * d) };
      const got = runKernels(await engine(), buffers, (p, at) => {
        p.rmsNorm(at.x, at.gain, at.y, at.rstd, T, d, 1e-5, size);
        p.rmsNormGradient(at.x, at.gain, at.rstd, at.dy, at.dx, T, d, size);
      });
      const numbers = (values: Numbers) =>
        Float32Array.from({ length: T * size }, (_, i) => values[Math.floor(i / size) * d + (i % size)]);
      const slow = (moved: Numbers) => slowNorm(moved, gain, T, size);
      expectClose(numbers(got.y), slow(numbers(buffers.x)));
      expectGradient(numbers(got.dx), slow, numbers(buffers.x), numbers(buffers.dy));
    });

    it('addToRows starts from rows or from nothing, and sumRows is its way back', async () => {
      const write = (p: Program, at: Record<'x' | 'gain' | 'y' | 'z' | 'db', number>) => {
        p.addToRows(at.x, at.gain, at.y, T, d);
        p.addToRows(undefined, at.gain, at.z, T, d);
        p.sumRows(at.x, at.db, T, d);
      };
      const buffers = { x, gain, y: T * d, z: T * d, db: dy.slice(0, d) };
      const got = runKernels(await engine(), buffers, write);
      expectClose(
        got.y,
        eachRow(T, d, (t, i) => x[t * d + i] + gain[i]),
      );
      expect(got.z).toEqual(Float32Array.from(x, (_, i) => gain[i % d]));
      const column = (i: number) => x.reduce((sum, value, at) => (at % d === i ? sum + value : sum), dy[i]);
      expectClose(
        got.db,
        Float64Array.from({ length: d }, (_, i) => column(i)),
        1e-5,
      );
    });

    it('rmsNorm and swiglu as a chain, as one by one', async () => {
      const rows = 17 * 48 + 5;
      const wide = normals(10, rows * 2 * d);
      const buffers = () => ({ wide, gain, y: rows * d, normed: rows * d, rstd: rows });
      const write = (p: Program, at: Record<keyof ReturnType<typeof buffers>, number>) => {
        p.swiglu(at.wide, at.y, rows, d);
        p.rmsNorm(at.y, at.gain, at.normed, at.rstd, rows, d, 1e-5);
      };
      const chained = runKernels(await engine(), buffers(), (p, at) => {
        p.chainRows(rows, () => {
          write(p, at);
        });
      });
      expect(chained).toEqual(runKernels(await engine(), buffers(), write));
    });

    it('swiglu and its gradient, far out too', async () => {
      const gateUp = normals(8, T * 2 * d).map((value, i) => (i % 11 === 0 ? 30 * value : value));
      const slow = (gu: Numbers) =>
        eachRow(T, d, (t, i) => {
          const gate = gu[t * 2 * d + i];
          return (gate / (1 + Math.exp(-gate))) * gu[t * 2 * d + d + i];
        });
      const { y } = runKernels(await engine(), { gateUp, y: T * d }, (p, at) =>
        p.swiglu(at.gateUp, at.y, T, d),
      );
      expectClose(y, slow(gateUp));
      const got = runKernels(await engine(), { gateUp, dy }, (p, at) =>
        p.swigluGradient(at.gateUp, at.dy, T, d),
      );
      expectGradient(got.gateUp, slow, gateUp, dy);
    });

    it('gatherRows and scatterRows', async () => {
      const rows = T + 5;
      const all = normals(9, rows * d);
      const index = Int32Array.from(
        new Random(10).shuffle(Array.from({ length: rows }, (_, i) => i)).slice(0, T),
      );
      const { y } = runKernels(await engine(), { all, index, y: T * d }, (p, at) =>
        p.gatherRows(at.all, at.index, at.y, T, d),
      );
      expect(y).toEqual(Float32Array.from(y, (_, i) => all[index[Math.floor(i / d)] * d + (i % d)]));
      const expected = all.slice();
      index.forEach((row, t) => expected.set(x.subarray(t * d, (t + 1) * d), row * d));
      const got = runKernels(await engine(), { all, index, x }, (p, at) =>
        p.scatterRows(at.all, at.index, at.x, T, d),
      );
      expect(got.all).toEqual(expected);
    });
  });

  it.each([
    { T: 1, all: 1, first: 0, count: 1, head: 16, size: 16 },
    { T: 33, all: 3, first: 0, count: 2, head: 16, size: 10 },
    { T: 65, all: 5, first: 2, count: 3, head: 48, size: 48 },
  ])('headNorm of $count heads of $size in $T rows, and back', async ({ T, ...heads }) => {
    const { all, first, count, head, size } = heads;
    const ld = (all + 1) * head; // one head more in a row, which stays as it is
    const there = (i: number) => i % head < size;
    const [x, dy] = [1, 2].map((seed) => normals(seed, T * ld).map((value, i) => (there(i) ? value : 0)));
    const gain = normals(3, head).map((value, i) => (there(i) ? value : 0));
    const before = normals(4, head);
    const slow = (values: Numbers, g: Numbers = gain) => {
      const y = Float64Array.from(values);
      for (let t = 0; t < T; t++)
        for (let h = first; h < first + count; h++) {
          const at = t * ld + h * head;
          let squares = 0;
          for (let i = 0; i < size; i++) squares += values[at + i] ** 2;
          for (let i = 0; i < head; i++)
            y[at + i] = (values[at + i] / Math.sqrt(squares / size + 1e-5)) * g[i];
        }
      return y;
    };
    const layout = { ...heads, ld };
    const buffers = { x, gain, raw: T * all * head, rstd: T * all, dy, dGain: before };
    const got = runKernels(await engine(), buffers, (p, at) => {
      // What other heads' norms would have kept.
      p.fillZero(at.raw, T * all * head);
      p.fillZero(at.rstd, T * all);
      p.headNorm(at.x, at.gain, at.raw, at.rstd, T, layout, 1e-5);
      p.headNormGainGradient(at.raw, at.dGain, at.rstd, at.dy, T, layout);
      p.headNormGradient(at.raw, at.gain, at.rstd, at.dy, T, layout);
    });
    expectClose(got.x, slow(x));
    expectGradient(got.dy, (moved) => slow(moved), x, dy);
    const ofGain = got.dGain.map((value, i) => value - before[i]);
    const normed = (g: Numbers) => slow(x, g).map((value, i) => (isNormed(i % ld) ? value : 0));
    const isNormed = (i: number) => i >= first * head && i < (first + count) * head;
    expectGradient(ofGain, normed, gain, dy);
  });

  it.each([
    { T: 1, heads: 1, head: 16 },
    { T: 33, heads: 3, head: 16 },
    { T: 65, heads: 5, head: 48 },
  ])('rotary turns $heads heads of $head in $T rows, and back', async ({ T, heads, head }) => {
    const half = head / 2;
    const ld = (heads + 1) * head; // one head more in a row, which stays as it is
    const [x, weights] = [normals(1, T * ld), normals(2, T * ld)];
    const positions = wholeNumbers(3, T, 9);
    const [cos, sin] = [normals(4, 9 * half), normals(5, 9 * half)];
    const slow = (x: Numbers) => {
      const y = Float64Array.from(x);
      positions.forEach((position, t) => {
        for (let h = 0; h < heads; h++)
          for (let i = 0; i < half; i++) {
            const [c, s] = [cos[position * half + i], sin[position * half + i]];
            const at = t * ld + h * head + i;
            y[at] = x[at] * c - x[at + half] * s;
            y[at + half] = x[at + half] * c + x[at] * s;
          }
      });
      return y;
    };
    const turn = async (x: Float32Array, backward: boolean) =>
      runKernels(await engine(), { x, positions, cos, sin }, (p, at) =>
        p.rotary(at.x, ld, heads, head, at.positions, at, backward, T),
      ).x;
    expectClose(await turn(x, false), slow(x));
    expectGradient(await turn(weights, true), slow, x, weights);
  });

  it.each([1, 15, 8191, 8192, 8193, 20000])('fillZero of %i', async (n) => {
    const { x } = runKernels(await engine(), { x: normals(1, n) }, (p, at) => p.fillZero(at.x, n));
    expect(x).toEqual(new Float32Array(n));
  });
});
