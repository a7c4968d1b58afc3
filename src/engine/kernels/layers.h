/*
 * The layers between the matrix products: embedding, RMSNorm, rotary positions, SwiGLU, and their gradients.
 * Kernels over tokens take blocks of ROWS tokens as tasks. Sums over tokens (gains, embedding) take 16 columns
 * as a task and run down the tokens in order, so that no sum depends on how the work was split.
 */
#ifndef POSTTRAIN_LAYERS_H
#define POSTTRAIN_LAYERS_H
#include "base.h"

#define ROWS 48 /* a multiple of every MR, for chains with products */

/* x[t] = E[tokens[t]]. args: tokens, E, x, T, d */
KERNEL embed(const u32 *args, u32 task) {
  const int *tokens = AT(int, args[0]);
  int T = (int)args[3], d = (int)args[4], end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *from = AT(float, args[1]) + (long)tokens[t] * d;
    float *to = AT(float, args[2]) + (long)t * d;
    for (int i = 0; i < d; i += 16) store16(to + i, load16(from + i));
  }
}

/* dE[tokens[t]] += dx[t], 16 columns a task. args: tokens, dE, dx, T, d */
KERNEL embed_gradient(const u32 *args, u32 task) {
  const int *tokens = AT(int, args[0]);
  int T = (int)args[3], d = (int)args[4], column = (int)task * 16;
  float *dE = AT(float, args[1]) + column;
  const float *dx = AT(float, args[2]) + column;
  for (int t = 0; t < T; t++) {
    float *to = dE + (long)tokens[t] * d;
    store16(to, load16(to) + load16(dx + (long)t * d));
  }
}

/*
 * y = x rstd g with rstd = 1 / sqrt(mean(x^2) + eps); the mean is over `size` numbers, zeros fill the row up to d.
 * args: x, g, y, rstd, T, d, eps, size
 */
KERNEL rms_norm(const u32 *args, u32 task) {
  const float *g = AT(float, args[1]);
  float *rstd = AT(float, args[3]), eps = as_float(args[6]);
  int T = (int)args[4], d = (int)args[5], end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *x = AT(float, args[0]) + (long)t * d;
    float *y = AT(float, args[2]) + (long)t * d;
    v16 squares = splat(0.0f);
    for (int i = 0; i < d; i += 16) squares += load16(x + i) * load16(x + i);
    rstd[t] = 1.0f / sqrt_float(sum16(squares) / (float)args[7] + eps);
    v16 scale = splat(rstd[t]);
    for (int i = 0; i < d; i += 16) store16(y + i, load16(x + i) * scale * load16(g + i));
  }
}

/* dx += rstd (g dy - x rstd^2 mean(g dy x)). args: x, g, rstd, dy, dx, T, d, size */
KERNEL rms_norm_gradient(const u32 *args, u32 task) {
  const float *g = AT(float, args[1]), *rstd = AT(float, args[2]);
  int T = (int)args[5], d = (int)args[6], end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *x = AT(float, args[0]) + (long)t * d, *dy = AT(float, args[3]) + (long)t * d;
    float *dx = AT(float, args[4]) + (long)t * d;
    v16 dots = splat(0.0f);
    for (int i = 0; i < d; i += 16) dots += load16(g + i) * load16(dy + i) * load16(x + i);
    float r = rstd[t];
    v16 scale = splat(r), pull = splat(sum16(dots) / (float)args[7] * r * r * r);
    for (int i = 0; i < d; i += 16)
      store16(dx + i, load16(dx + i) + (load16(g + i) * load16(dy + i) * scale - load16(x + i) * pull));
  }
}

/* dg += sum over t of dy x rstd, 16 columns a task. args: x, rstd, dy, dg, T, d */
KERNEL rms_norm_gain_gradient(const u32 *args, u32 task) {
  const float *rstd = AT(float, args[1]);
  int T = (int)args[4], d = (int)args[5], column = (int)task * 16;
  const float *x = AT(float, args[0]) + column, *dy = AT(float, args[2]) + column;
  float *dg = AT(float, args[3]) + column;
  v16 sum = load16(dg);
  for (int t = 0; t < T; t++) sum += load16(dy + (long)t * d) * load16(x + (long)t * d) * splat(rstd[t]);
  store16(dg, sum);
}

