/** The product against a plain loop with the same order of additions: equal to the last bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { gemmScratchFloats } from '../../src/engine/operations';
import { normals, runKernels, settings } from '../helpers/kernels';

/** C = init + A B by the definition, each sum in float32 and in the order of k. */
function plainProduct(a: Float32Array, b: Float32Array, init: Float32Array, M: number, N: number, K: number) {
  const c = init.slice();
  for (let i = 0; i < M; i++)
    for (let j = 0; j < N; j++)
      for (let k = 0; k < K; k++)
        c[i * N + j] = Math.fround(c[i * N + j] + Math.fround(a[i * K + k] * b[k * N + j]));
  return c;
}

function transposed(x: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(x, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)]);
}

/** How the operands lie in memory: transposed or not, and how many floats wider than needed their rows are. */
interface Form {
  transposedA: boolean;
  transposedB: boolean;
  wider: number;
}

/** A matrix in rows of `columns + wider` floats; what lies between the rows is NaN. */
function widened(x: Float32Array, rows: number, columns: number, wider: number): Float32Array {
  const out = new Float32Array(rows * (columns + wider)).fill(NaN);
  for (let r = 0; r < rows; r++) out.set(x.subarray(r * columns, (r + 1) * columns), r * (columns + wider));
  return out;
}

function engineProduct(
  engine: Engine,
  [a, b, init]: readonly [Float32Array, Float32Array, Float32Array],
  [M, N, K]: readonly [number, number, number],
  { transposedA, transposedB, wider }: Form,
): Float32Array {
  const [lda, ldb] = [(transposedA ? M : K) + wider, (transposedB ? K : N) + wider];
  const strides = transposedB ? { rowStride: 1, columnStride: ldb } : { rowStride: ldb, columnStride: 1 };
  const { c } = runKernels(
    engine,
    {
      a: transposedA ? widened(transposed(a, M, K), K, M, wider) : widened(a, M, K, wider),
      b: transposedB ? widened(transposed(b, K, N), N, K, wider) : widened(b, K, N, wider),
      c: widened(init, M, N, wider),
      packed: engine.program.packedBytes(K, N) / 4,
    },
    (p, at) => {
      p.packB({ source: at.b, ...strides, K, N }, at.packed);
      const to = { c: at.c, ldc: N + wider, init: at.c };
      p.gemm({ a: at.a, lda, transposed: transposedA, packed: at.packed, ...to, M, N, K });
    },
    gemmScratchFloats,
  );
  const between = c.filter((_, i) => i % (N + wider) >= N);
  expect(between.every(Number.isNaN), 'nothing is written between the rows').toBe(true);
  return c.filter((_, i) => i % (N + wider) < N);
}

describe.each(settings)('gemm, $build, $threads thread(s)', ({ engine }) => {
  it('equals the plain loop bit for bit at any size, in all forms', async () => {
    const running = await engine();
    const size = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(1, 95, 97, 257));
    const depth = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(255, 256, 257, 520));
    const form = fc.record({
      transposedA: fc.boolean(),
      transposedB: fc.boolean(),
      wider: fc.constantFrom(0, 1, 16),
    });
    fc.assert(
      fc.property(fc.tuple(size, size, depth), form, fc.integer(), ([M, N, K], form, seed) => {
        const operands = [normals(seed, M * K), normals(seed + 1, K * N), normals(seed + 2, M * N)] as const;
        const got = engineProduct(running, operands, [M, N, K], form);
        expect(got).toEqual(plainProduct(...operands, M, N, K));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('starts at zero without a start value', async () => {
    const [M, N, K] = [13, 31, 7];
    const [a, b] = [normals(1, M * K), normals(2, K * N)];
    const running = await engine();
    const { c } = runKernels(
      running,
      { a, b, c: M * N, packed: running.program.packedBytes(K, N) / 4 },
      (p, at) => {
        p.packB({ source: at.b, rowStride: N, columnStride: 1, K, N }, at.packed);
        p.gemm({ a: at.a, lda: K, packed: at.packed, c: at.c, ldc: N, M, N, K });
      },
      gemmScratchFloats,
    );
    expect(c).toEqual(plainProduct(a, b, new Float32Array(M * N), M, N, K));
  });

  it('thinProduct equals the plain loop bit for bit too', async () => {
    const running = await engine();
    const rows = fc.integer({ min: 1, max: 6 });
    const width = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(63, 64, 65, 130));
    const depth = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(255, 256, 257));
    const form = fc.record({ wider: fc.constantFrom(0, 1, 16), starts: fc.boolean() });
    fc.assert(
      fc.property(fc.tuple(rows, width, depth), form, fc.integer(), ([M, N, K], { wider, starts }, seed) => {
        const [a, b, init] = [normals(seed, M * K), normals(seed + 1, K * N), normals(seed + 2, M * N)];
        const { c } = runKernels(
          running,
          { a, weight: transposed(b, K, N), c: widened(init, M, N, wider) },
          (p, at) => p.thinProduct({ ...at, init: starts ? at.c : undefined, ldc: N + wider, M, N, K }),
        );
        const expected = plainProduct(a, b, starts ? init : new Float32Array(M * N), M, N, K);
        expect(c).toEqual(widened(expected, M, N, wider));
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
