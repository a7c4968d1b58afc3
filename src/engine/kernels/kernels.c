/*
 * The interpreter: a program is a list of operations in the shared memory, which all threads run through
 * together. An operation is 32 words: its code, its number of tasks, the next task to be taken, its arguments
 * (byte offsets, integers, floats as bits), and last the length of the chain that it begins (1: it stands alone).
 * Threads take tasks as they come free; every task writes its own part of the result, so who took it does not
 * matter. In a chain, task i of an operation reads what task i of those before it wrote, and one thread takes it
 * through all of them while that is in its caches. A barrier ends each chain.
 *
 * Compiled twice from this file: to WebAssembly, and to native code behind addon.c.
 */
#include "attention.h"
#include "base.h"
#include "gemm.h"
#include "head.h"
#include "layers.h"
#include "optimizer.h"

#define OP_WORDS 32
#define CHAIN 31

enum {
  PACK_B, GEMM, EMBED, EMBED_GRADIENT, RMS_NORM, RMS_NORM_GRADIENT, RMS_NORM_GAIN_GRADIENT, ROTARY, SWIGLU,
  SWIGLU_GRADIENT, GATHER_ROWS, SCATTER_ROWS, FILL_ZERO, ATTENTION, ATTENTION_GRADIENT, CACHE_WRITE,
  CACHE_ATTENTION, TOKEN_SCORES, TOKEN_SCORES_GRADIENT, SCALAR_HEAD, SCALAR_HEAD_GRADIENT,
  SCALAR_WEIGHT_GRADIENT, SAMPLE, SUM_SQUARES, CLIP_FACTOR, ADAMW,
  THIN_PRODUCT, ADD_TO_ROWS, SUM_ROWS, HEAD_NORM, HEAD_NORM_GRADIENT, HEAD_NORM_GAIN_GRADIENT
};

static void run_task(u32 code, const u32 *args, u32 task, float *scratch) {
  switch (code) {
    case PACK_B: pack_b(args, task); break;
    case GEMM: gemm(args, task, scratch); break;
    case EMBED: embed(args, task); break;
    case EMBED_GRADIENT: embed_gradient(args, task); break;
    case RMS_NORM: rms_norm(args, task); break;
    case RMS_NORM_GRADIENT: rms_norm_gradient(args, task); break;
    case RMS_NORM_GAIN_GRADIENT: rms_norm_gain_gradient(args, task); break;
    case ROTARY: rotary(args, task); break;
    case SWIGLU: swiglu(args, task); break;
    case SWIGLU_GRADIENT: swiglu_gradient(args, task); break;
    case GATHER_ROWS: gather_rows(args, task); break;
    case SCATTER_ROWS: scatter_rows(args, task); break;
    case FILL_ZERO: fill_zero(args, task); break;
    case ATTENTION: attention(args, task, scratch); break;
    case ATTENTION_GRADIENT: attention_gradient(args, task, scratch); break;
    case CACHE_WRITE: cache_write(args, task); break;
    case CACHE_ATTENTION: cache_attention(args, task, scratch); break;
    case TOKEN_SCORES: token_scores(args, task, scratch); break;
    case TOKEN_SCORES_GRADIENT: token_scores_gradient(args, task); break;
    case SCALAR_HEAD: scalar_head(args, task); break;
    case SCALAR_HEAD_GRADIENT: scalar_head_gradient(args, task); break;
    case SCALAR_WEIGHT_GRADIENT: scalar_weight_gradient(args, task); break;
    case SAMPLE: sample(args, task, scratch); break;
    case SUM_SQUARES: sum_squares(args, task); break;
    case CLIP_FACTOR: clip_factor(args); break;
    case ADAMW: adamw(args, task); break;
    case THIN_PRODUCT: thin_product(args, task); break;
    case ADD_TO_ROWS: add_to_rows(args, task); break;
    case SUM_ROWS: sum_rows(args, task); break;
    case HEAD_NORM: head_norm(args, task); break;
    case HEAD_NORM_GRADIENT: head_norm_gradient(args, task); break;
    case HEAD_NORM_GAIN_GRADIENT: head_norm_gain_gradient(args, task); break;
  }
}

/*
 * Waiting: look again and again for some 50 us, which is longer than most tasks last, then give the core up for
 * a moment at a time, so as not to starve the thread that is waited for. WebAssembly has no pause instruction,
 * so it looks more often.
 */
#if defined(__wasm__)
#define SPINS 300000
INLINE void relax(void) {}
static void rest(u32 *word, u32 seen) { __builtin_wasm_memory_atomic_wait32((int *)word, (int)seen, 50000); }
#else
#define SPINS 3000
INLINE void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}
extern int sched_yield(void);
static void rest(u32 *word, u32 seen) {
  (void)word, (void)seen;
  sched_yield();
}
#endif

/* Waits until *word is no longer `seen`, at most `rests` rests after the first spins; the value found. */
INLINE u32 await(u32 *word, u32 seen, int rests) {
  u32 value;
  for (int spins = 0; (value = __atomic_load_n(word, __ATOMIC_ACQUIRE)) == seen;) {
    relax();
    if (spins++ < SPINS) continue;
    spins = SPINS;
    if (rests == 0) break;
    if (rests > 0) rests--;
    rest(word, seen);
  }
  return value;
}

/*
 * Runs `count` operations as one of `threads` threads. `barrier` points at two words (arrived, round), both 0
 * at first. `scratch` is this thread's own.
 */
__attribute__((visibility("default"))) void run(u32 program, u32 count, u32 threads, u32 barrier, u32 scratch) {
  u32 *arrived = AT(u32, barrier), *round = arrived + 1;
  for (u32 i = 0, length; i < count; i += length) {
    u32 *op = AT(u32, program) + (long)i * OP_WORDS, *end;
    u32 seen = __atomic_load_n(round, __ATOMIC_ACQUIRE), task;
    length = op[CHAIN] < count - i ? op[CHAIN] : count - i; /* a profile runs operations one by one */
    end = op + (long)length * OP_WORDS;
    while ((task = __atomic_fetch_add(&op[2], 1, __ATOMIC_RELAXED)) < op[1])
      for (u32 *link = op; link < end; link += OP_WORDS) run_task(link[0], link + 3, task, AT(float, scratch));
    if (__atomic_add_fetch(arrived, 1, __ATOMIC_ACQ_REL) == threads) {
      op[2] = 0; /* so that the program can be run again */
      *arrived = 0;
      __atomic_store_n(round, seen + 1, __ATOMIC_RELEASE);
    } else {
      await(round, seen, -1);
    }
  }
}

/* A short wait for the next program: the word's value, unchanged when nothing came during the spins. */
__attribute__((visibility("default"))) u32 spin(u32 word, u32 seen) { return await(AT(u32, word), seen, 0); }

/* Width of the panels of B, which decides how much room packing needs. */
__attribute__((visibility("default"))) u32 panel_width(void) { return NR; }
