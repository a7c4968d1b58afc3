/*
 * The output heads. For language models: token log-probabilities and entropies from a block of logits, and
 * the gradient of both, in place of the logits; only a block of tokens' logits ever exists. For reward and
 * value models: one number per token. And the drawing of the next token.
 */
#ifndef POSTTRAIN_HEAD_H
#define POSTTRAIN_HEAD_H
#include "attention.h"
#include "base.h"

/*
 * log sum exp of z[0..V), the largest z, and the sum of e = exp(z - largest). Pads z to a multiple of 16 with
 * MASKED.
 */
INLINE float log_sum_exp(float *z, int V, float *e, float *max_out, float *sum_out) {
  int padded = PADDED(V);
  for (int j = V; j < padded; j++) z[j] = MASKED;
  v16 top = load16(z);
  for (int j = 16; j < padded; j += 16) top = select16(load16(z + j) > top, load16(z + j), top);
  float max = max16(top);
  v16 total = splat(0.0f), shift = splat(max);
  for (int j = 0; j < padded; j += 16) {
    v16 x = exp16(load16(z + j) - shift);
    store16(e + j, x);
    total += x;
  }
  *max_out = max;
  *sum_out = sum16(total);
  return max + log_float(*sum_out);
}

/* lse - sum p z, with e = exp(z - largest) as `log_sum_exp` left them and their sum. */
INLINE float entropy_of(const float *z, const float *e, int V, float sum, float lse) {
  v16 scale = splat(1.0f / sum), mean = splat(0.0f);
  for (int j = 0; j < V; j += 16) {
    v16 p = load16(e + j) * scale;
    mean += p * select16(p > splat(0.0f), load16(z + j), splat(0.0f));
  }
  return lse - sum16(mean);
}

/*
 * logprob = z[target] - lse and entropy = lse - sum p z; `sums` keeps the largest logit and the sum of exp for
 * the backward pass. args: logits, ld, targets, logprobs, entropies, sums [n, 2], n, V. scratch: V floats
 */
KERNEL token_scores(const u32 *args, u32 task, float *scratch) {
  int n = (int)args[6], V = (int)args[7], end = min_int(n, ((int)task + 1) * 8);
  for (int t = (int)task * 8; t < end; t++) {
    float *z = AT(float, args[0]) + (long)t * args[1], *sums = AT(float, args[5]) + 2 * t;
    float lse = log_sum_exp(z, V, scratch, &sums[0], &sums[1]);
    AT(float, args[3])[t] = z[AT(int, args[2])[t]] - lse;
    AT(float, args[4])[t] = entropy_of(z, scratch, V, sums[1], lse);
  }
}

/*
 * logits -> their gradient in place: dz = g_logprob (1[target] - p) - g_entropy p (log p + entropy).
 * args: logits, ld, targets, g_logprobs, g_entropies, entropies, sums, n, V
 */
KERNEL token_scores_gradient(const u32 *args, u32 task) {
  int n = (int)args[7], V = (int)args[8], end = min_int(n, ((int)task + 1) * 8);
  for (int t = (int)task * 8; t < end; t++) {
    float *z = AT(float, args[0]) + (long)t * args[1];
    const float *sums = AT(float, args[6]) + 2 * t;
    v16 shift = splat(sums[0]), scale = splat(1.0f / sums[1]), level = splat(sums[0] + log_float(sums[1]));
    v16 g_logprob = splat(AT(float, args[3])[t]), g_entropy = splat(AT(float, args[4])[t]);
    v16 entropy = splat(AT(float, args[5])[t]);
    for (int j = V; j < PADDED(V); j++) z[j] = MASKED;
    for (int j = 0; j < V; j += 16) {
      v16 p = exp16(load16(z + j) - shift) * scale;
      v16 logp = select16(p > splat(0.0f), load16(z + j) - level, splat(0.0f));
      store16(z + j, -(g_logprob * p) - g_entropy * p * (logp + entropy));
    }
    int target = AT(int, args[2])[t];
    z[target] = z[target] + AT(float, args[3])[t];
  }
}

/* values[t] = w . h[t]. args: h, w, values, T, d */
KERNEL scalar_head(const u32 *args, u32 task) {
  int T = (int)args[3], d = (int)args[4], end = min_int(T, ((int)task + 1) * 64);
  const float *w = AT(float, args[1]);
  for (int t = (int)task * 64; t < end; t++) {
    const float *h = AT(float, args[0]) + (long)t * d;
    v16 sum = splat(0.0f);
    for (int i = 0; i < d; i += 16) sum += load16(h + i) * load16(w + i);
    AT(float, args[2])[t] = sum16(sum);
  }
}