/* y[t] = x[t] + b, x zero where its offset is. args: x, b, y, T, d */
KERNEL add_to_rows(const u32 *args, u32 task) {
  const float *b = AT(float, args[1]);
  int T = (int)args[3], d = (int)args[4], end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *x = AT(float, args[0]) + (long)t * d;
    float *y = AT(float, args[2]) + (long)t * d;
    for (int i = 0; i < d; i += 16) {
      v16 sum = load16(b + i);
      if (args[0]) sum = load16(x + i) + sum;
      store16(y + i, sum);
    }
  }
}

/* db += sum over t of dy, 16 columns a task. args: dy, db, T, d */
KERNEL sum_rows(const u32 *args, u32 task) {
  int T = (int)args[2], d = (int)args[3], column = (int)task * 16;
  const float *dy = AT(float, args[0]) + column;
  float *db = AT(float, args[1]) + column;
  v16 sum = load16(db);
  for (int t = 0; t < T; t++) sum += load16(dy + (long)t * d);
  store16(db, sum);
}

/*
 * RMSNorm of some heads of each row of x, in place. `raw` and `rstd` hold `all` heads a row and keep what the way back
 * reads. args: x, g, raw, rstd, T, ld, head, size, all, first, count, eps
 */
KERNEL head_norm(const u32 *args, u32 task) {
  const float *g = AT(float, args[1]);
  long ld = args[5], all = args[8];
  int T = (int)args[4], head = (int)args[6], first = (int)args[9], last = first + (int)args[10];
  int end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++)
    for (int h = first; h < last; h++) {
      float *x = AT(float, args[0]) + t * ld + h * head, *raw = AT(float, args[2]) + (t * all + h) * head;
      v16 squares = splat(0.0f);
      for (int i = 0; i < head; i += 16) {
        v16 value = load16(x + i);
        store16(raw + i, value);
        squares += value * value;
      }
      float r = 1.0f / sqrt_float(sum16(squares) / (float)args[7] + as_float(args[11]));
      AT(float, args[3])[t * all + h] = r;
      for (int i = 0; i < head; i += 16) store16(x + i, load16(raw + i) * splat(r) * load16(g + i));
    }
}

/* dy becomes the gradient of what `head_norm` took. args: raw, g, rstd, dy, T, ld, head, size, all, first, count */
KERNEL head_norm_gradient(const u32 *args, u32 task) {
  const float *g = AT(float, args[1]);
  long ld = args[5], all = args[8];
  int T = (int)args[4], head = (int)args[6], first = (int)args[9], last = first + (int)args[10];
  int end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++)
    for (int h = first; h < last; h++) {
      const float *x = AT(float, args[0]) + (t * all + h) * head;
      float *dy = AT(float, args[3]) + t * ld + h * head, r = AT(float, args[2])[t * all + h];
      v16 dots = splat(0.0f);
      for (int i = 0; i < head; i += 16) dots += load16(g + i) * load16(dy + i) * load16(x + i);
      v16 pull = splat(sum16(dots) / (float)args[7] * r * r * r);
      for (int i = 0; i < head; i += 16)
        store16(dy + i, load16(g + i) * load16(dy + i) * splat(r) - load16(x + i) * pull);
    }
}

/* dg += sum over t and heads of dy x rstd, 16 columns a task. args: raw, dg, rstd, dy, T, ld, head, size, all, first, count */
KERNEL head_norm_gain_gradient(const u32 *args, u32 task) {
  long ld = args[5], all = args[8];
  int T = (int)args[4], head = (int)args[6], first = (int)args[9], last = first + (int)args[10], column = (int)task * 16;
  float *dg = AT(float, args[1]) + column;
  v16 sum = load16(dg);
  for (int t = 0; t < T; t++)
    for (int h = first; h < last; h++) {
      const float *x = AT(float, args[0]) + (t * all + h) * head + column;
      const float *dy = AT(float, args[3]) + t * ld + h * head + column;
      sum += load16(dy) * load16(x) * splat(AT(float, args[2])[t * all + h]);
    }
  store16(dg, sum);
}

