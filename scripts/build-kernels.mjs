/**
 * Builds the compute kernels from their one C source (src/engine/kernels).
 *
 *   node scripts/build-kernels.mjs wasm     clang and wasm-ld -> src/engine/kernels/kernels.wasm (committed)
 *   node scripts/build-kernels.mjs native   the machine's C compiler -> build/kernels.node
 *
 * build/native.json holds how the native build went, and the hash of each source file it was made from: kernels older
 * than the source are not loaded (src/node/engine-host.ts). With --optional (how npm runs it at install) a failure is
 * noted there and is no error: the WebAssembly runs instead. Where the machine has AVX-512, half as wide vectors are built
 * too and the faster of both is taken: some machines do 512 bits in two halves. -ffp-contract=off forbids fused multiply-add, so both builds give the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kernels = join(root, 'src/engine/kernels');
const build = join(root, 'build');

/** @returns what the command printed. */
function run(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.error) throw new Error(`${command}: ${result.error.code ?? result.error.message}`);
  if (result.status !== 0)
    throw new Error(
      `${command} failed: ${result.stderr.trim().split('\n').slice(0, 5).join(' | ') || `status ${result.status}`}`,
    );
  return result.stdout;
}

const common = ['-O3', '-ffp-contract=off', '-fno-math-errno', '-Wall'];

function buildWasm() {
  mkdirSync(build, { recursive: true });
  const object = join(build, 'kernels.o');
  const features = ['-msimd128', '-matomics', '-mbulk-memory', '-mmutable-globals'];
  run('clang', [
    '--target=wasm32',
    ...common,
    ...features,
    '-ffreestanding',
    '-nostdlib',
    '-c',
    join(kernels, 'kernels.c'),
    '-o',
    object,
  ]);
  const exports = ['run', 'spin', 'panel_width', '__stack_pointer'].map((name) => `--export=${name}`);
  const memory = [
    '--import-memory',
    '--shared-memory',
    '--max-memory=4294967296',
    '--stack-first',
    '-z',
    'stack-size=65536',
  ];
  run('wasm-ld', [
    '--no-entry',
    '--strip-all',
    ...exports,
    ...memory,
    object,
    '-o',
    join(kernels, 'kernels.wasm'),
  ]);
}

/** Which vectors the compiler uses with those flags, by the macros that gemm.h asks for too. */
function vectorsOf(compiler, flags) {
  const macros = run(compiler, [...flags, '-dM', '-E', '-x', 'c', '/dev/null']);
  const known = { __AVX512F__: 'AVX-512', __AVX__: 'AVX', __SSE2__: 'SSE', __ARM_NEON: 'NEON' };
  return Object.entries(known).find(([macro]) => macros.includes(`#define ${macro} `))?.[1] ?? 'none';
}

/** SHA-256 of each C file by its name. */
function sourceHashes() {
  const files = readdirSync(kernels).filter((file) => /\.[ch]$/.test(file));
  const hash = (file) =>
    createHash('sha256')
      .update(readFileSync(join(kernels, file)))
      .digest('hex');
  return Object.fromEntries(files.map((file) => [file, hash(file)]));
}

/**
 * GFLOP/s of a built product, the best of many short runs on operands that stay in the caches. The operation is written as
 * src/engine/program.ts would.
 */
function productRate(file) {
  const memory = new ArrayBuffer(2 ** 21);
  const kernels = createRequire(import.meta.url)(file).attach(new Uint8Array(memory));
  const [barrier, program, a, packed, c, size] = [64, 128, 2 ** 19, 2 ** 20, 2 ** 20 + 2 ** 19, 192];
  const operation = new Uint32Array(memory, program, 32);
  operation.set([1, 1, 0, a, size, 0, packed, c, size, 0, size, size, size, size, size]);
  operation[31] = 1;
  let best = Infinity;
  for (let i = 0; i < 300; i++) {
    const start = performance.now();
    kernels.run(program, 1, 1, barrier, 0);
    best = Math.min(best, performance.now() - start);
  }
  return Math.round((2e-6 * size ** 3) / best);
}

/** @returns how it was built, for the record. */
function buildNative(extra = [], output = 'kernels.node') {
  if (process.platform === 'win32') throw new Error('no native build on Windows yet');
  mkdirSync(build, { recursive: true });
  const { include_dir } = createRequire(import.meta.url)('node-api-headers');
  const compiler = process.env.CC ?? 'cc';
  const link = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  const args = [
    ...common,
    '-Wno-psabi',
    '-fPIC',
    '-fvisibility=hidden',
    ...link,
    '-I',
    include_dir,
    ...extra,
  ];
  const source = join(kernels, 'addon.c');
  const sources = sourceHashes();
  const built = [];
  const compile = (machine) => {
    const file = join(build, `${process.pid}-${built.length}.node`);
    try {
      run(compiler, [...args, ...machine, source, '-o', file]);
      const vectors = vectorsOf(compiler, [...extra, ...machine]);
      built.push({ file, compiler: [compiler, ...machine].join(' '), vectors });
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
  };
  try {
    if (extra.length > 0) compile([]);
    else if (process.arch === 'x64') compile(['-march=native', '-mprefer-vector-width=512']);
    else compile(['-mcpu=native']);
  } catch (error) {
    if (extra.length > 0) throw error;
    compile([]); // a compiler that does not know this machine
  }
  if (built[0].vectors === 'AVX-512' && extra.length === 0) {
    compile(['-march=native', '-mno-avx512f']);
    for (const each of built) each.gflops = productRate(each.file);
    built.sort((one, other) => other.gflops - one.gflops);
  }
  const [{ file, ...chosen }, ...rest] = built;
  renameSync(file, join(build, output));
  for (const other of rest) rmSync(other.file);
  const slower = rest.map(({ vectors, gflops }) => ({ vectors, gflops }));
  return { ...chosen, ...(slower.length > 0 && { slower }), sources };
}

const [target, ...flags] = process.argv.slice(2);
if (target === 'wasm') {
  buildWasm();
} else if (target === 'native') {
  const optional = flags.includes('--optional');
  const extra = flags.filter((flag) => flag.startsWith('-m'));
  const output = flags.find((flag) => flag.startsWith('--output='))?.slice('--output='.length);
  let built;
  let reason = null;
  try {
    built = buildNative(extra, output);
  } catch (error) {
    reason = error.message;
    console.error(`posttrain: no native kernels (${reason}); the WebAssembly kernels serve instead`);
    if (!optional) process.exitCode = 1;
    rmSync(join(build, output ?? 'kernels.node'), { force: true });
  }
  if (!output) {
    mkdirSync(build, { recursive: true });
    const record = { built: reason === null, reason, ...built };
    writeFileSync(join(build, 'native.json'), JSON.stringify(record) + '\n');
  }
} else {
  console.error(
    'usage: node scripts/build-kernels.mjs wasm | native [--optional] [--output=NAME] [-mFLAG …]',
  );
  process.exit(2);
}
