/*
 * Matrix product C = init + A B, the one place where the time goes.
 *
 * B is packed first into panels of NR columns, k by k, so that the inner loop reads it in order. The inner
 * loop keeps an MR x NR tile of C in registers and adds products in the order of k; the tile's size follows
 * the machine's registers and does not change the sums. A is read in place, or, when it is transposed (weight
 * gradients), copied tile by tile into the thread's scratch first.
 */
#ifndef POSTTRAIN_GEMM_H
#define POSTTRAIN_GEMM_H
#include "base.h"

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define MR 12
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#define MR 6
#elif defined(__aarch64__)
#define VECTOR_BYTES 16
#define MR 8
#else
#define VECTOR_BYTES 16
#define MR 4 /* V8 has 15 registers to give; a larger tile spills and halves the speed */
#endif
typedef float vec __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
#define LANES (VECTOR_BYTES / 4)
#if VECTOR_BYTES == 64
INLINE vec broadcast(float x) { return splat(x); }
#elif VECTOR_BYTES == 32
INLINE vec broadcast(float x) { return (vec){x, x, x, x, x, x, x, x}; }
#else
INLINE vec broadcast(float x) { return (vec){x, x, x, x}; }
#endif
#define NR (2 * LANES)
#define KC 256 /* a panel of KC x NR floats stays in the first-level cache */

/* Four vectors of four floats, turned. */
typedef float v4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef int i4 __attribute__((vector_size(16)));
#if defined(__clang__)
#define SHUFFLE4(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define SHUFFLE4(a, b, i, j, k, l) __builtin_shuffle(a, b, (i4){i, j, k, l})
#endif
INLINE void turn4(const float *x, long ld, v4 out[4]) {
  v4 a = *(const v4 *)x, b = *(const v4 *)(x + ld), c = *(const v4 *)(x + 2 * ld), d = *(const v4 *)(x + 3 * ld);
  v4 ac = SHUFFLE4(a, c, 0, 4, 1, 5), bd = SHUFFLE4(b, d, 0, 4, 1, 5);
  v4 ac2 = SHUFFLE4(a, c, 2, 6, 3, 7), bd2 = SHUFFLE4(b, d, 2, 6, 3, 7);
  out[0] = SHUFFLE4(ac, bd, 0, 4, 1, 5), out[1] = SHUFFLE4(ac, bd, 2, 6, 3, 7);
  out[2] = SHUFFLE4(ac2, bd2, 0, 4, 1, 5), out[3] = SHUFFLE4(ac2, bd2, 2, 6, 3, 7);
}

/* A panel from the rows of x: packed[k][j] = x[j * ld + k] for j < columns, else 0. */
static __attribute__((noinline)) void pack_turned(const float *x, long ld, int columns, int K, float *packed) {
  int j = 0;
  for (; j + 4 <= columns; j += 4) {
    const float *from = x + j * ld;
    float *to = packed + j;
    int k = 0;
    for (; k + 4 <= K; k += 4) {
      v4 turned[4];
      turn4(from + k, ld, turned);
      for (int i = 0; i < 4; i++) *(v4 *)(to + (long)(k + i) * NR) = turned[i];
    }
    for (; k < K; k++)
      for (int i = 0; i < 4; i++) to[(long)k * NR + i] = from[i * ld + k];
  }
  for (; j < NR; j++)
    for (int k = 0; k < K; k++) packed[(long)k * NR + j] = j < columns ? x[j * ld + k] : 0.0f;
}

/*
 * Packs panel `task` of B: B(k, j) = source[k * row_stride + j * column_stride], missing columns are 0; one of
 * the strides is 1. args: source, row_stride, column_stride, K, N, packed
 */
KERNEL pack_b(const u32 *args, u32 task) {
  const float *source = AT(float, args[0]);
  long row_stride = args[1], column_stride = args[2];
  int K = (int)args[3], N = (int)args[4], first = (int)task * NR;
  float *packed = AT(float, args[5]) + (long)first * K;
  int columns = min_int(NR, N - first);
  if (row_stride == 1) {
    pack_turned(source + first * column_stride, column_stride, columns, K, packed);
    return;
  }
  for (int k = 0; k < K; k++, packed += NR) {
    const float *row = source + k * row_stride + first;
    if (columns == NR) {
      __builtin_memcpy(packed, row, NR * sizeof(float));
    } else {
      for (int j = 0; j < NR; j++) packed[j] = j < columns ? row[j] : 0.0f;
    }
  }
}

/*
 * C[rows, vecs vectors] = init + A B over kc steps of k; A(r, k) = a[r * row_step + k * k_step], and B's vectors
 * lie two to a panel, `panel_step` floats from panel to panel, `b_step` from k to k.
 */
