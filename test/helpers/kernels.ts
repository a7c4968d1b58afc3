/**
 * Runs kernels on buffers of exactly the sizes that their contract states. Around each buffer lie guards, and what
 * a kernel only writes starts as NaN: an operation that writes beside its buffers, leaves a number out or lets
 * one in from outside shows.
 *
 * With POSTTRAIN_RECORD set to a folder, each run is also written there, to be replayed under the sanitizers
 * (`node scripts/sanitize-kernels.mjs`): kernels are then tried with the very sizes that the tests try.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { operationBytes, type Program } from '../../src/engine/program';
import { Random } from '../../src/random';
import { builds, testEngine } from './engines';

/** What a kernel reads (and may change), or the number of floats that it writes. */
export type Content = Float32Array | Int32Array | number;
type Left<C> = C extends Int32Array ? Int32Array : Float32Array;

/** Every build, with one thread and with more. `engine()` is started once. */
export const settings = builds.flatMap((build) =>
  [1, 3].map((threads) => {
    let engine: Promise<Engine> | undefined;
    return { build, threads, engine: () => (engine ??= testEngine(build, threads)) };
  }),
);

const guardWords = 16;
/** A NaN that no kernel makes. */
const guard = 0x7fc0ba5e;

/**
 * @param buffers by name.
 * @param write the operations, on the buffers' offsets.
 * @param scratchFloats as `Engine.run` takes it.
 * @returns what the buffers hold afterwards. Throws an Error that names a buffer whose guard was overwritten.
 */
export function runKernels<B extends Record<string, Content>>(
  engine: Engine,
  buffers: B,
  write: (program: Program, at: Record<keyof B, number>) => void,
  scratchFloats = 0,
): { [Name in keyof B]: Left<B[Name]> } {
  const lengths = Object.entries(buffers).map(([name, content]) => {
    return { name, content, length: typeof content === 'number' ? content : content.length };
  });
  const total = lengths.reduce(
    (sum, { length }) => sum + Math.ceil(length / 16) * 16 + 2 * guardWords,
    guardWords,
  );
  const { all } = engine.arena.plan({ all: total });
  engine.memory.ints(all, total).fill(guard);
  let next = all + 4 * guardWords;
  const places = lengths.map(({ name, content, length }) => {
    const offset = next;
    next += 4 * (Math.ceil(length / 16) * 16 + guardWords);
    if (content instanceof Float32Array) engine.memory.floats(offset, length).set(content);
    else if (content instanceof Int32Array) engine.memory.ints(offset, length).set(content);
    return { name, offset, length, whole: content instanceof Int32Array };
  });
  const program = engine.program.clear();
  write(
    program,
    Object.fromEntries(places.map(({ name, offset }) => [name, offset])) as Record<keyof B, number>,
  );
  const record = recorder(engine, program, places, scratchFloats);
  engine.run(program, scratchFloats);
  record?.();
  places.forEach(({ name, offset, length }, i) => {
    const end = places[i + 1]?.offset ?? next;
    const behind = engine.memory.ints(offset + 4 * length, end / 4 - offset / 4 - length);
    const before = engine.memory.ints(offset - 4 * guardWords, guardWords);
    if ([...before, ...behind].some((word) => word !== guard))
      throw new Error(`a kernel wrote beside ${name}`);
  });
  return Object.fromEntries(
    places.map(({ name, offset, length, whole }) => [
      name,
      (whole ? engine.memory.ints(offset, length) : engine.memory.floats(offset, length)).slice(),
    ]),
  ) as { [Name in keyof B]: Left<B[Name]> };
}

/**
 * Keeps what a run reads; what it returns adds what the run left and writes both to the folder of recordings, in
 * the form that test/engine/replay.c reads.
 */
function recorder(
  engine: Engine,
  program: Program,
  places: readonly { offset: number; length: number }[],
  scratchFloats: number,
): (() => void) | undefined {
  const folder = process.env.POSTTRAIN_RECORD;
  if (!folder || engine.threads > 1) return undefined;
  const bytesAt = (offset: number, bytes: number) =>
    Buffer.from(new Uint8Array(engine.memory.wasm.buffer, offset, bytes).slice());
  const buffers = () => places.map(({ offset, length }) => bytesAt(offset, 4 * length));
  const { currentTestName = '' } = expect.getState();
  const name = Buffer.alloc(128);
  name.write(currentTestName, 0, 127);
  const head = [program.panelWidth, program.offset, program.count, scratchFloats, places.length];
  const before = [
    Buffer.from(
      Uint32Array.from([...head, ...places.flatMap(({ offset, length }) => [offset, 4 * length])]).buffer,
    ),
    name,
    bytesAt(program.offset, program.count * operationBytes),
    ...buffers(),
  ];
  return () => appendFileSync(join(folder, `${process.pid}.bin`), Buffer.concat([...before, ...buffers()]));
}

/** Normal numbers. */
export function normals(seed: number, length: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => random.normal());
}

/** Whole numbers below `limit`. */
export function wholeNumbers(seed: number, length: number, limit: number): Int32Array {
  const random = new Random(seed);
  return Int32Array.from({ length }, () => random.int(limit));
}

/** Asserts that no number is further off than `tolerance` times the largest one expected (or 1). */
export function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 2e-6): void {
  expect(got.length).toBe(expected.length);
  let scale = 1;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  for (let i = 0; i < got.length; i++)
    if (!(Math.abs(got[i] - expected[i]) <= tolerance * scale))
      expect.fail(`at ${i}: got ${got[i]}, expected ${expected[i]} (scale ${scale})`);
}

/**
 * The gradient of sum_i weights_i f(x)_i by central differences in double precision, against the one claimed: at
 * every place of a short x, at 30 places of a long one.
 */
export function expectGradient(
  claimed: ArrayLike<number>,
  f: (x: Float64Array) => ArrayLike<number>,
  x: Float32Array,
  weights: ArrayLike<number>,
  tolerance = 1e-5,
): void {
  expect(claimed.length).toBe(x.length);
  const random = new Random(x.length);
  const all = Array.from(x, (_, i) => i);
  const places = x.length <= 120 ? all : Array.from({ length: 30 }, () => random.int(x.length));
  const loss = (moved: Float64Array) => {
    const y = f(moved);
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += y[i] * weights[i];
    return sum;
  };
  const change = 1e-4;
  const moved = Float64Array.from(x);
  const slopes = places.map((i) => {
    const sides = [change, -change].map((by) => {
      moved[i] = x[i] + by;
      return loss(moved);
    });
    moved[i] = x[i];
    return (sides[0] - sides[1]) / (2 * change);
  });
  expectClose(
    places.map((i) => claimed[i]),
    slopes,
    tolerance,
  );
}
