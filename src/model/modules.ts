/**
 * The parts with parameters that a network on the engine is built from, each with its way back: a linear map and
 * RMSNorm (Zhang and Sennrich 2019, arXiv:1910.07467). What a model has of them beyond this, e.g. a bias, belongs
 * here. Operands are offsets; each stands for T rows.
 */
import type { Program } from '../engine/program';
import type { EngineParameters } from './parameters';

/** Operands of y = init + x W^T; y starts from zero without `init`, which may be y itself. */
export interface LinearOperands {
  readonly x: number;
  readonly y: number;
  readonly init?: number;
}

/** y = x W^T, with W as `[outputs, inputs]`: a tensor, or neighbours in memory that are named by their first. */
export class Linear {
  readonly #weight: number;

  /** @param stride floats from one row of y to the next. */
  constructor(
    private readonly parameters: EngineParameters,
    private readonly name: string,
    readonly inputs: number,
    readonly outputs: number,
    readonly stride = outputs,
  ) {
    this.#weight = parameters.offset(`${name}.weight`);
  }

  /** Floats that `forward` and `pack` need for what they pack; with T, `backward` over so many rows too. */
  packedFloats(p: Program, T = 0): number {
    const { inputs, outputs } = this;
    const forward = p.packedBytes(inputs, outputs);
    return (
      (T === 0 ? forward : Math.max(forward, p.packedBytes(outputs, inputs), p.packedBytes(T, inputs))) / 4
    );
  }

  /** Packs W for `product`. */
  pack(p: Program, packed: number): void {
    const { inputs: K, outputs: N } = this;
    p.packB({ source: this.#weight, rowStride: 1, columnStride: K, K, N }, packed);
  }

  /** y, with W packed. */
  product(p: Program, packed: number, { x, y, init }: LinearOperands, T: number): void {
    const { inputs: K, outputs: N, stride: ldc } = this;
    p.gemm({ a: x, lda: K, packed, c: y, ldc, init, M: T, N, K });
  }

  /** y, with W as it lies: for at most `thinRows` rows. */
  thinProduct(p: Program, { x, y, init }: LinearOperands, T: number): void {
    const { inputs: K, outputs: N, stride: ldc } = this;
    p.thinProduct({ a: x, weight: this.#weight, c: y, ldc, init, M: T, N, K });
  }

  /** y, with W packed in passing. */
  forward(p: Program, packed: number, operands: LinearOperands, T: number): void {
    this.pack(p, packed);
    this.product(p, packed, operands, T);
  }

  /** dW += dy^T x, and dx = dy W. @param packed room for x, and then for W. */
  backward(p: Program, packed: number, o: { dy: number; x: number; dx: number }, T: number): void {
    const { inputs, outputs, stride: lda } = this;
    const dWeight = this.parameters.gradientOffset(`${this.name}.weight`);
    p.packB({ source: o.x, rowStride: inputs, columnStride: 1, K: T, N: inputs }, packed);
    const sums = { c: dWeight, ldc: inputs, init: dWeight, M: outputs, N: inputs, K: T };
    p.gemm({ a: o.dy, lda, transposed: true, packed, ...sums });
    p.packB({ source: this.#weight, rowStride: inputs, columnStride: 1, K: outputs, N: inputs }, packed);
    p.gemm({ a: o.dy, lda, packed, c: o.dx, ldc: inputs, M: T, N: inputs, K: outputs });
  }
}

/** y = x / sqrt(mean(x^2) + epsilon) * gain over rows of `size` floats. */
export class RmsNorm {
  readonly #gain: number;

  constructor(
    private readonly parameters: EngineParameters,
    private readonly name: string,
    private readonly size: number,
    private readonly epsilon: number,
  ) {
    this.#gain = parameters.offset(`${name}.weight`);
  }

  /** @param rstd gets a float a row, which `backward` wants. */
  forward(p: Program, { x, y, rstd }: { x: number; y: number; rstd: number }, T: number): void {
    p.rmsNorm(x, this.#gain, y, rstd, T, this.size, this.epsilon);
  }

  /** dx += the gradient through the norm of x, and the gain's gradient. */
  backward(p: Program, o: { x: number; rstd: number; dy: number; dx: number }, T: number): void {
    const dGain = this.parameters.gradientOffset(`${this.name}.weight`);
    p.rmsNormGainGradient(o.x, o.rstd, o.dy, dGain, T, this.size);
    p.rmsNormGradient(o.x, this.#gain, o.rstd, o.dy, o.dx, T, this.size);
  }
}
