/*
 * Causal attention on ragged rows, forward and backward, and on a key-value cache.
 *
 * One task is one row and one key-value head with the query heads that share it. Keys are turned to panels as
 * the products take them, so that scores are computed 16 and more at a time with no sum across lanes. Training,
 * scoring and generation get the same bits: all form scores and mixtures by `tile`, in the order of the index,
 * and take the same softmax; what lies behind the diagonal enters as an exact 0.
 * The backward pass computes the probabilities again instead of having stored them (Dao et al. 2022), for a
 * block of queries at a time, so that its memory grows with the length of a row and not with its square.
 */
#ifndef POSTTRAIN_ATTENTION_H
#define POSTTRAIN_ATTENTION_H
#include "base.h"
#include "gemm.h"

#define PADDED(n) (((n) + 15) & ~15)
#define WHOLE_PANELS(n) (((n) + 31) & ~31) /* of any width */
#define MASKED (-1.0e30f)
#define QUERIES 48 /* of the backward pass's blocks; a multiple of every MR */

/* Scores of `length` keys -> probabilities in place, times `scale` first; zeros from there up to `end`. */
INLINE void softmax(float *scores, int length, int end, float scale) {
  const i16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  int padded = PADDED(length);
  v16 factor = splat(scale), top = splat(MASKED);
  for (int j = 0; j < padded; j += 16) {
    v16 x = load16(scores + j) * factor;
    if (j + 16 > length) x = select16(lane < (i16){0} + (length - j), x, splat(MASKED));
    store16(scores + j, x);
    top = select16(x > top, x, top);
  }
  v16 max = splat(max16(top)), total = splat(0.0f);
  for (int j = 0; j < padded; j += 16) {
    v16 e = exp16(load16(scores + j) - max);
    store16(scores + j, e);
    total += e;
  }
  v16 share = splat(1.0f / sum16(total));
  for (int j = 0; j < padded; j += 16) store16(scores + j, load16(scores + j) * share);
  for (int j = padded; j < end; j += 16) store16(scores + j, splat(0.0f));
}

/* x[length, head] (rows of ld floats) -> panels of NR rows turned, [panel][head][NR], zeros behind the end. */
INLINE void turn_rows(const float *x, long ld, int head, int length, float *panels) {
  for (int j = 0; j < WHOLE_PANELS(length); j += NR)
    pack_turned(x + j * ld, ld, max_int(0, min_int(NR, length - j)), head, panels + (long)j * head);
}

/*
 * qkv rows are [heads, kv_heads, kv_heads] x head. Task = row * kv_heads + kv head.
 * args: qkv, out, offsets, heads, kv_heads, head, scale
 * scratch: (head + 16) * (length in whole panels) floats
 */
KERNEL attention(const u32 *args, u32 task, float *scratch) {
  int heads = (int)args[3], kv_heads = (int)args[4], head = (int)args[5], group = heads / kv_heads;
  int row = (int)task / kv_heads, kv = (int)task % kv_heads;
  const int *offsets = AT(int, args[2]);
  int start = offsets[row], length = offsets[row + 1] - start;
  long ld = (heads + 2 * kv_heads) * head, ld_out = heads * head, padded = WHOLE_PANELS(length);
  const float *qkv = AT(float, args[0]) + start * ld;
  const float *k = qkv + (heads + kv) * head, *v = k + kv_heads * head;
  float *kt = scratch, *P = kt + head * padded;
  turn_rows(k, ld, head, length, kt);
  for (int h = kv * group; h < (kv + 1) * group; h++)
    for (int t = 0; t < length; t += MR) {
      int rows = min_int(MR, length - t), keys = t + rows;
      product_plain(rows, PADDED(keys), qkv + t * ld + h * head, ld, kt, NR, (long)head * NR, head, P, padded);
      for (int r = 0; r < rows; r++) softmax(P + r * padded, t + r + 1, PADDED(keys), as_float(args[6]));
      product_plain(rows, head, P, padded, v, ld, NR, keys, AT(float, args[1]) + (start + t) * ld_out + h * head, ld_out);
    }
}

/*
 * dqkv from dout, qkv. With P the probabilities: dV = P^T dO, dS = P (dO V^T - rowsum(dO O)) scale,
 * dQ = dS K, dK = dS^T Q.
 * args: qkv, out, dout, dqkv, offsets, heads, kv_heads, head, scale
 * scratch: 2 * (head + QUERIES) * (length in whole panels) floats
 */
