/** The product against a plain loop with the same order of additions: equal to the last bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { gemmScratchFloats } from '../../src/engine/operations';
import { Random } from '../../src/random';
import { builds, testEngine } from '../helpers/engines';

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

function engineProduct(
  engine: Engine,
  a: Float32Array,
  b: Float32Array,
  init: Float32Array,
  [M, N, K]: readonly [number, number, number],
  transposedA: boolean,
  transposedB: boolean,
) {
  const program = engine.program();
  const at = engine.arena.plan({ a: M * K, b: K * N, c: M * N, packed: program.packedBytes(K, N) / 4 });
  engine.memory.floats(at.a, M * K).set(transposedA ? transposed(a, M, K) : a);
  engine.memory.floats(at.b, K * N).set(transposedB ? transposed(b, K, N) : b);
  engine.memory.floats(at.c, M * N).set(init);
  const strides = transposedB ? { rowStride: 1, columnStride: K } : { rowStride: N, columnStride: 1 };
  program.packB({ source: at.b, ...strides, K, N }, at.packed);
  const lda = transposedA ? M : K;
  program.gemm({
    a: at.a,
    lda,
    transposed: transposedA,
    packed: at.packed,
    c: at.c,
    ldc: N,
    init: at.c,
    M,
    N,
    K,
  });
  engine.run(program, gemmScratchFloats);
  return engine.memory.floats(at.c, M * N).slice();
}

describe.each(builds)('gemm, %s', (build) => {
  it('equals the plain loop bit for bit at any size, in all forms', async () => {
    const engine = await testEngine(build, 2);
    const size = fc.integer({ min: 1, max: 70 });
    const depth = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(255, 256, 257, 520));
    const shape = fc.tuple(size, size, depth, fc.boolean(), fc.boolean(), fc.integer());
    fc.assert(
      fc.property(shape, ([M, N, K, transposedA, transposedB, seed]) => {
        const random = new Random(seed);
        const draw = (n: number) => Float32Array.from({ length: n }, () => random.normal());
        const [a, b, init] = [draw(M * K), draw(K * N), draw(M * N)];
        const got = engineProduct(engine, a, b, init, [M, N, K], transposedA, transposedB);
        expect(got).toEqual(plainProduct(a, b, init, M, N, K));
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
