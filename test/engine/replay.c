/*
 * Runs recorded kernel tests (test/helpers/kernels.ts) again under the sanitizers. Each recording holds a program,
 * the buffers it may touch, and what they held before and after. All of the memory beside those buffers and the
 * scratch is poisoned, so that AddressSanitizer reports any access one byte outside; and the result must be the
 * recorded one to the last bit. With several threads, ThreadSanitizer watches them.
 *
 *   replay <threads> <recording>...
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../src/engine/kernels/kernels.c"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

__thread char *posttrain_memory;

#define MEMORY_BYTES (1ul << 30)
#define SCRATCH_AT (1ul << 29) /* above every recorded offset; one scratch a thread, poison between them */
#define SCRATCH_STEP (1ul << 23)
#define BARRIER_AT 64u
#define MOST_BUFFERS 64
#define MOST_THREADS 16

typedef struct { u32 panel_width, program, count, scratch_floats, buffers; } head;
typedef struct { u32 at, bytes; } place;
typedef struct { char *memory; u32 program, count, threads, thread; pthread_barrier_t *start; } work;

static void *run_thread(void *argument) {
  work *w = argument;
  posttrain_memory = w->memory;
  pthread_barrier_wait(w->start); /* else the first thread would do all before the others are there */
  run(w->program, w->count, w->threads, BARRIER_AT, (u32)(SCRATCH_AT + w->thread * SCRATCH_STEP));
  return 0;
}

static void need(int fine, const char *what) {
  if (fine) return;
  fprintf(stderr, "replay: %s\n", what);
  exit(1);
}

static void read_exactly(FILE *file, void *to, size_t bytes) {
  need(fread(to, 1, bytes, file) == bytes, "a recording is cut short");
}

/* Gives a range of the memory free, and fills it from the file. */
static void load(FILE *file, char *memory, u32 at, size_t bytes) {
  need(at + bytes <= SCRATCH_AT, "a recording lies too high in memory");
  ASAN_UNPOISON_MEMORY_REGION(memory + at, bytes);
  read_exactly(file, memory + at, bytes);
}

/* One recording; 0 at the end of the file, 1 when it was run, 2 when it is of another panel width. */
static int replay(FILE *file, char *memory, u32 threads) {
  head h;
  place places[MOST_BUFFERS];
  char name[128];
  if (fread(&h, sizeof h, 1, file) != 1) return 0;
  need(h.buffers <= MOST_BUFFERS, "too many buffers");
  read_exactly(file, places, h.buffers * sizeof(place));
  read_exactly(file, name, sizeof name);
  ASAN_POISON_MEMORY_REGION(memory, MEMORY_BYTES);
  load(file, memory, h.program, h.count * OP_WORDS * sizeof(u32));
  for (u32 i = 0; i < h.buffers; i++) load(file, memory, places[i].at, places[i].bytes);
  ASAN_UNPOISON_MEMORY_REGION(memory + BARRIER_AT, 2 * sizeof(u32));
  need(h.scratch_floats * 4ul < SCRATCH_STEP, "too much scratch");
  for (u32 t = 0; t < threads; t++)
    ASAN_UNPOISON_MEMORY_REGION(memory + SCRATCH_AT + t * SCRATCH_STEP, h.scratch_floats * 4ul);
  int fitting = h.panel_width == panel_width();
  if (fitting) {
    pthread_t started[MOST_THREADS];
    work w[MOST_THREADS];
    pthread_barrier_t start;
    pthread_barrier_init(&start, 0, threads);
    for (u32 t = 0; t < threads; t++) {
      w[t] = (work){memory, h.program, h.count, threads, t, &start};
      if (t > 0) need(pthread_create(&started[t], 0, run_thread, &w[t]) == 0, "no thread");
    }
    run_thread(&w[0]);
    for (u32 t = 1; t < threads; t++) pthread_join(started[t], 0);
    pthread_barrier_destroy(&start);
  }
  for (u32 i = 0; i < h.buffers; i++) {
    char *expected = malloc(places[i].bytes);
    read_exactly(file, expected, places[i].bytes);
    if (fitting && memcmp(expected, memory + places[i].at, places[i].bytes) != 0) {
      fprintf(stderr, "replay: buffer %u differs from the recording: %s\n", i, name);
      exit(1);
    }
    free(expected);
  }
  return fitting ? 1 : 2;
}

int main(int count, char **arguments) {
  need(count > 2, "usage: replay <threads> <recording>...");
  u32 threads = (u32)atoi(arguments[1]);
  need(threads >= 1 && threads <= MOST_THREADS, "1 to 16 threads");
  char *memory = mmap(0, MEMORY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  need(memory != MAP_FAILED, "no memory");
  int ran = 0, other = 0;
  for (int i = 2; i < count; i++) {
    FILE *file = fopen(arguments[i], "rb");
    need(file != 0, "a recording cannot be opened");
    for (int result; (result = replay(file, memory, threads));) result == 1 ? ran++ : other++;
    fclose(file);
  }
  need(ran > 0, "no recording for this panel width");
  printf("%d recordings replayed by %u thread(s), %d of another panel width left out\n", ran, threads, other);
  return 0;
}
