/*
 * What every kernel stands on: addresses in the one shared memory, the 16-lane vector, and exp and log.
 *
 * Same bytes everywhere: no fused multiply-add (the build passes -ffp-contract=off), sums run in the order of
 * their index or over 16 virtual lanes that one fixed tree joins, and exp and log are our own polynomials.
 * A vector of 16 floats is one register with AVX-512, two with AVX2, four with SSE, NEON or WebAssembly; the
 * lanes, and so the results, are the same.
 */
#ifndef POSTTRAIN_BASE_H
#define POSTTRAIN_BASE_H

typedef unsigned int u32;
typedef __UINTPTR_TYPE__ address;
typedef float v8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int i16 __attribute__((vector_size(64), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define KERNEL static __attribute__((noinline)) void

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

/* Kernels get byte offsets into the memory. In WebAssembly those are the addresses. */
#if defined(__wasm__)
#define memory_base ((address)0)
#else
extern __thread char *posttrain_memory;
#define memory_base ((address)posttrain_memory)
#endif
#define AT(type, offset) ((type *)(memory_base + (address)(offset)))

INLINE float as_float(u32 bits) {
  float value;
  __builtin_memcpy(&value, &bits, 4);
  return value;
}

INLINE v16 load16(const float *p) { return *(const v16 *)p; }
INLINE void store16(float *p, v16 v) { *(v16 *)p = v; }
/* Written out: `(v16){0} + x` would cost an addition, for compilers must keep the sign of a zero. */
INLINE v16 splat(float x) { return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE v16 select16(i16 mask, v16 a, v16 b) { return (v16)(((i16)a & mask) | ((i16)b & ~mask)); }
INLINE int min_int(int a, int b) { return a < b ? a : b; }
INLINE int max_int(int a, int b) { return a > b ? a : b; }

/* Sum of the lanes: 8 + 8, 4 + 4, 2 + 2, 1 + 1. */
typedef float half8 __attribute__((vector_size(32)));
typedef float half4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef int whole8 __attribute__((vector_size(32)));
typedef union { v16 all; half8 half[2]; } lanes16;
typedef union { half8 all; half4 half[2]; } lanes8;

INLINE half8 larger8(half8 a, half8 b) {
  whole8 first = a > b;
  return (half8)(((whole8)a & first) | ((whole8)b & ~first));
}

INLINE float sum16(v16 v) {
  lanes16 x = {v};
  lanes8 y = {x.half[0] + x.half[1]};
  half4 z = y.half[0] + y.half[1];
  return (z[0] + z[2]) + (z[1] + z[3]);
}

INLINE float max16(v16 v) {
  lanes16 x = {v};
  lanes8 y = {larger8(x.half[0], x.half[1])};
  half4 z = y.half[0], w = y.half[1];
  float a = z[0] > w[0] ? z[0] : w[0], b = z[1] > w[1] ? z[1] : w[1];
  float c = z[2] > w[2] ? z[2] : w[2], d = z[3] > w[3] ? z[3] : w[3];
  a = a > c ? a : c, b = b > d ? b : d;
  return a > b ? a : b;
}

/*
 * exp to about 2 ulp: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial in r, times 2^n (the reduction and the
 * coefficients are those of Cephes' expf). 0 below -87, clamped above 88.
 */
INLINE v16 exp16(v16 x) {
  const v16 magic = splat(12582912.0f); /* adding 1.5 * 2^23 rounds to an integer in the low mantissa bits */
  i16 tiny = x < splat(-87.0f);
  x = select16(x > splat(88.0f), splat(88.0f), x);
  x = select16(tiny, splat(0.0f), x);
  v16 shifted = x * splat(1.44269504f) + magic;
  v16 n = shifted - magic;
  v16 r = x - n * splat(0.693359375f);
  r = r - n * splat(-2.12194440e-4f);
  v16 p = splat(1.9875691500e-4f);
  p = p * r + splat(1.3981999507e-3f);
  p = p * r + splat(8.3334519073e-3f);
  p = p * r + splat(4.1665795894e-2f);
  p = p * r + splat(1.6666665459e-1f);
  p = p * r + splat(5.0000001201e-1f);
  p = p * (r * r) + r + splat(1.0f);
  i16 scale = ((i16)shifted - 0x4B400000 + 127) << 23;
  return select16(tiny, splat(0.0f), p * (v16)scale);
}

/* Natural logarithm of a positive normal number, to about 1 ulp (Cephes' logf). */
INLINE float log_float(float x) {
  u32 bits;
  __builtin_memcpy(&bits, &x, 4);
  int e = (int)(bits >> 23) - 126;
  float m = as_float((bits & 0x007FFFFFu) | 0x3F000000u); /* in [0.5, 1) */
  if (m < 0.707106781f) {
    e -= 1;
    m = m + m;
  }
  m = m - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float fe = (float)e;
  float y = m * z * p;
  y = y + -2.12194440e-4f * fe;
  y = y - 0.5f * z;
  return m + y + 0.693359375f * fe;
}

/* Correctly rounded in hardware everywhere; without libm. */
INLINE float sqrt_float(float x) { return __builtin_sqrtf(x); }
INLINE v16 sqrt16(v16 v) {
  float x[16];
  store16(x, v);
#if defined(__wasm__) /* where clang leaves the loop scalar */
  for (int i = 0; i < 16; i += 4) *(half4 *)(x + i) = __builtin_wasm_sqrt_f32x4(*(half4 *)(x + i));
#else
  for (int i = 0; i < 16; i++) x[i] = sqrt_float(x[i]);
#endif
  return load16(x);
}

#endif
