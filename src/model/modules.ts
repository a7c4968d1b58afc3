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
    readonly name: string,
    readonly inputs: number,
    readonly outputs: number,
    readonly stride = outputs,
  ) {
    this.#weight = parameters.offset(`${name}.weight`);
  }

  /** Floats that W takes packed, for either direction. */
  packedFloats(p: Program): number {
    const { inputs, outputs } = this;
    return Math.max(p.packedBytes(inputs, outputs), p.packedBytes(outputs, inputs)) / 4;
  }

  /** Floats that `weightGradient` packs for T rows. */
  packedRows(p: Program, T: number): number {
    return p.packedBytes(T, this.inputs) / 4;
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

  /** dW += dy^T x. @param packed room for x. */
  weightGradient(p: Program, packed: number, { dy, x }: { dy: number; x: number }, T: number): void {
    const { inputs, outputs, stride: lda } = this;
    const dWeight = this.parameters.gradientOffset(`${this.name}.weight`);
    p.packB({ source: x, rowStride: inputs, columnStride: 1, K: T, N: inputs }, packed);
    const sums = { c: dWeight, ldc: inputs, init: dWeight, M: outputs, N: inputs, K: T };
    p.gemm({ a: dy, lda, transposed: true, packed, ...sums });
  }

  /** Packs W for `inputGradient`. */
  packBack(p: Program, packed: number): void {
    const { inputs: N, outputs: K } = this;
    p.packB({ source: this.#weight, rowStride: N, columnStride: 1, K, N }, packed);
  }

  /** dx = dy W, with W packed. */
  inputGradient(p: Program, packed: number, { dy, dx }: { dy: number; dx: number }, T: number): void {
    const { inputs, outputs, stride: lda } = this;
    p.gemm({ a: dy, lda, packed, c: dx, ldc: inputs, M: T, N: inputs, K: outputs });
  }
}

/**
 * Packs linear maps one behind the other, for `product` or for `inputGradient`.
 * @returns where each of them lies.
 */
export function packAll(
  p: Program,
  linears: readonly Linear[],
  packed: number,
  direction: 'pack' | 'packBack',
): (matrix: Linear) => number {
  const places = new Map<Linear, number>();
  for (const matrix of linears) {
    places.set(matrix, packed);
    matrix[direction](p, packed);
    packed += 4 * matrix.packedFloats(p);
  }
  return (matrix) => {
    const place = places.get(matrix);
    if (place === undefined) throw new Error(`the linear map ${matrix.name} is not among the packed ones`);
    return place;
  };
}

/** Floats that they take. */
export function packedFloats(p: Program, linears: readonly Linear[]): number {
  return linears.reduce((sum, matrix) => sum + matrix.packedFloats(p), 0);
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

  /** The gain's gradient grows. */
  gainGradient(p: Program, o: { x: number; rstd: number; dy: number }, T: number): void {
    const dGain = this.parameters.gradientOffset(`${this.name}.weight`);
    p.rmsNormGainGradient(o.x, o.rstd, o.dy, dGain, T, this.size);
  }

  /** dx += the gradient through the norm of x. */
  inputGradient(p: Program, o: { x: number; rstd: number; dy: number; dx: number }, T: number): void {
    p.rmsNormGradient(o.x, this.#gain, o.rstd, o.dy, o.dx, T, this.size);
  }
}
