/*
 * AdamW (Loshchilov and Hutter 2019) with the global gradient norm clipped, as PyTorch computes both.
 * Gradients of all parameters lie in one array; blocks of BLOCK floats are the tasks.
 */
#ifndef POSTTRAIN_OPTIMIZER_H
#define POSTTRAIN_OPTIMIZER_H
#include "base.h"

#define BLOCK 8192

/* partial[task] = sum of squares of one block of g. args: g, partial, n (a multiple of 16) */
KERNEL sum_squares(const u32 *args, u32 task) {
  int n = (int)args[2], end = min_int(n, ((int)task + 1) * BLOCK);
  const float *g = AT(float, args[0]);
  v16 sum = splat(0.0f);
  for (int i = (int)task * BLOCK; i < end; i += 16) sum += load16(g + i) * load16(g + i);
  AT(float, args[1])[task] = sum16(sum);
}

/* result = [norm, factor]; factor = min(1, max_norm / (norm + 1e-6)). args: partial, n, result, max_norm */
KERNEL clip_factor(const u32 *args) {
  float sum = 0.0f;
  for (u32 i = 0; i < args[1]; i++) sum += AT(float, args[0])[i];
  float norm = sqrt_float(sum), factor = as_float(args[3]) / (norm + 1e-6f);
  AT(float, args[2])[0] = norm;
  AT(float, args[2])[1] = factor < 1.0f ? factor : 1.0f;
}

/*
 * One step on one block, and the gradient back to 0. `decay` is 1 - rate * weight decay and holds for the
 * first `decayed` floats (the matrices lie before the gains).
 * args: p, g, m, v, n, clip result, rate / (1 - beta1^t), beta1, beta2, 1 / sqrt(1 - beta2^t), eps, decay, decayed
 */
KERNEL adamw(const u32 *args, u32 task) {
  float *p = AT(float, args[0]), *g = AT(float, args[1]), *m = AT(float, args[2]), *v = AT(float, args[3]);
  int n = (int)args[4], end = min_int(n, ((int)task + 1) * BLOCK), decayed = (int)args[12];
  v16 clip = splat(AT(float, args[5])[1]), rate = splat(as_float(args[6]));
  v16 beta1 = splat(as_float(args[7])), beta2 = splat(as_float(args[8])), one = splat(1.0f);
  float root = as_float(args[9]), eps = as_float(args[10]);
  for (int i = (int)task * BLOCK; i < end; i += 16) {
    v16 grad = load16(g + i) * clip, x = load16(p + i);
    v16 m1 = load16(m + i) * beta1 + grad * (one - beta1);
    v16 v1 = load16(v + i) * beta2 + grad * grad * (one - beta2);
    v16 step = rate * m1 / (sqrt16(v1) * splat(root) + splat(eps));
    if (i < decayed) x = x * splat(as_float(args[11]));
    store16(p + i, x - step);
    store16(m + i, m1);
    store16(v + i, v1);
    store16(g + i, splat(0.0f));
  }
}

#endif
