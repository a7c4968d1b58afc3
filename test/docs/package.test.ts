/** What `npm pack` would put into the archive: all that a user needs, and nothing else. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkBuilt, root } from '../helpers/built';

const packed = z.array(
  z.object({ size: z.number(), files: z.array(z.object({ path: z.string(), size: z.number() })) }),
);

/** Why a file is in the archive; undefined when nothing says so. */
function reason(path: string): string | undefined {
  if (/^(package\.json|LICENSE|README\.md|THIRD-PARTY-NOTICES\.md)$/.test(path)) return 'about the package';
  if (/^datasets\/([\w-]+\.jsonl|README\.md)$/.test(path)) return 'data sets';
  if (/^datasets\/base(-\w+)?\/[\w-]+\.(json|safetensors|md)$/.test(path)) return 'base models';
  if (/^src\/engine\/kernels\/\w+\.(c|h|wasm)$/.test(path)) return 'kernels';
  if (path === 'scripts/build-kernels.mjs') return 'builds them at install';
  const compiled = /^dist\/(.+?)(\.d\.ts|\.js)$/.exec(path);
  if (!compiled || compiled[1].startsWith('node/notebooks/')) return undefined;
  const source = ['.ts', '.js'].some((ending) => existsSync(join(root, 'src', compiled[1] + ending)));
  return source ? 'compiled' : undefined;
}

describe('the archive', () => {
  beforeAll(checkBuilt);

  it('has a reason for every file, and all that the package starts from', () => {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = spawnSync('npm', args, {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const [{ size, files }] = packed.parse(JSON.parse(stdout));
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => reason(path) === undefined)).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        ...['dist/index.js', 'dist/index.d.ts', 'dist/node/cli/main.js', 'datasets/base/model.safetensors'],
        ...['src/engine/kernels/kernels.wasm', 'src/engine/kernels/addon.c', 'scripts/build-kernels.mjs'],
        ...['LICENSE', 'THIRD-PARTY-NOTICES.md'],
      ]),
    );
    expect(size).toBeLessThan(10e6);
  });

  it('would not take what has no reason', () => {
    const strangers = [
      'dist/node/cli/main.js.map',
      'dist/gone.js',
      'dist/node/notebooks/main.js',
      'test/x.ts',
      'datasets/x.txt',
    ];
    expect(strangers.map(reason)).toEqual(strangers.map(() => undefined));
  });
});
