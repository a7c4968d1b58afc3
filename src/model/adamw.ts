/**
 * AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) on named arrays, by PyTorch's formulas: the gradient's
 * global norm is clipped first (`clip_grad_norm_`), moments are bias-corrected, epsilon is outside the square
 * root, and decay is decoupled. Decay touches matrices only, not RMSNorm gains.
 */
import type { AdamWOptions, OptimizerState } from './model';
import type { Tensor, Weights } from './weights';

/** Zeros in the shapes of `weights`. */
export function zerosLike(weights: Weights): Map<string, Tensor> {
  return new Map(
    [...weights].map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
  );
}

/** A deep copy. */
export function copyWeights(weights: Weights): Map<string, Tensor> {
  return new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
}

/** The state before the first step: no moments yet. */
export const initialState: OptimizerState = { steps: 0, first: new Map(), second: new Map() };

/** A deep copy. */
export function copyState({ steps, first, second }: OptimizerState): OptimizerState {
  return { steps, first: copyWeights(first), second: copyWeights(second) };
}

/** L2 norm over all arrays together. */
function globalNorm(gradients: Weights): number {
  let sum = 0;
  for (const { data } of gradients.values()) for (const g of data) sum += g * g;
  return Math.sqrt(sum);
}

/** base to a whole power by repeated products: unlike Math.pow, the same bits in every JavaScript engine. */
function wholePower(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}

/**
 * One step, in place on `weights` and on the moments of `state` (made here at the first step).
 *
 *     g ← g · min(1, maxGradNorm / (‖g‖ + 1e-6))
 *     w ← w · (1 - learningRate · weightDecay)                       (matrices)
 *     m ← β₁ m + (1 - β₁) g,   v ← β₂ v + (1 - β₂) g²
 *     w ← w - learningRate / (1 - β₁ᵗ) · m / (sqrt(v) / sqrt(1 - β₂ᵗ) + ε)
 *
 * A gradient whose norm is not finite is not applied.
 * @returns the gradient's norm before clipping, and the state after this step
 */
export function adamwStep(
  weights: Weights,
  gradients: Weights,
  state: OptimizerState,
  options: AdamWOptions,
): { gradNorm: number; state: OptimizerState } {
  const { learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm } = options;
  const gradNorm = globalNorm(gradients);
  if (!Number.isFinite(gradNorm)) return { gradNorm, state };
  const steps = state.steps + 1;
  const first = state.steps > 0 ? state.first : zerosLike(weights);
  const second = state.steps > 0 ? state.second : zerosLike(weights);
  const clip = Math.min(1, maxGradNorm / (gradNorm + 1e-6));
  const stepSize = learningRate / (1 - wholePower(beta1, steps));
  const secondScale = Math.sqrt(1 - wholePower(beta2, steps));

  for (const [name, { shape, data: w }] of weights) {
    const [g, m, v] = [gradients, first, second].map((arrays) => dataOf(arrays, name));
    const keep = shape.length >= 2 ? 1 - learningRate * weightDecay : 1;
    for (let i = 0; i < w.length; i++) {
      const clipped = g[i] * clip;
      m[i] = beta1 * m[i] + (1 - beta1) * clipped;
      v[i] = beta2 * v[i] + (1 - beta2) * clipped * clipped;
      w[i] = w[i] * keep - (stepSize * m[i]) / (Math.sqrt(v[i]) / secondScale + epsilon);
    }
  }
  return { gradNorm, state: { steps, first, second } };
}

function dataOf(arrays: Weights, name: string): Float32Array {
  const tensor = arrays.get(name);
  if (!tensor) throw new Error(`no array for the parameter ${name}`);
  return tensor.data;
}
