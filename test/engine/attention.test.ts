/**
 * Attention on ragged rows, forward and backward, and on a key-value cache, against the definition in double
 * precision: one token, one row, rows that are no multiple of any block, and heads that share keys.
 */
import { describe, expect, it } from 'vitest';
import { attentionScratchFloats, type HeadLayout } from '../../src/engine/operations';
import { expectClose, expectGradient, normals, runKernels, settings } from '../helpers/kernels';

const rowLengths = [[1], [1, 1, 1], [33], [17, 5, 1, 31], [64, 16, 66]];
const layouts: HeadLayout[] = [
  { heads: 1, kvHeads: 1, head: 16, scale: 0.25 },
  { heads: 4, kvHeads: 2, head: 16, scale: 0.3 }, // a head filled up to 16
  { heads: 3, kvHeads: 3, head: 32, scale: 32 ** -0.5 },
  { heads: 6, kvHeads: 1, head: 48, scale: 48 ** -0.5 },
];
const widthOf = ({ heads, kvHeads, head }: HeadLayout) => (heads + 2 * kvHeads) * head;

function offsetsOf(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, row) => (offsets[row + 1] = offsets[row] + length));
  return offsets;
}

/** softmax(q k scale) v for each query over its row up to itself. `[tokens, heads, head]` */
function slowAttention(qkv: ArrayLike<number>, offsets: Int32Array, layout: HeadLayout): Float64Array {
  const { heads, kvHeads, head } = layout;
  const ld = widthOf(layout);
  const out = new Float64Array(offsets[offsets.length - 1] * heads * head);
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let t = offsets[row]; t < offsets[row + 1]; t++)
      for (let h = 0; h < heads; h++) {
        const k = (heads + Math.floor((h * kvHeads) / heads)) * head;
        const v = k + kvHeads * head;
        const scores: number[] = [];
        for (let u = offsets[row]; u <= t; u++) {
          let dot = 0;
          for (let i = 0; i < head; i++) dot += qkv[t * ld + h * head + i] * qkv[u * ld + k + i];
          scores.push(dot * layout.scale);
        }
        const top = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - top));
        const total = weights.reduce((a, b) => a + b);
        weights.forEach((weight, j) => {
          for (let i = 0; i < head; i++)
            out[(t * heads + h) * head + i] += (weight / total) * qkv[(offsets[row] + j) * ld + v + i];
        });
      }
  return out;
}

describe.each(settings)('$build, $threads thread(s)', ({ engine }) => {
  describe.each(layouts)('$heads heads on $kvHeads of $head', (layout) => {
    const { heads, kvHeads, head } = layout;

    it.each(rowLengths.map((lengths) => ({ lengths })))('rows of $lengths, and back', async ({ lengths }) => {
      const offsets = offsetsOf(lengths);
      const T = offsets[lengths.length];
      const qkv = normals(1, T * widthOf(layout));
      const dout = normals(2, T * heads * head);
      const { out, dqkv } = runKernels(
        await engine(),
        { qkv, offsets, out: T * heads * head, dout, dqkv: T * widthOf(layout) },
        (p, at) => {
          p.attention(at.qkv, at.out, at.offsets, lengths.length, layout);
          p.attentionGradient(at, at.offsets, lengths.length, layout);
        },
        attentionScratchFloats(head, Math.max(...lengths)),
      );
      expectClose(out, slowAttention(qkv, offsets, layout));
      expectGradient(dqkv, (moved) => slowAttention(moved, offsets, layout), qkv, dout);
    });

    it('gives the same bits from a cache that holds other slots and rubbish too, up to a full one', async () => {
      const capacity = 64;
      const lengths = [5, 17, 1, capacity];
      const offsets = offsetsOf(lengths);
      const T = offsets[lengths.length];
      const qkv = normals(3, T * widthOf(layout));
      const slotOf = [2, 0, 4, 1]; // slot 3 stays empty
      const slots = Int32Array.from(lengths.flatMap((length, row) => Array(length).fill(slotOf[row])));
      const positions = Int32Array.from(lengths.flatMap((length) => Array.from({ length }, (_, t) => t)));
      const cacheFloats = 5 * kvHeads * head * capacity;
      const { whole } = runKernels(
        await engine(),
        { qkv, offsets, whole: T * heads * head },
        (p, at) => p.attention(at.qkv, at.whole, at.offsets, lengths.length, layout),
        attentionScratchFloats(head, capacity),
      );
      expectClose(whole, slowAttention(qkv, offsets, layout));
      const { out, again } = runKernels(
        await engine(),
        {
          ...{ qkv, slots, positions, keys: cacheFloats, values: cacheFloats },
          ...{ out: T * heads * head, again: heads * head },
        },
        (p, at) => {
          const cache = { ...at, capacity };
          p.cacheWrite(at.qkv, at, cache, layout, T);
          p.cacheAttention(at.qkv, at.out, at, cache, layout, T);
          // The last token alone, as a step of decoding sees it.
          const last = T - 1;
          const place = { slots: at.slots + 4 * last, positions: at.positions + 4 * last };
          p.cacheAttention(at.qkv + 4 * last * widthOf(layout), at.again, place, cache, layout, 1);
        },
        (heads / kvHeads) * capacity,
      );
      expect(out).toEqual(whole);
      expect(again).toEqual(whole.slice(-heads * head));
    });
  });
});
