/**
 * Compiles src into dist, and removes from dist what no source gives any more: Node prefers an old `losses.js` to a new
 * `losses/index.js`. dist is never empty on the way, so a program that runs from it is not disturbed.
 *
 *   node scripts/build.mjs
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [source, output] = [join(root, 'src'), join(root, 'dist')];
const compiled = /\.(?:js|js\.map|d\.ts)$/;

const compiler = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (status === 0) {
  for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !compiled.test(entry.name)) continue;
    const name = join(source, relative(output, file).replace(compiled, ''));
    if (!existsSync(`${name}.ts`) && !existsSync(`${name}.js`)) rmSync(file);
  }
}
process.exitCode = status ?? 1;
