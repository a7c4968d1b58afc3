/**
 * The same bytes after 50 training steps and 1,000 generated tokens from every build of the kernels, with any
 * number of threads, with and without shared memory, and from native code for every vector width that this
 * machine can run.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Kernels } from '../../src/engine/engine';
import { builds, testEngine } from '../helpers/engines';
import { engineHashes, type Hashes } from '../helpers/fingerprints';

const root = join(__dirname, '../..');
let expected: Hashes;
beforeAll(async () => {
  expected = engineHashes(await testEngine('wasm', 1));
});

describe.each(builds)('%s kernels', (build) => {
  // Threads that outnumber the free cores wait for each other at every operation: minutes on a busy machine.
  it.each([1, 2, 4])('with %i threads', { timeout: 300_000 }, async (threads) => {
    expect(engineHashes(await testEngine(build, threads))).toEqual(expected);
  });
});

describe('without shared memory', () => {
  it('gives the same bytes while its memory grows', async () => {
    const engine = await testEngine('wasm', 1, false);
    expect(engine.memory.wasm.buffer).toBeInstanceOf(ArrayBuffer);
    const before = engine.memory.wasm.buffer;
    expect(engineHashes(engine)).toEqual(expected);
    expect(before.byteLength, 'the first buffer is detached').toBe(0);
  });

  it('refuses threads, which could not see the memory', async () => {
    await expect(testEngine('wasm', 2, false)).rejects.toThrow(
      'threads is 2; expected 1, since memory cannot be shared here',
    );
  });
});

/** Vector widths of x86, by the compiler's flag and the processor's name for it. */
const widths = [
  { name: 'SSE4', flags: ['-msse4.2'], needs: ['sse4_2'] },
  { name: 'AVX2', flags: ['-mavx2'], needs: ['avx2'] },
  { name: 'AVX-512', flags: ['-mavx512f', '-mprefer-vector-width=512'], needs: ['avx512f'] },
];

/** Why native code of that width cannot be tried here; undefined when it can. */
function whyNot({ needs }: (typeof widths)[number]): string | undefined {
  if (process.arch !== 'x64' || process.platform !== 'linux') return 'needs Linux on x86';
  if (!builds.includes('native')) return 'there are no native kernels here';
  const has = new Set(/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(' '));
  const missing = needs.filter((flag) => !has.has(flag));
  return missing.length > 0 ? `this processor lacks ${missing.join(', ')}` : undefined;
}

describe('native kernels for', () => {
  const reasons = new Map(widths.map((width) => [width.name, whyNot(width)]));
  for (const [name, reason] of reasons)
    if (reason) console.log(`skipped: native kernels for ${name}: ${reason}`);
  it.for(widths)('$name', async (width, { skip }) => {
    skip(reasons.get(width.name) !== undefined, reasons.get(width.name));
    const output = `kernels-${width.name}.node`;
    const build = ['scripts/build-kernels.mjs', 'native', `--output=${output}`, ...width.flags];
    execFileSync(process.execPath, build, { cwd: root });
    const load = (memory: WebAssembly.Memory): Kernels =>
      createRequire(__filename)(join(root, 'build', output)).attach(new Uint8Array(memory.buffer));
    const startThread = () => Promise.reject(new Error('one thread is enough here'));
    const engine = await createEngine({ kernels: 'native', sharesMemory: true, load, startThread }, 1);
    expect(engineHashes(engine)).toEqual(expected);
  });
});
