/**
 * The parts with parameters that a network on the engine is built from, each with its way back: a linear map and
 * RMSNorm (Zhang and Sennrich 2019, arXiv:1910.07467), over whole rows or head by head. Operands are offsets; each
 * stands for T rows.
 */
import type { Heads } from '../engine/operations';
import type { Program } from '../engine/program';
import { lanes, layerSizes, type ModelConfig } from './config';
import type { EngineParameters } from './parameters';

/** Operands of y = init + x W^T; y starts from zero without `init`, which may be y itself. */
export interface LinearOperands {
  readonly x: number;
  readonly y: number;
  readonly init?: number;
}

/**
 * y = x W^T, and its bias where the model has one, with W as `[outputs, inputs]`: a tensor, or neighbours in memory
 * that are named by their first.
 */
export class Linear {
  readonly #weight: number;
  readonly #bias: string | undefined;

  /** @param stride floats from one row of y to the next. */
  constructor(
    private readonly parameters: EngineParameters,
    readonly name: string,
    readonly inputs: number,
    readonly outputs: number,
    readonly stride = outputs,
  ) {
    this.#weight = parameters.offset(`${name}.weight`);
    this.#bias = parameters.has(`${name}.bias`) ? `${name}.bias` : undefined;
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
  product(p: Program, packed: number, operands: LinearOperands, T: number): void {
    const { x, y, init } = this.#withBias(p, operands, T);
    const { inputs: K, outputs: N, stride: ldc } = this;
    p.gemm({ a: x, lda: K, packed, c: y, ldc, init, M: T, N, K });
  }

  /** y, with W as it lies: for at most `thinRows` rows. */
  thinProduct(p: Program, operands: LinearOperands, T: number): void {
    const { x, y, init } = this.#withBias(p, operands, T);
    const { inputs: K, outputs: N, stride: ldc } = this;
    p.thinProduct({ a: x, weight: this.#weight, c: y, ldc, init, M: T, N, K });
  }

  /** y, with W packed in passing. */
  forward(p: Program, packed: number, operands: LinearOperands, T: number): void {
    this.pack(p, packed);
    this.product(p, packed, operands, T);
  }

  /** The bias goes where the sums start. */
  #withBias(p: Program, operands: LinearOperands, T: number): LinearOperands {
    if (this.#bias === undefined) return operands;
    const { y, init } = operands;
    p.addToRows(init, this.parameters.offset(this.#bias), y, T, this.outputs);
    return { ...operands, init: y };
  }

  /** dW += dy^T x, and the bias's += the sum of dy. @param packed room for x. */
  weightGradient(p: Program, packed: number, { dy, x }: { dy: number; x: number }, T: number): void {
    const { inputs, outputs, stride: lda } = this;
    const dWeight = this.parameters.gradientOffset(`${this.name}.weight`);
    p.packB({ source: x, rowStride: inputs, columnStride: 1, K: T, N: inputs }, packed);
    const sums = { c: dWeight, ldc: inputs, init: dWeight, M: outputs, N: inputs, K: T };
    p.gemm({ a: dy, lda, transposed: true, packed, ...sums });
    if (this.#bias !== undefined) p.sumRows(dy, this.parameters.gradientOffset(this.#bias), T, outputs);
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

/** y = x / sqrt(mean(x^2) + epsilon) * gain over the residual stream. */
export class RmsNorm {
  readonly #gain: number;
  readonly #room: number;

  constructor(
    private readonly parameters: EngineParameters,
    private readonly name: string,
    private readonly config: ModelConfig,
  ) {
    this.#gain = parameters.offset(`${name}.weight`);
    this.#room = layerSizes(config, lanes).d;
  }

  /** @param rstd gets a float a row, which `backward` wants. */
  forward(p: Program, { x, y, rstd }: { x: number; y: number; rstd: number }, T: number): void {
    const { rms_norm_eps: epsilon, hidden_size: size } = this.config;
    p.rmsNorm(x, this.#gain, y, rstd, T, this.#room, epsilon, size);
  }

  /** The gain's gradient grows. */
  gainGradient(p: Program, o: { x: number; rstd: number; dy: number }, T: number): void {
    const dGain = this.parameters.gradientOffset(`${this.name}.weight`);
    p.rmsNormGainGradient(o.x, o.rstd, o.dy, dGain, T, this.#room);
  }

  /** dx += the gradient through the norm of x. */
  inputGradient(p: Program, o: { x: number; rstd: number; dy: number; dx: number }, T: number): void {
    p.rmsNormGradient(o.x, this.#gain, o.rstd, o.dy, o.dx, T, this.#room, this.config.hidden_size);
  }
}

/** RMSNorm of each head of queries or keys, in place (Henry et al. 2020, arXiv:2010.04245). */
export class HeadNorm {
  /** @param heads which of a row's heads. */
  constructor(
    private readonly parameters: EngineParameters,
    private readonly name: string,
    private readonly heads: Heads,
    private readonly epsilon: number,
  ) {}

  /** @param raw gets what was there, and `rstd` a float a head, which the way back wants. */
  forward(p: Program, { x, raw, rstd }: { x: number; raw: number; rstd: number }, T: number): void {
    const gain = this.parameters.offset(`${this.name}.weight`);
    p.headNorm(x, gain, raw, rstd, T, this.heads, this.epsilon);
  }

  /** dy becomes the gradient of what was there; the gain's gradient grows. */
  backward(p: Program, o: { raw: number; rstd: number; dy: number }, T: number): void {
    const name = `${this.name}.weight`;
    p.headNormGainGradient(o.raw, this.parameters.gradientOffset(name), o.rstd, o.dy, T, this.heads);
    p.headNormGradient(o.raw, this.parameters.offset(name), o.rstd, o.dy, T, this.heads);
  }
}