/* dh[t] = g[t] w. args: g, w, dh, T, d */
KERNEL scalar_head_gradient(const u32 *args, u32 task) {
  int T = (int)args[3], d = (int)args[4], end = min_int(T, ((int)task + 1) * 64);
  for (int t = (int)task * 64; t < end; t++) {
    v16 g = splat(AT(float, args[0])[t]);
    for (int i = 0; i < d; i += 16)
      store16(AT(float, args[2]) + (long)t * d + i, g * load16(AT(float, args[1]) + i));
  }
}

/* dw += sum over t of g[t] h[t], 16 columns a task. args: g, h, dw, T, d */
KERNEL scalar_weight_gradient(const u32 *args, u32 task) {
  int T = (int)args[3], d = (int)args[4], column = (int)task * 16;
  float *dw = AT(float, args[2]) + column;
  v16 sum = load16(dw);
  for (int t = 0; t < T; t++) sum += splat(AT(float, args[0])[t]) * load16(AT(float, args[1]) + (long)t * d + column);
  store16(dw, sum);
}

/* True when token a comes before token b: more likely, or equally likely with the lower id. */
INLINE int before(const float *z, int a, int b) { return z[a] > z[b] || (z[a] == z[b] && a < b); }

/* Sorts ids[0..n) so that the most likely comes first (heap sort: no worst case, no extra memory). */
static __attribute__((noinline)) void sort_ids(const float *z, int *ids, int n) {
  for (int phase = n / 2 - 1, end = n; end > 1;) {
    int root;
    if (phase >= 0) {
      root = phase--;
    } else {
      int last = ids[--end];
      ids[end] = ids[0], ids[0] = last, root = 0;
    }
    for (int child; (child = 2 * root + 1) < end; root = child) {
      if (child + 1 < end && before(z, ids[child], ids[child + 1])) child++;
      if (!before(z, ids[root], ids[child])) break;
      int swap = ids[root];
      ids[root] = ids[child], ids[child] = swap;
    }
  }
}

/*
 * Draws a token from each row of logits: temperature (0: the most likely), then top-k, then top-p on what is
 * left, then the inverse of the cumulative distribution in the order of ids at uniform[t].
 * Log-probability and entropy are those of the whole distribution at temperature 1, with the bits of token_scores.
 * args: logits, ld, uniform, tokens, logprobs, entropies, n, V, temperature, top_k, top_p. scratch: 2 V words.
 */
KERNEL sample(const u32 *args, u32 task, float *scratch) {
  int V = (int)args[7], top_k = (int)args[9], t = (int)task, chosen = 0;
  float temperature = as_float(args[8]), top_p = as_float(args[10]);
  float *z = AT(float, args[0]) + (long)t * args[1], *p = scratch, max, sum;
  int *ids = (int *)(scratch + PADDED(V));
  float lse = log_sum_exp(z, V, p, &max, &sum);
  AT(float, args[5])[t] = entropy_of(z, p, V, sum, lse);
  if (temperature == 0.0f) {
    for (int j = 1; j < V; j++) chosen = z[j] > z[chosen] ? j : chosen;
  } else {
    v16 shift = splat(max), scale = splat(1.0f / temperature);
    for (int j = 0; j < V && temperature != 1.0f; j += 16) store16(p + j, exp16((load16(z + j) - shift) * scale));
    if ((top_k > 0 && top_k < V) || top_p < 1.0f) {
      for (int j = 0; j < V; j++) ids[j] = j;
      sort_ids(z, ids, V);
      int keep = top_k > 0 ? min_int(top_k, V) : V;
      float total = 0.0f, reached = 0.0f;
      for (int i = 0; i < keep; i++) total += p[ids[i]];
      int last = 0;
      while (last < keep && reached < top_p * total) reached += p[ids[last++]];
      for (int i = max_int(last, 1); i < V; i++) p[ids[i]] = 0.0f;
    }
    float total = 0.0f, reached = 0.0f;
    for (int j = 0; j < V; j++) total += p[j];
    float wanted = AT(float, args[2])[t] * total;
    for (int j = 0; j < V; j++) {
      if (p[j] <= 0.0f) continue;
      chosen = j;
      reached += p[j];
      if (reached > wanted) break;
    }
  }
  AT(int, args[3])[t] = chosen;
  AT(float, args[4])[t] = z[chosen] - lse;
}

#endif
