/**
 * Makes dist of src, and removes from dist what no source gives any more: Node prefers an old `losses.js` to a new
 * `losses/index.js`. dist is never empty on the way, so a program that runs from it is not disturbed.
 *
 *   node scripts/build.mjs
 *
 * - dist/: CommonJS and types, by the compiler. What Node runs, by `import` too.
 * - dist/esm/: `posttrain/core` and `posttrain/web` as ES modules, one a source, so that a bundler leaves out what a
 *   page does not use.
 * - dist/web/thread.js: the script of the engine's threads in a page, whole.
 * - dist/gradients.js: the part of TensorFlow.js's core that its own CommonJS build lacks.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [source, output] = [join(root, 'src'), join(root, 'dist')];
const modules = join(output, 'esm');

/** Sends an import of a source to the module that is made of it; JavaScript (CommonJS) goes into the one that asks. */
const separate = {
  name: 'separate',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point' || path.endsWith('.js')) return undefined;
      const inFolder = !existsSync(join(resolveDir, `${path}.ts`));
      return { path: inFolder ? `${path}/index.mjs` : `${path}.mjs`, external: true };
    });
  },
};

/** Sources that need no Node, as ES modules. */
const asModules = (entryPoints) =>
  build({
    entryPoints,
    outbase: source,
    outdir: modules,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    external: ['#*'],
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    plugins: [separate],
  });

/** One script with all that it needs. */
const script = (options) =>
  build({ bundle: true, format: 'iife', target: 'es2022', minify: true, ...options });

const gradients = ['register_all_gradients', 'public/chained_ops/register_all_chained_ops']
  .map((part) => `import '@tensorflow/tfjs-core/dist/${part}.js';\n`)
  .join('');

const compiler = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (status === 0) {
  const portable = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.ts$/.test(name) && !/^(node\b|index\.ts$)/.test(name))
    .map((name) => join(source, name));
  await asModules(portable);
  writeFileSync(join(modules, 'gradients.mjs'), gradients);
  writeFileSync(join(output, 'gradients.d.ts'), 'export {};\n');
  const stdin = { contents: gradients, resolveDir: root };
  await script({
    stdin,
    outfile: join(output, 'gradients.js'),
    platform: 'browser',
    mainFields: ['module', 'main'],
  });
  await script({
    entryPoints: [join(source, 'web/browser-thread.js')],
    outfile: join(output, 'web/thread.js'),
  });

  const made = ['gradients.js', 'gradients.d.ts', 'esm/gradients.mjs', 'web/thread.js'];
  for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
    const name = relative(output, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    const compiled = /\.(?:js|js\.map|mjs|d\.ts)$/;
    if (!entry.isFile() || !compiled.test(name) || made.includes(name)) continue;
    const from = join(source, name.replace(/^esm\//, '').replace(compiled, ''));
    if (!existsSync(`${from}.ts`) && !existsSync(`${from}.js`)) rmSync(join(output, name));
  }
}
process.exitCode = status ?? 1;
