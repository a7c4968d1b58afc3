/*
 * Causal attention on ragged rows, forward and backward, and on a key-value cache.
 *
 * One task is one row and one key-value head with the query heads that share it. Keys are turned to
 * [head, length] first, so that 16 scores are computed at a time with no sum across lanes. `attend` is the
 * only place where a query meets its keys: training, scoring and generation get the same bits from it.
 * The backward pass computes the probabilities again instead of having stored them (Dao et al. 2022).
 */
#ifndef POSTTRAIN_ATTENTION_H
#define POSTTRAIN_ATTENTION_H
#include "base.h"

#define PADDED(n) (((n) + 15) & ~15)
#define MASKED (-1.0e30f)

/* scores[j] = scale q.k_j for j < length; the rest of the last 16 are masked. kt: [head, ld], padded to 16. */
INLINE void dot_keys(const float *q, const float *kt, long ld, int head, int length, float scale, float *scores) {
  int j = 0;
  for (; j + 64 <= PADDED(length); j += 64) {
    v16 a = splat(0.0f), b = a, c = a, e = a;
    for (int i = 0; i < head; i++) {
      const float *k = kt + i * ld + j;
      v16 x = splat(q[i]);
      a += x * load16(k), b += x * load16(k + 16), c += x * load16(k + 32), e += x * load16(k + 48);
    }
    store16(scores + j, a * splat(scale)), store16(scores + j + 16, b * splat(scale));
    store16(scores + j + 32, c * splat(scale)), store16(scores + j + 48, e * splat(scale));
  }
  for (; j < length; j += 16) {
    v16 a = splat(0.0f);
    for (int i = 0; i < head; i++) a += splat(q[i]) * load16(kt + i * ld + j);
    store16(scores + j, a * splat(scale));
  }
}

/* scores -> probabilities in place; returns nothing else: the backward pass repeats this very function. */
INLINE void softmax(float *scores, int length) {
  int padded = PADDED(length);
  for (int j = length; j < padded; j++) scores[j] = MASKED;
  v16 top = load16(scores);
  for (int j = 16; j < padded; j += 16) top = select16(load16(scores + j) > top, load16(scores + j), top);
  v16 max = splat(max16(top)), total = splat(0.0f);
  for (int j = 0; j < padded; j += 16) {
    v16 e = exp16(load16(scores + j) - max);
    store16(scores + j, e);
    total += e;
  }
  v16 scale = splat(1.0f / sum16(total));
  for (int j = 0; j < padded; j += 16) store16(scores + j, load16(scores + j) * scale);
}

/* out[head] = sum over j < length of p_j v_j, in the order of j. v: rows of ld floats. */
INLINE void mix_values(const float *p, const float *v, long ld, int head, int length, float *out) {
  int i = 0;
  for (; i + 32 <= head; i += 32) {
    v16 a = splat(0.0f), b = a;
    for (int j = 0; j < length; j++) {
      a += splat(p[j]) * load16(v + j * ld + i);
      b += splat(p[j]) * load16(v + j * ld + i + 16);
    }
    store16(out + i, a), store16(out + i + 16, b);
  }
  for (; i < head; i += 16) {
    v16 a = splat(0.0f);
    for (int j = 0; j < length; j++) a += splat(p[j]) * load16(v + j * ld + i);
    store16(out + i, a);
  }
}

/* One query over `length` keys; p has room for PADDED(length). */
INLINE void attend(const float *q, const float *kt, long ld_k, const float *v, long ld_v, int head, int length,
                   float scale, float *p, float *out) {
  dot_keys(q, kt, ld_k, head, length, scale, p);
  softmax(p, length);
  mix_values(p, v, ld_v, head, length, out);
}

/* x[length, head] (rows of ld floats) -> xt[head, padded], zeros behind the end. */
INLINE void transpose(const float *x, long ld, int head, int length, float *xt, long padded) {
  for (int i = 0; i < head; i++) {
    for (int j = 0; j < length; j++) xt[i * padded + j] = x[j * ld + i];
    for (long j = length; j < padded; j++) xt[i * padded + j] = 0.0f;
  }
}

/*
 * qkv rows are [heads, kv_heads, kv_heads] x head. Task = row * kv_heads + kv head.
 * args: qkv, out, offsets, heads, kv_heads, head, scale
 * scratch: (head + 1) * padded length floats
 */
KERNEL attention(const u32 *args, u32 task, float *scratch) {
  int heads = (int)args[3], kv_heads = (int)args[4], head = (int)args[5], group = heads / kv_heads;
  int row = (int)task / kv_heads, kv = (int)task % kv_heads;
  const int *offsets = AT(int, args[2]);
  int start = offsets[row], length = offsets[row + 1] - start;
  long ld = (heads + 2 * kv_heads) * head, padded = PADDED(length);
  const float *qkv = AT(float, args[0]) + start * ld;
  const float *k = qkv + (heads + kv) * head, *v = k + kv_heads * head;
  float *out = AT(float, args[1]) + (long)start * heads * head;
  float *kt = scratch, *p = kt + head * padded;
  transpose(k, ld, head, length, kt, padded);
  for (int h = kv * group; h < (kv + 1) * group; h++)
    for (int t = 0; t < length; t++)
      attend(qkv + t * ld + h * head, kt, padded, v, ld, head, t + 1, as_float(args[6]), p,
             out + (long)t * heads * head + h * head);
}