KERNEL attention_gradient(const u32 *args, u32 task, float *scratch) {
  int heads = (int)args[5], kv_heads = (int)args[6], head = (int)args[7], group = heads / kv_heads;
  int row = (int)task / kv_heads, kv = (int)task % kv_heads;
  const int *offsets = AT(int, args[4]);
  int start = offsets[row], length = offsets[row + 1] - start;
  long ld = (heads + 2 * kv_heads) * head, ld_out = heads * head, padded = WHOLE_PANELS(length);
  float scale = as_float(args[8]);
  const float *qkv = AT(float, args[0]) + start * ld;
  const float *out = AT(float, args[1]) + start * ld_out, *dout = AT(float, args[2]) + start * ld_out;
  float *dqkv = AT(float, args[3]) + start * ld;
  long k_at = (heads + kv) * head, v_at = k_at + kv_heads * head;
  float *kt = scratch, *vt = kt + head * padded, *P = vt + head * padded, *dS = P + QUERIES * padded;
  turn_rows(qkv + k_at, ld, head, length, kt);
  turn_rows(qkv + v_at, ld, head, length, vt);
  for (int h = kv * group; h < (kv + 1) * group; h++) {
    const float *q = qkv + h * head, *go = dout + h * head;
    for (int from = 0; from < length; from += QUERIES) {
      int to = min_int(length, from + QUERIES), end = PADDED(to);
      for (int t = from; t < to; t += MR) {
        int rows = min_int(MR, to - t), keys = t + rows;
        float *p = P + (t - from) * padded, *ds = dS + (t - from) * padded;
        product_plain(rows, PADDED(keys), q + t * ld, ld, kt, NR, (long)head * NR, head, p, padded);
        product_plain(rows, PADDED(keys), go + t * ld_out, ld_out, vt, NR, (long)head * NR, head, ds, padded);
        for (int r = 0; r < rows; r++) {
          float *pr = p + r * padded, *dr = ds + r * padded;
          softmax(pr, t + r + 1, end, scale);
          const float *g = go + (t + r) * ld_out, *o = out + (t + r) * ld_out + h * head;
          v16 dots = splat(0.0f);
          for (int i = 0; i < head; i += 16) dots += load16(g + i) * load16(o + i);
          v16 mean = splat(sum16(dots));
          int filled = PADDED(t + r + 1);
          for (int j = 0; j < filled; j += 16)
            store16(dr + j, load16(pr + j) * (load16(dr + j) - mean) * splat(scale));
          for (int j = filled; j < end; j += 16) store16(dr + j, splat(0.0f));
        }
        product_plain(rows, head, ds, padded, qkv + k_at, ld, NR, keys, dqkv + t * ld + h * head, ld);
      }
      for (int j = 0; j < to; j += MR) {
        int rows = min_int(MR, to - j), first = max_int(from, j), skip = first - from;
        int accumulate = h > kv * group || j < from;
        product_transposed(rows, head, P + skip * padded + j, padded, go + first * ld_out, ld_out, to - first,
                           accumulate, dqkv + j * ld + v_at, ld);
        product_transposed(rows, head, dS + skip * padded + j, padded, q + first * ld, ld, to - first, accumulate,
                           dqkv + j * ld + k_at, ld);
      }
    }
  }
}

/*
 * The cache of one layer holds, for each slot and key-value head, keys as panels [capacity / NR][head][NR] and
 * values as [capacity, head]; capacity is a whole number of panels. Task = 8 tokens.
 * args: qkv, slots, positions, keys, values, heads, kv_heads, head, capacity, T
 */
KERNEL cache_write(const u32 *args, u32 task) {
  int heads = (int)args[5], kv_heads = (int)args[6], head = (int)args[7];
  long capacity = args[8];
  int T = (int)args[9], end = min_int(T, ((int)task + 1) * 8);
  for (int t = (int)task * 8; t < end; t++) {
    const float *k = AT(float, args[0]) + ((long)t * (heads + 2 * kv_heads) + heads) * head;
    long slot = AT(int, args[1])[t], position = AT(int, args[2])[t];
    for (int kv = 0; kv < kv_heads; kv++) {
      long at = (slot * kv_heads + kv) * head * capacity;
      float *keys = AT(float, args[3]) + at + position / NR * NR * head + position % NR;
      float *values = AT(float, args[4]) + at + position * head;
      const float *from = k + kv * head, *value = from + kv_heads * head;
      for (int i = 0; i < head; i++) keys[i * NR] = from[i];
      for (int i = 0; i < head; i += 16) store16(values + i, load16(value + i));
    }
  }
}

/*
 * Each token's queries over its slot's cache up to its own position. Task = 8 tokens.
 * args: qkv, out, slots, positions, keys, values, heads, kv_heads, head, capacity, scale, T
 * scratch: (heads / kv_heads) * capacity floats
 */
KERNEL cache_attention(const u32 *args, u32 task, float *scratch) {
  int heads = (int)args[6], kv_heads = (int)args[7], head = (int)args[8], group = heads / kv_heads;
  long capacity = args[9];
  int T = (int)args[11], end = min_int(T, ((int)task + 1) * 8);
  for (int t = (int)task * 8; t < end; t++) {
    const float *q = AT(float, args[0]) + (long)t * (heads + 2 * kv_heads) * head;
    float *out = AT(float, args[1]) + (long)t * heads * head;
    long slot = AT(int, args[2])[t];
    int length = AT(int, args[3])[t] + 1;
    for (int kv = 0; kv < kv_heads; kv++) {
      long at = (slot * kv_heads + kv) * head * capacity, h = kv * group;
      product_plain(group, PADDED(length), q + h * head, head, AT(float, args[4]) + at, NR, (long)head * NR, head, scratch, capacity);
      for (int r = 0; r < group; r++) softmax(scratch + r * capacity, length, PADDED(length), as_float(args[10]));
      product_plain(group, head, scratch, capacity, AT(float, args[5]) + at, head, NR, length, out + h * head, head);
    }
  }
}

#endif
