/** Clipping and AdamW against loops in double precision, for less than a block, one, and several with a rest. */
import { describe, expect, it } from 'vitest';
import { expectClose, normals, runKernels, settings } from '../helpers/kernels';

const lengths = [16, 8176, 8192, 8208, 20000];

describe.each(settings)('$build, $threads thread(s)', ({ engine }) => {
  it.each(lengths)('the global norm of %i floats, and the factor that clips it', async (n) => {
    const gradient = normals(1, n);
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    for (const maxNorm of [norm / 3, norm * 3]) {
      const { result } = runKernels(
        await engine(),
        { gradient, partial: Math.ceil(n / 8192), result: 2 },
        (p, at) => p.clipByNorm(at.gradient, n, at.partial, at.result, maxNorm),
      );
      expectClose(result, [norm, Math.min(1, maxNorm / (norm + 1e-6))]);
    }
  });

  it.each(lengths)('one step on %i floats, of which the first part decays', async (n) => {
    const decayed = Math.floor(n / 32) * 16;
    const arrays = { parameters: normals(1, n), gradient: normals(2, n), first: normals(3, n) };
    const second = normals(4, n).map(Math.abs);
    const clip = Float32Array.of(9, 0.25);
    const how = { rate: 1e-2, beta1: 0.9, beta2: 0.95, root: 1.7, epsilon: 1e-8, decay: 0.97, decayed };
    const got = runKernels(await engine(), { ...arrays, second, clip }, (p, at) =>
      p.adamw(at, n, at.clip, how),
    );
    const g = Float64Array.from(arrays.gradient, (x) => x * clip[1]);
    const m = Float64Array.from(arrays.first, (x, i) => how.beta1 * x + (1 - how.beta1) * g[i]);
    const v = Float64Array.from(second, (x, i) => how.beta2 * x + (1 - how.beta2) * g[i] * g[i]);
    expectClose(got.first, m);
    expectClose(got.second, v);
    expectClose(
      got.parameters,
      Float64Array.from(
        arrays.parameters,
        (x, i) =>
          x * (i < decayed ? how.decay : 1) - (how.rate * m[i]) / (Math.sqrt(v[i]) * how.root + how.epsilon),
      ),
    );
    expect(got.gradient, 'the gradient starts anew').toEqual(new Float32Array(n));
  });
});
