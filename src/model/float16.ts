/**
 * Half-precision numbers widened to float32, for weights that others stored in 16 bits. Both are exact: every
 * 16-bit value is a float32.
 */

/** One float16's float32 bits: 1 sign, 5 exponent, 10 fraction bits (IEEE 754). */
function widen(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  // Infinities and NaN keep the highest exponent; others move the bias. Subnormals, in units of 2^-24, become
  // normal: their highest bit gives the exponent.
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 127 - 15) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const highest = 31 - Math.clz32(fraction);
  return sign | ((highest + 127 - 24) << 23) | ((fraction << (23 - highest)) & 0x7fffff);
}

/** Bits of all 65,536 values, made when the first tensor needs them: a look-up is several times as fast. */
let table: Uint32Array | undefined;
let numbers: Float32Array | undefined;

function widened(): Uint32Array {
  return (table ??= Uint32Array.from({ length: 0x10000 }, (_, half) => widen(half)));
}

/** The number of one float16's bits. */
export function float16(half: number): number {
  numbers ??= new Float32Array(widened().buffer);
  return numbers[half];
}

/** IEEE 754 half precision. `[n]` */
export function fromFloat16(halves: Uint16Array): Float32Array {
  const table = widened();
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]];
  return new Float32Array(bits.buffer);
}

/** bfloat16: the upper half of a float32. `[n]` */
export function fromBfloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
  return new Float32Array(bits.buffer);
}