/*
 * Rotates pairs (i, i + head/2) of each head in place by the token's position, Hugging Face's convention;
 * `backward` turns the other way, which is the gradient. The table holds cos then sin, [positions, head / 2].
 * args: x, ld, heads, head, positions, cos, sin, backward, T
 */
KERNEL rotary(const u32 *args, u32 task) {
  long ld = args[1];
  int heads = (int)args[2], head = (int)args[3], half = head / 2, backward = (int)args[7];
  const int *positions = AT(int, args[4]);
  int T = (int)args[8], end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *cos = AT(float, args[5]) + (long)positions[t] * half;
    const float *sin = AT(float, args[6]) + (long)positions[t] * half;
    for (int h = 0; h < heads; h++) {
      float *x = AT(float, args[0]) + t * ld + h * head;
      for (int i = 0; i < half; i += 8) {
        v8 c = *(const v8 *)(cos + i), s = *(const v8 *)(sin + i);
        v8 *first = (v8 *)(x + i), *second = (v8 *)(x + half + i), a = *first, b = *second;
        if (backward) s = -s;
        *first = a * c - b * s;
        *second = b * c + a * s;
      }
    }
  }
}

/* y = silu(gate) up, where a row of gu is [gate, up]. args: gu, y, T, ff */
KERNEL swiglu(const u32 *args, u32 task) {
  int T = (int)args[2], ff = (int)args[3], end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *gate = AT(float, args[0]) + (long)t * 2 * ff, *up = gate + ff;
    float *y = AT(float, args[1]) + (long)t * ff;
    for (int i = 0; i < ff; i += 16) {
      v16 g = load16(gate + i);
      store16(y + i, g / (splat(1.0f) + exp16(-g)) * load16(up + i));
    }
  }
}

/* In place of [gate, up] their gradients; silu'(g) = s (1 + g (1 - s)), s = sigmoid(g). args: gu, dy, T, ff */
KERNEL swiglu_gradient(const u32 *args, u32 task) {
  int T = (int)args[2], ff = (int)args[3], end = min_int(T, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    float *gate = AT(float, args[0]) + (long)t * 2 * ff, *up = gate + ff;
    const float *dy = AT(float, args[1]) + (long)t * ff;
    for (int i = 0; i < ff; i += 16) {
      v16 g = load16(gate + i), u = load16(up + i), d = load16(dy + i);
      v16 s = splat(1.0f) / (splat(1.0f) + exp16(-g));
      store16(gate + i, d * u * s * (splat(1.0f) + g * (splat(1.0f) - s)));
      store16(up + i, d * g * s);
    }
  }
}

/* Rows of x by index: y[i] = x[index[i]]. args: x, index, y, n, d */
KERNEL gather_rows(const u32 *args, u32 task) {
  const int *index = AT(int, args[1]);
  int n = (int)args[3], d = (int)args[4], end = min_int(n, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *from = AT(float, args[0]) + (long)index[t] * d;
    float *to = AT(float, args[2]) + (long)t * d;
    for (int i = 0; i < d; i += 16) store16(to + i, load16(from + i));
  }
}

/* x[index[i]] = y[i]; the index has no row twice. args: x, index, y, n, d */
KERNEL scatter_rows(const u32 *args, u32 task) {
  const int *index = AT(int, args[1]);
  int n = (int)args[3], d = (int)args[4], end = min_int(n, ((int)task + 1) * ROWS);
  for (int t = (int)task * ROWS; t < end; t++) {
    const float *from = AT(float, args[2]) + (long)t * d;
    float *to = AT(float, args[0]) + (long)index[t] * d;
    for (int i = 0; i < d; i += 16) store16(to + i, load16(from + i));
  }
}

#define CHUNK 8192
/* Zeroes. args: p, n */
KERNEL fill_zero(const u32 *args, u32 task) {
  int n = (int)args[1], end = min_int(n, ((int)task + 1) * CHUNK);
  float *p = AT(float, args[0]);
  for (int i = (int)task * CHUNK; i < end; i++) p[i] = 0.0f;
}

#endif
