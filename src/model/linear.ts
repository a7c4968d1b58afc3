/** A linear layer on the engine, y = x W^T with W as `[outputs, inputs]`: the products of its two passes. */
import type { Program } from '../engine/program';

/** Sizes: `T` tokens, rows of `inputs` and `outputs` floats. All other fields are offsets. */
interface Sizes {
  T: number;
  inputs: number;
  outputs: number;
}

/** y = init + x W^T. @param packed room for the packed weight. */
export function linear(
  p: Program,
  packed: number,
  o: Sizes & { x: number; weight: number; y: number; init?: number },
): void {
  const { T, inputs, outputs } = o;
  p.packB({ source: o.weight, rowStride: 1, columnStride: inputs, K: inputs, N: outputs }, packed);
  p.gemm({ a: o.x, lda: inputs, packed, c: o.y, ldc: outputs, init: o.init, M: T, N: outputs, K: inputs });
}

/** dW += dy^T x, and dx = dy W. @param packed room for the packed x, and for the packed weight. */
export function linearGradient(
  p: Program,
  packed: number,
  o: Sizes & { dy: number; x: number; weight: number; dWeight: number; dx: number },
): void {
  const { T, inputs, outputs } = o;
  p.packB({ source: o.x, rowStride: inputs, columnStride: 1, K: T, N: inputs }, packed);
  const sums = { c: o.dWeight, ldc: inputs, init: o.dWeight, M: outputs, N: inputs, K: T };
  p.gemm({ a: o.dy, lda: outputs, transposed: true, packed, ...sums });
  p.packB({ source: o.weight, rowStride: inputs, columnStride: 1, K: outputs, N: inputs }, packed);
  p.gemm({ a: o.dy, lda: outputs, packed, c: o.dx, ldc: inputs, M: T, N: inputs, K: outputs });
}
