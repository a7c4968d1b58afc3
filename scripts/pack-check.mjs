/**
 * Packs the package, installs the archive in an empty folder as a user would, and runs it there: the main job at the
 * quick preset with the native kernels that the install built, then without a compiler in WebAssembly, which must give
 * the same bytes; the README's example of the library, taken from the installed README; and the three entries, by
 * `require`, by `import` and by their types, also where resvg's binary is missing. After `npm ci`:
 *
 *   node scripts/pack-check.mjs
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const work = mkdtempSync(join(tmpdir(), 'posttrain-pack-'));
const user = join(work, 'user');

/** Runs a command in the user's folder. @returns what it printed. @throws when it fails. */
function run(command, args, { cwd = user, env = {} } = {}) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(' ')}: status ${result.status}\n${result.stdout}${result.stderr}`,
    );
  return result.stdout;
}

/** The installed command; npx must not look for another one. */
const posttrain = (...args) => run('npx', ['--no-install', 'posttrain', ...args]);

/** @throws when this is not so. */
function check(statement, holds) {
  if (!holds) throw new Error(`not so: ${statement}`);
  console.log(`  ${statement}`);
}

/** What `doctor` says of the kernels: `ok` for native ones, `missing` for WebAssembly. */
function kernels() {
  const { ready, findings } = JSON.parse(posttrain('doctor', '--json'));
  check('doctor: the main job can run', ready);
  return findings.find(({ name }) => name === 'kernels').state;
}

/** The main job at its smallest. @returns its result as text. */
function lecture(out) {
  posttrain('lecture', '--preset', 'quick', '--quiet', '--out', out);
  const page = readFileSync(join(user, out, 'report.html'), 'utf8');
  check(`${out}: the main job ran and wrote its report`, page.includes('</html>'));
  return readFileSync(join(user, out, 'result.json'), 'utf8');
}

/** How long `require` of the package takes, of several tries the shortest. In milliseconds. */
function loadingTime() {
  const script =
    "const start = performance.now(); require('posttrain'); console.log(performance.now() - start)";
  return Math.min(...Array.from({ length: 7 }, () => Number(run('node', ['-e', script]))));
}

/** Every entry by `require` and by `import`, and its types for both, those of the packages below it checked too. */
function entries() {
  const code = (entry) =>
    `import { Random, sft, type SftOptions } from '${entry}';\n` +
    'export const options: Partial<SftOptions> = { epochs: 1 };\n' +
    'export const draw: number = new Random(1).uniform();\nexport const trainer = sft;\n';
  const files = ['posttrain', 'posttrain/core', 'posttrain/web'].flatMap((entry, i) => {
    run('node', ['-e', `if (!require('${entry}').sft) throw new Error('no sft')`]);
    run('node', [
      '--input-type=module',
      '-e',
      `import { sft, world } from '${entry}'; sft.name + world.judge.name`,
    ]);
    return ['mts', 'cts'].map((ending) => {
      writeFileSync(join(user, `entry-${i}.${ending}`), code(entry));
      return `entry-${i}.${ending}`;
    });
  });
  check('three entries load by require and by import', true);
  const strict = ['--noEmit', '--strict', '--target', 'es2022', '--skipLibCheck', 'false'];
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  run('node', [compiler, ...strict, '--module', 'node16', ...files]);
  run('node', [compiler, ...strict, '--module', 'esnext', '--moduleResolution', 'bundler', ...files]);
  check('their types hold, with skipLibCheck false', true);

  const [resvg, away] = [join(user, 'node_modules/@resvg'), join(user, 'resvg')];
  check('resvg is there', existsSync(resvg));
  renameSync(resvg, away);
  console.log(`  require('posttrain') without resvg: ${loadingTime().toFixed()} ms`);
  renameSync(away, resvg);
}

try {
  mkdirSync(user);
  const [archive] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], { cwd: root }),
  );
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `${archive.filename}: ${archive.files.length} files, ${megabytes(archive.size)} packed, ${megabytes(archive.unpackedSize)}`,
  );
  writeFileSync(join(user, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--loglevel=error', join(work, archive.filename)]);

  const compiler = spawnSync(process.env.CC ?? 'cc', ['--version']).status === 0;
  const built = kernels();
  check(
    compiler ? 'the install built native kernels' : 'no compiler here',
    built === (compiler ? 'ok' : 'missing'),
  );
  const first = lecture('first');

  const [, example] = /```ts\n([\s\S]*?)```/.exec(
    readFileSync(join(user, 'node_modules/posttrain/README.md'), 'utf8'),
  );
  writeFileSync(join(user, 'example.mjs'), example);
  const losses = run('node', ['example.mjs']).trim().split('\n');
  check(
    `the README’s example trains ${losses.length} steps`,
    losses.length > 10 && /^\d+ [\d.]+$/.test(losses[0]),
  );

  entries();

  run('npm', ['rebuild', 'posttrain', '--loglevel=error'], { env: { CC: '/bin/false' } });
  check('without a compiler the install goes on in WebAssembly', kernels() === 'missing');
  check('both give the same result', lecture('wasm') === first);
} finally {
  rmSync(work, { recursive: true, force: true });
}