INLINE void tile(const int rows, const int vecs, const float *a, long row_step, long k_step, const float *b,
                 long b_step, long panel_step, int kc, const float *init, long ld_init, float *c, long ldc) {
  vec acc[MR > 8 ? MR * 2 : 16];
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < vecs; v++)
      acc[r * vecs + v] = init ? *(const vec *)(init + r * ld_init + v * LANES) : (vec){0};
  for (int k = 0; k < kc; k++) {
    vec y[8];
    UNROLL for (int v = 0; v < vecs; v++) y[v] = *(const vec *)(b + v / 2 * panel_step + v % 2 * LANES);
    UNROLL for (int r = 0; r < rows; r++) {
      vec x = broadcast(a[r * row_step]);
      UNROLL for (int v = 0; v < vecs; v++) acc[r * vecs + v] += x * y[v];
    }
    a += k_step;
    b += b_step;
  }
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < vecs; v++) *(vec *)(c + r * ldc + v * LANES) = acc[r * vecs + v];
}

INLINE void tile_rows(int rows, const float *a, long row_step, long k_step, const float *b, int kc,
                      const float *init, long ld_init, float *c, long ldc) {
  if (rows == MR) {
    tile(MR, 2, a, row_step, k_step, b, NR, 0, kc, init, ld_init, c, ldc);
    return;
  }
  while (rows >= 4) {
    tile(4, 2, a, row_step, k_step, b, NR, 0, kc, init, ld_init, c, ldc);
    rows -= 4, a += 4 * row_step, c += 4 * ldc, init = init ? init + 4 * ld_init : init;
  }
  while (rows >= 1) {
    tile(1, 2, a, row_step, k_step, b, NR, 0, kc, init, ld_init, c, ldc);
    rows -= 1, a += row_step, c += ldc, init = init ? init + ld_init : init;
  }
}

/*
 * A small product on operands as they lie, for attention: C[rows, columns] (+)= A B, columns a multiple of 16.
 * B is in panels as `tile` takes them. A single row takes four panels at once, for one is not enough to hide
 * how long an addition takes.
 */
INLINE void product(int rows, int columns, const float *a, long row_step, long k_step, const float *b, long b_step,
                    long panel_step, int kc, int accumulate, float *c, long ldc) {
  for (int first = 0, n; first < rows; first += n) {
    int left = rows - first;
    n = left >= MR ? MR : left >= 4 ? 4 : 1;
    const float *from = a + first * row_step;
    float *to = c + first * ldc;
    int j = 0;
    for (; n == 1 && j + 4 * NR <= columns; j += 4 * NR)
      tile(1, 8, from, row_step, k_step, b + j / NR * panel_step, b_step, panel_step, kc, accumulate ? to + j : 0,
           ldc, to + j, ldc);
    for (; j < columns; j += NR) {
      const float *panel = b + j / NR * panel_step, *init = accumulate ? to + j : 0;
      if (columns - j < NR) { /* half a panel: where a vector is 16 floats */
        if (n == MR)
          tile(MR, 1, from, row_step, k_step, panel, b_step, 0, kc, init, ldc, to + j, ldc);
        else if (n == 4)
          tile(4, 1, from, row_step, k_step, panel, b_step, 0, kc, init, ldc, to + j, ldc);
        else
          tile(1, 1, from, row_step, k_step, panel, b_step, 0, kc, init, ldc, to + j, ldc);
      } else if (n == MR)
        tile(MR, 2, from, row_step, k_step, panel, b_step, 0, kc, init, ldc, to + j, ldc);
      else if (n == 4)
        tile(4, 2, from, row_step, k_step, panel, b_step, 0, kc, init, ldc, to + j, ldc);
      else
        tile(1, 2, from, row_step, k_step, panel, b_step, 0, kc, init, ldc, to + j, ldc);
    }
  }
}

/* C (+)= A B and C (+)= A^T B with A's rows `lda` floats apart. */
static __attribute__((noinline)) void product_plain(int rows, int columns, const float *a, long lda, const float *b,
                                                    long b_step, long panel_step, int kc, float *c, long ldc) {
  product(rows, columns, a, lda, 1, b, b_step, panel_step, kc, 0, c, ldc);
}

static __attribute__((noinline)) void product_transposed(int rows, int columns, const float *a, long lda,
                                                         const float *b, long b_step, int kc, int accumulate,
                                                         float *c, long ldc) {
  product(rows, columns, a, 1, lda, b, b_step, NR, kc, accumulate, c, ldc);
}

/* The last panel may be narrower than NR: through a full-width copy. */
static __attribute__((noinline)) void tile_edge(int rows, int columns, const float *a, long row_step, long k_step,
                                                const float *b, int kc, const float *init, long ld_init,
                                                float *c, long ldc) {
  float in[MR * NR], out[MR * NR];
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < NR; j++) in[r * NR + j] = init && j < columns ? init[r * ld_init + j] : 0.0f;
  tile_rows(rows, a, row_step, k_step, b, kc, in, NR, out, NR);
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < columns; j++) c[r * ldc + j] = out[r * NR + j];
}

/*
 * Copies A^T's block into tiles of MR rows, k by k: A(r, k) = a[k * lda + r]. Reads whole rows, ahead of time;
 * tiles lie a little more than kc steps apart, or their heads would compete for one set of the cache.
 */
