/**
 * Finite differences: whether a gradient is the gradient. Works on named arrays, so on networks as well as on
 * losses of per-token vectors.
 */
import type { Tensor, Weights } from '../../src/model/weights';
import { Random } from '../../src/random';

/** Options of `checkGradients`. */
export interface FiniteDifferenceOptions {
  /** Length of the step to either side; float32 noise in `f` grows as 1/step, curvature as step². Default 3e-3. */
  step?: number;
  /**
   * Allowed |slope - g · u|, relative to the root mean square of the array's gradient, or to this number itself
   * where that is smaller. Default 1e-2.
   */
  tolerance?: number;
  /** Random directions per array. Default 3. */
  directions?: number;
  seed?: number;
}

/**
 * Compares, array by array and along random unit directions u, the slope (f(x + hu) - f(x - hu)) / 2h with the
 * derivative g · u. Throws an Error that names the arrays that disagree.
 * @param f a scalar function of named arrays; to be summed in double precision
 * @param gradients the claimed gradient of `f` at `at`, with the same names and shapes
 */
export function checkGradients(
  f: (at: Weights) => number,
  at: Weights,
  gradients: Weights,
  { step = 3e-3, tolerance = 1e-2, directions = 3, seed = 0 }: FiniteDifferenceOptions = {},
): void {
  const wrong: string[] = [];
  for (const [name, tensor] of at) {
    const gradient = gradients.get(name);
    if (gradient?.data.length !== tensor.data.length)
      throw new Error(`no gradient of the right size for ${name}`);
    // The root mean square of g is what a random unit direction is expected to see of it.
    const scale = Math.sqrt(gradient.data.reduce((sum, g) => sum + g * g, 0) / gradient.data.length);
    for (let k = 0; k < directions; k++) {
      const direction = unitVector(tensor.data.length, new Random(seed).split(name, k));
      const slope =
        (f(moved(at, name, tensor, direction, step)) - f(moved(at, name, tensor, direction, -step))) /
        (2 * step);
      const claimed = direction.reduce((sum, u, i) => sum + u * gradient.data[i], 0);
      if (!(Math.abs(slope - claimed) <= tolerance * Math.max(scale, tolerance)))
        wrong.push(`  ${name}, direction ${k}: slope ${slope}, gradient says ${claimed}`);
    }
  }
  if (wrong.length > 0) throw new Error(`gradients disagree with finite differences:\n${wrong.join('\n')}`);
}

function unitVector(length: number, random: Random): number[] {
  const draws = Array.from({ length }, () => random.normal());
  const norm = Math.sqrt(draws.reduce((sum, draw) => sum + draw * draw, 0));
  return draws.map((draw) => draw / norm);
}

/** `at` with one array moved by `step` along `direction`. */
function moved(
  at: Weights,
  name: string,
  { shape, data }: Tensor,
  direction: number[],
  step: number,
): Weights {
  return new Map(at).set(name, { shape, data: data.map((value, i) => value + step * direction[i]) });
}
