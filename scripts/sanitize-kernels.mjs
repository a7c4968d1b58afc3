/**
 * Runs every kernel under the sanitizers, at the odd sizes of the kernel tests: records what those tests run
 * (test/helpers/kernels.ts), then replays it (test/engine/replay.c) in builds with AddressSanitizer and
 * UndefinedBehaviorSanitizer in one thread, and with ThreadSanitizer in four. Ends with status 1 at any finding.
 *
 *   node scripts/sanitize-kernels.mjs            CC chooses the compiler, gcc or clang
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const work = mkdtempSync(join(tmpdir(), 'posttrain-sanitize-'));
const recordings = join(work, 'recordings');
mkdirSync(recordings);

function run(what, command, args, environment = {}, output = 'inherit') {
  const env = { ...process.env, ...environment };
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', output, 'inherit'],
  });
  if (status === 0) return;
  console.error(`sanitize-kernels: ${what} failed${error ? `: ${error.message}` : ''}`);
  process.exitCode = 1;
  throw new Error(what);
}

const compiler = process.env.CC ?? 'cc';
const common = [
  '-g',
  '-O1',
  '-fno-omit-frame-pointer',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-Wall',
  '-Wno-psabi',
];
const undefinedBehaviour = ['-fsanitize=undefined', '-fno-sanitize-recover=all'];
/** Recordings of WebAssembly fit the baseline of x86, those of native code this machine. */
const builds = [
  {
    name: 'address and undefined behaviour',
    threads: 1,
    flags: ['-fsanitize=address', ...undefinedBehaviour],
  },
  {
    name: 'address and undefined behaviour, this machine’s vectors',
    threads: 1,
    flags: ['-fsanitize=address', ...undefinedBehaviour, '-march=native', '-mprefer-vector-width=512'],
  },
  { name: 'threads', threads: 4, flags: ['-fsanitize=thread'] },
];

try {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/engine'];
  run('recording the kernel tests', process.execPath, vitest, { POSTTRAIN_RECORD: recordings }, 'ignore');
  const files = readdirSync(recordings).map((name) => join(recordings, name));
  for (const { name, threads, flags } of builds) {
    const program = join(work, 'replay');
    run(`compiling for ${name}`, compiler, [
      ...common,
      ...flags,
      'test/engine/replay.c',
      '-lpthread',
      '-o',
      program,
    ]);
    console.log(`sanitizers: ${name}`);
    run(name, program, [String(threads), ...files], { ASAN_OPTIONS: 'detect_stack_use_after_return=1' });
  }
} catch {
  // told above; the status is set
} finally {
  rmSync(work, { recursive: true, force: true });
}
