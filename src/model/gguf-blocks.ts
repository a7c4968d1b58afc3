/**
 * Numbers as GGUF stores them: whole, or in blocks of small integers with a scale of their own (ggml's formats, as
 * `ggml-quants.c` and the Python package `gguf` unpack them). Every result is exact or rounded once, so the float32
 * are those of the others, bit for bit.
 */
import { float16, fromBfloat16, fromFloat16 } from './float16';

/** A format: its name, the numbers and bytes of a block, and how bytes become numbers. */
export interface BlockFormat {
  readonly name: string;
  readonly numbers: number;
  readonly bytes: number;
  /** All blocks of an array of bytes that nobody else holds. */
  readonly unpack: (bytes: Uint8Array) => Float32Array;
}

const half = (bytes: Uint8Array, at: number) => float16(bytes[at] | (bytes[at + 1] << 8));

/** A format whose blocks are unpacked one by one, from `at` in the bytes to `to` in the numbers. */
function blocks(
  name: string,
  numbers: number,
  bytes: number,
  unpackBlock: (from: Uint8Array, at: number, out: Float32Array, to: number) => void,
): BlockFormat {
  const unpack = (from: Uint8Array) => {
    const out = new Float32Array((from.length / bytes) * numbers);
    for (let at = 0, to = 0; at < from.length; at += bytes, to += numbers) unpackBlock(from, at, out, to);
    return out;
  };
  return { name, numbers, bytes, unpack };
}

/**
 * 32 numbers of 4 or 5 bits: the scale, the least number where there is one, the fifth bits where there are, then 16
 * bytes with a number of the first half below and one of the second above. Without a least number they lie around 0.
 */
function small(name: string, bits: 4 | 5, withLeast: boolean): BlockFormat {
  const high = withLeast ? 4 : 2;
  const low = high + (bits === 5 ? 4 : 0);
  return blocks(name, 32, low + 16, (from, at, out, to) => {
    const scale = half(from, at);
    const [least, middle] = withLeast ? [half(from, at + 2), 0] : [0, 1 << (bits - 1)];
    for (let i = 0; i < 32; i++) {
      const four = i < 16 ? from[at + low + i] & 15 : from[at + low + i - 16] >> 4;
      const fifth = bits === 5 ? (from[at + high + (i >> 3)] >> (i & 7)) & 1 : 0;
      const value = scale * ((four | (fifth << 4)) - middle);
      out[to + i] = withLeast ? value + least : value; // a sum with 0 would lose a zero's sign
    }
  });
}

const eight = blocks('Q8_0', 32, 34, (from, at, out, to) => {
  const scale = half(from, at);
  for (let i = 0; i < 32; i++) out[to + i] = scale * ((from[at + 2 + i] << 24) >> 24);
});

/** Eight times 32 numbers of 4 bits; scales and least numbers, of 6 bits each, share 12 bytes. */
const fourInSuperblocks = blocks('Q4_K', 256, 144, (from, at, out, to) => {
  const [scale, least] = [half(from, at), half(from, at + 2)];
  const packed = at + 4;
  for (let group = 0; group < 8; group++) {
    const i = packed + (group % 4);
    const [own, other] =
      group < 4
        ? [from[i] & 63, from[i + 4] & 63]
        : [(from[i + 8] & 15) | ((from[i] >> 2) & 48), (from[i + 8] >> 4) | ((from[i + 4] >> 2) & 48)];
    const [d, m] = [scale * own, least * other];
    const nibbles = at + 16 + 32 * (group >> 1);
    const shift = 4 * (group & 1);
    for (let k = 0; k < 32; k++) out[to + 32 * group + k] = d * ((from[nibbles + k] >> shift) & 15) - m;
  }
});

/** Two times 128 numbers of 6 bits: four lower ones, two higher ones, a scale of 8 bits for each 16. */
const sixInSuperblocks = blocks('Q6_K', 256, 210, (from, at, out, to) => {
  const scale = half(from, at + 208);
  for (let i = 0; i < 256; i++) {
    const [part, quarter, k] = [i >> 7, (i >> 5) & 3, i & 31];
    const low = (from[at + 64 * part + 32 * (quarter & 1) + k] >> (4 * (quarter >> 1))) & 15;
    const high = (from[at + 128 + 32 * part + k] >> (2 * quarter)) & 3;
    const d = scale * ((from[at + 192 + (i >> 4)] << 24) >> 24);
    out[to + i] = d * ((low | (high << 4)) - 32);
  }
});

const whole = (name: string, bytes: number, unpack: BlockFormat['unpack']): BlockFormat => {
  return { name, numbers: 1, bytes, unpack };
};

/** The formats that are read, by their numbers in the file. */
export const blockFormats: ReadonlyMap<number, BlockFormat> = new Map([
  [0, whole('F32', 4, ({ buffer }) => new Float32Array(buffer))],
  [1, whole('F16', 2, ({ buffer }) => fromFloat16(new Uint16Array(buffer)))],
  [2, small('Q4_0', 4, false)],
  [3, small('Q4_1', 4, true)],
  [6, small('Q5_0', 5, false)],
  [7, small('Q5_1', 5, true)],
  [8, eight],
  [12, fourInSuperblocks],
  [14, sixInSuperblocks],
  [30, whole('BF16', 2, ({ buffer }) => fromBfloat16(new Uint16Array(buffer)))],
]);