/* out[i] = sum over t from `from` of w[t][column] x[t][i], in the order of t, for four columns at once. */
INLINE void mix_columns(const float *w, long ld_w, int from, int to, const float *x, long ld_x, int head,
                        float *out, long ld_out, int columns) {
  for (int i = 0; i < head; i += 16) {
    v16 sum[4];
    for (int c = 0; c < 4; c++) sum[c] = c < columns ? load16(out + c * ld_out + i) : splat(0.0f);
    for (int t = from; t < to; t++) {
      v16 y = load16(x + t * ld_x + i);
      for (int c = 0; c < 4; c++) sum[c] += splat(w[t * ld_w + c]) * y;
    }
    for (int c = 0; c < columns; c++) store16(out + c * ld_out + i, sum[c]);
  }
}

/*
 * dqkv from dout, qkv. With P the probabilities: dV = P^T dO, dS = P (dO V^T - rowsum(dO O)) scale,
 * dQ = dS K, dK = dS^T Q. The rows of P and dS behind the diagonal are 0.
 * args: qkv, out, dout, dqkv, offsets, heads, kv_heads, head, scale
 * scratch: 2 * head * padded + 2 * length * padded + 16 floats
 */
KERNEL attention_gradient(const u32 *args, u32 task, float *scratch) {
  int heads = (int)args[5], kv_heads = (int)args[6], head = (int)args[7], group = heads / kv_heads;
  int row = (int)task / kv_heads, kv = (int)task % kv_heads;
  const int *offsets = AT(int, args[4]);
  int start = offsets[row], length = offsets[row + 1] - start;
  long ld = (heads + 2 * kv_heads) * head, ld_out = heads * head, padded = PADDED(length);
  float scale = as_float(args[8]);
  const float *qkv = AT(float, args[0]) + start * ld;
  const float *out = AT(float, args[1]) + start * ld_out, *dout = AT(float, args[2]) + start * ld_out;
  float *dqkv = AT(float, args[3]) + start * ld;
  long k_at = (heads + kv) * head, v_at = k_at + kv_heads * head;
  float *kt = scratch, *vt = kt + head * padded, *P = vt + head * padded, *dS = P + length * padded;
  transpose(qkv + k_at, ld, head, length, kt, padded);
  transpose(qkv + v_at, ld, head, length, vt, padded);
  for (int t = 0; t < length; t++)
    for (int i = 0; i < head; i += 16) {
      store16(dqkv + t * ld + k_at + i, splat(0.0f));
      store16(dqkv + t * ld + v_at + i, splat(0.0f));
    }
  for (int h = kv * group; h < (kv + 1) * group; h++) {
    for (int t = 0; t < length; t++) {
      const float *go = dout + t * ld_out + h * head, *o = out + t * ld_out + h * head;
      float *p = P + t * padded, *ds = dS + t * padded;
      dot_keys(qkv + t * ld + h * head, kt, padded, head, t + 1, scale, p);
      softmax(p, t + 1);
      dot_keys(go, vt, padded, head, t + 1, 1.0f, ds);
      v16 dots = splat(0.0f);
      for (int i = 0; i < head; i += 16) dots += load16(go + i) * load16(o + i);
      v16 mean = splat(sum16(dots));
      int filled = PADDED(t + 1);
      for (int j = 0; j < filled; j += 16)
        store16(ds + j, load16(p + j) * (load16(ds + j) - mean) * splat(scale));
      for (int j = t + 1; j < filled; j++) ds[j] = 0.0f;
      for (long j = filled; j < padded; j += 16) store16(p + j, splat(0.0f)), store16(ds + j, splat(0.0f));
      mix_values(ds, qkv + k_at, ld, head, t + 1, dqkv + t * ld + h * head);
    }
    for (int j = 0; j < length; j += 4) {
      int columns = min_int(4, length - j);
      mix_columns(P + j, padded, j, length, dout + h * head, ld_out, head, dqkv + j * ld + v_at, ld, columns);
      mix_columns(dS + j, padded, j, length, qkv + h * head, ld, head, dqkv + j * ld + k_at, ld, columns);
    }
  }
}

/*
 * The cache of one layer holds, for each slot and key-value head, keys as [head, capacity] and values as
 * [capacity, head]; capacity is a multiple of 16. Task = token.
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
      float *keys = AT(float, args[3]) + at + position, *values = AT(float, args[4]) + at + position * head;
      const float *from = k + kv * head, *value = from + kv_heads * head;
      for (int i = 0; i < head; i++) keys[i * capacity] = from[i];
      for (int i = 0; i < head; i += 16) store16(values + i, load16(value + i));
    }
  }
}

/*
 * Each token's queries over its slot's cache up to its own position. Task = 8 tokens.
 * args: qkv, out, slots, positions, keys, values, heads, kv_heads, head, capacity, scale, T
 */
KERNEL cache_attention(const u32 *args, u32 task, float *scratch) {
  int heads = (int)args[6], kv_heads = (int)args[7], head = (int)args[8], group = heads / kv_heads;
  long capacity = args[9];
  int T = (int)args[11], end = min_int(T, ((int)task + 1) * 8);
  for (int t = (int)task * 8; t < end; t++) {
    const float *q = AT(float, args[0]) + (long)t * (heads + 2 * kv_heads) * head;
    long slot = AT(int, args[2])[t];
    for (int h = 0; h < heads; h++) {
      long at = (slot * kv_heads + h / group) * head * capacity;
      attend(q + h * head, AT(float, args[4]) + at, capacity, AT(float, args[5]) + at, head, head,
             AT(int, args[3])[t] + 1, as_float(args[10]), scratch, AT(float, args[1]) + ((long)t * heads + h) * head);
    }
  }
}

#endif
