/**
 * Half-precision numbers widened to float32, for weights that others stored in 16 bits. Both are exact: every
 * 16-bit value is a float32.
 */

/** Float32 numbers from their bits. */
function fromBits(bits: Uint32Array): Float32Array {
  return new Float32Array(bits.buffer);
}

/** IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. `[n]` */
export function fromFloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  const numbers = fromBits(bits);
  halves.forEach((half, i) => {
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    // Subnormals count in units of 2^-24; infinities and NaN keep the highest exponent; others move the bias.
    if (exponent === 0) numbers[i] = ((half & 0x8000 ? -1 : 1) * fraction) / 0x1000000;
    else bits[i] = sign | ((exponent === 0x1f ? 0xff : exponent + 127 - 15) << 23) | (fraction << 13);
  });
  return numbers;
}

/** bfloat16: the upper half of a float32. `[n]` */
export function fromBfloat16(halves: Uint16Array): Float32Array {
  return fromBits(Uint32Array.from(halves, (half) => half << 16));
}
