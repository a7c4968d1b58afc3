/** The output heads and the drawing of tokens, against loops in double precision, at odd sizes. */
import { describe, expect, it } from 'vitest';
import { sampleToken } from '../../src/model/sampling';
import { Random } from '../../src/random';
import { expectClose, expectGradient, normals, runKernels, settings, wholeNumbers } from '../helpers/kernels';

/** Rows (a task takes 8) and vocabulary (a vector takes 16). */
const sizes = [
  { n: 1, V: 1 },
  { n: 1, V: 2 },
  { n: 7, V: 16 },
  { n: 8, V: 17 },
  { n: 9, V: 203 },
  { n: 33, V: 50 },
];
const padded = (V: number) => Math.ceil(V / 16) * 16;

/** Logits in rows of whole vectors; behind the vocabulary stands rubbish that no kernel may take for a logit. */
function logitsOf(n: number, V: number): Float32Array {
  const draw = normals(1, n * padded(V));
  return draw.map((x, i) => (i % padded(V) < V ? 3 * x : 1e9));
}

/** log softmax of row t. */
function logSoftmax(logits: ArrayLike<number>, t: number, V: number): Float64Array {
  const row = Float64Array.from({ length: V }, (_, j) => logits[t * padded(V) + j]);
  const top = row.reduce((a, b) => Math.max(a, b));
  const level = top + Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
  return row.map((z) => z - level);
}

/** Log-probabilities of the targets, then entropies. */
function slowScores(logits: ArrayLike<number>, targets: Int32Array, V: number): Float64Array {
  const n = targets.length;
  const out = new Float64Array(2 * n);
  for (let t = 0; t < n; t++) {
    const logp = logSoftmax(logits, t, V);
    out[t] = logp[targets[t]];
    out[n + t] = -logp.reduce((sum, x) => sum + Math.exp(x) * x, 0);
  }
  return out;
}

describe.each(settings)('$build, $threads thread(s)', ({ engine }) => {
  describe.each(sizes)('$n rows, vocabulary $V', ({ n, V }) => {
    const ld = padded(V);
    const logits = logitsOf(n, V);
    const targets = wholeNumbers(2, n, V);

    it('tokenScores and its gradient', async () => {
      const scores = runKernels(
        await engine(),
        { logits, targets, logprobs: n, entropies: n, sums: 2 * n },
        (p, at) => p.tokenScores(at.logits, ld, at.targets, at, n, V),
        ld,
      );
      expectClose([...scores.logprobs, ...scores.entropies], slowScores(logits, targets, V));
      const [logprobs, entropies] = [normals(3, n), normals(4, n)];
      const kept = { found: scores.entropies, sums: scores.sums };
      const got = runKernels(await engine(), { logits, targets, logprobs, entropies, ...kept }, (p, at) =>
        p.tokenScoresGradient(at.logits, ld, at.targets, at, { entropies: at.found, sums: at.sums }, n, V),
      );
      const inside = (x: ArrayLike<number>) => Float32Array.from(x).filter((_, i) => i % ld < V);
      const outside = (x: ArrayLike<number>): Float64Array =>
        Float64Array.from({ length: n * ld }, (_, i) =>
          i % ld < V ? x[Math.floor(i / ld) * V + (i % ld)] : 0,
        );
      expectGradient(inside(got.logits), (moved) => slowScores(outside(moved), targets, V), inside(logits), [
        ...logprobs,
        ...entropies,
      ]);
    });

    it('a certain token has log-probability 0 and entropy 0', async () => {
      const certain = logits.map((_, i) => (i % ld === targets[Math.floor(i / ld)] ? 200 : -200));
      const { logprobs, entropies } = runKernels(
        await engine(),
        { certain, targets, logprobs: n, entropies: n, sums: 2 * n },
        (p, at) => p.tokenScores(at.certain, ld, at.targets, at, n, V),
        ld,
      );
      expect([...logprobs, ...entropies].every((x) => x === 0)).toBe(true);
    });

    it.each([
      { temperature: 1, topK: 0, topP: 1 },
      { temperature: 0, topK: 0, topP: 1 },
      { temperature: 0.7, topK: 3, topP: 1 },
      { temperature: 1.5, topK: 0, topP: 0.6 },
      { temperature: 1, topK: 12, topP: 0.9 },
    ])('sample by %o', async (rule) => {
      const random = new Random(5);
      const uniform = Float32Array.from({ length: n }, () => random.uniform());
      const { tokens, logprobs, entropies } = runKernels(
        await engine(),
        { logits, uniform, tokens: new Int32Array(n), logprobs: n, entropies: n },
        (p, at) => p.sample(at.logits, ld, at, n, V, rule),
        2 * ld,
      );
      const rows = Array.from(tokens, (_, t) => logits.subarray(t * ld, t * ld + V));
      expect([...tokens]).toEqual(rows.map((row, t) => sampleToken(row, rule, uniform[t])));
      expectClose(
        logprobs,
        Array.from(tokens, (token, t) => logSoftmax(logits, t, V)[token]),
      );
      expectClose(
        entropies,
        Array.from(tokens, (_, t) =>
          logSoftmax(logits, t, V).reduce((sum, logp) => sum - Math.exp(logp) * logp, 0),
        ),
      );
    });
  });

  it.each([
    { T: 1, d: 16 },
    { T: 63, d: 48 },
    { T: 65, d: 16 },
    { T: 130, d: 80 },
  ])('the scalar head on $T tokens of $d, and back', async ({ T, d }) => {
    const [h, w, g, start] = [normals(1, T * d), normals(2, d), normals(3, T), normals(4, d)];
    const slow = (h: ArrayLike<number>, w: ArrayLike<number>) =>
      Float64Array.from({ length: T }, (_, t) => {
        let sum = 0;
        for (let i = 0; i < d; i++) sum += h[t * d + i] * w[i];
        return sum;
      });
    const { values, dh, dw } = runKernels(
      await engine(),
      { h, w, g, values: T, dh: T * d, dw: start },
      (p, at) => {
        p.scalarHead(at.h, at.w, at.values, T, d);
        p.scalarHeadGradient(at.g, at.w, at.dh, T, d);
        p.scalarWeightGradient(at.g, at.h, at.dw, T, d);
      },
    );
    expectClose(values, slow(h, w));
    expectGradient(dh, (moved) => slow(moved, w), h, g);
    const added = dw.map((value, i) => value - start[i]);
    expectGradient(added, (moved) => slow(h, moved), w, g);
  });
});