#define TILE_FLOATS(kc) ((long)((kc) + 8) * MR)
INLINE void pack_a(const float *a, long lda, int rows, int kc, float *packed) {
  int whole = rows / MR * MR;
  for (int k = 0; k < kc; k++) {
    const float *from = a + k * lda;
    float *to = packed + k * MR;
    for (int i = 0; i < rows; i += 16) __builtin_prefetch(from + 8 * lda + i);
    for (int first = 0; first < whole; first += MR) __builtin_memcpy(to + first / MR * TILE_FLOATS(kc), from + first, MR * sizeof(float));
    for (int r = whole; r < rows; r++) to[whole / MR * TILE_FLOATS(kc) + r - whole] = from[r];
  }
}

/*
 * One block of C. Blocks are mc x nc (nc a multiple of NR) and cover C row by row of blocks.
 * args: A, lda, transposed, packed B, C, ldc, init (0: none), M, N, K, mc, nc
 * `scratch` holds mc x (KC + 8) floats when A is transposed.
 */
KERNEL gemm(const u32 *args, u32 task, float *scratch) {
  const float *A = AT(float, args[0]), *B = AT(float, args[3]);
  long lda = args[1], ldc = args[5];
  int transposed = (int)args[2];
  float *C = AT(float, args[4]);
  const float *init = args[6] ? AT(float, args[6]) : 0;
  int M = (int)args[7], N = (int)args[8], K = (int)args[9], mc = (int)args[10], nc = (int)args[11];
  int blocks = (N + nc - 1) / nc;
  int i0 = (int)task / blocks * mc, j0 = (int)task % blocks * nc;
  int i1 = min_int(M, i0 + mc), j1 = min_int(N, j0 + nc);
  for (int k0 = 0; k0 < K; k0 += KC) {
    int kc = min_int(KC, K - k0);
    const float *block = A + (transposed ? k0 * lda + i0 : i0 * lda + k0);
    if (transposed) pack_a(block, lda, i1 - i0, kc, scratch);
    for (int j = j0; j < j1; j += NR) {
      const float *panel = B + (long)j * K + (long)k0 * NR;
      for (int i = i0; i < i1; i += MR) {
        int rows = min_int(MR, i1 - i);
        const float *a = transposed ? scratch + (i - i0) / MR * TILE_FLOATS(kc) : block + (i - i0) * lda;
        long row_step = transposed ? 1 : lda, k_step = transposed ? MR : 1;
        float *c = C + i * ldc + j;
        const float *from = k0 ? c : init ? init + i * ldc + j : 0;
        if (j1 - j < NR)
          tile_edge(rows, j1 - j, a, row_step, k_step, panel, kc, from, ldc, c, ldc);
        else if (transposed)
          tile_rows(rows, a, 1, MR, panel, kc, from, ldc, c, ldc);
        else
          tile_rows(rows, a, lda, 1, panel, kc, from, ldc, c, ldc);
      }
    }
  }
}

/*
 * C = init + A W^T with W as it is stored, [N, K]: for a row of A or a few, where packing W would cost more than
 * it saves. Each weight is read once a row and turned in registers, so that sums run in the order of k as ever.
 * Task = THIN columns. args: A, lda, W, C, ldc, init (0: none), M, N, K
 */
#define THIN 64
KERNEL thin_product(const u32 *args, u32 task) {
  long lda = args[1], ldc = args[4];
  int M = (int)args[6], N = (int)args[7], K = (int)args[8], end = min_int(N, ((int)task + 1) * THIN);
  for (int j = (int)task * THIN; j < end; j += 16)
    for (int m = 0; m < M; m++) {
      const float *a = AT(float, args[0]) + m * lda, *w = AT(float, args[2]) + (long)j * K;
      const float *init = args[5] ? AT(float, args[5]) + m * ldc + j : 0;
      float *c = AT(float, args[3]) + m * ldc + j;
      if (end - j < 16) {
        for (int i = 0; i < end - j; i++) {
          float sum = init ? init[i] : 0.0f;
          for (int k = 0; k < K; k++) sum += a[k] * w[(long)i * K + k];
          c[i] = sum;
        }
        continue;
      }
      v4 sum[4];
      UNROLL for (int g = 0; g < 4; g++) sum[g] = init ? *(const v4 *)(init + 4 * g) : (v4){0};
      int k = 0;
      for (; k + 4 <= K; k += 4) {
        if (m == 0 && k % 16 == 0) /* the same lines of the next 16 columns */
          UNROLL for (int i = 0; i < 16; i++) __builtin_prefetch(w + (long)(16 + i) * K + k);
        UNROLL for (int g = 0; g < 4; g++) {
          v4 turned[4];
          turn4(w + (long)(4 * g) * K + k, K, turned);
          UNROLL for (int i = 0; i < 4; i++) sum[g] += (v4){a[k + i], a[k + i], a[k + i], a[k + i]} * turned[i];
        }
      }
      for (; k < K; k++)
        UNROLL for (int g = 0; g < 4; g++) {
          const float *column = w + (long)(4 * g) * K + k;
          v4 x = {a[k], a[k], a[k], a[k]};
          sum[g] += x * (v4){column[0], column[K], column[2L * K], column[3L * K]};
        }
      UNROLL for (int g = 0; g < 4; g++) *(v4 *)(c + 4 * g) = sum[g];
    }
}

#endif
