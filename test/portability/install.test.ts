/**
 * An install without a working C compiler: it succeeds, the reason is kept, `doctor` tells it, WebAssembly serves,
 * and asking for native kernels is refused in one line. Tried on a copy, so that this checkout keeps its kernels.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBuilt, root } from '../helpers/built';

const copy = mkdtempSync(join(tmpdir(), 'posttrain-install-'));
beforeAll(() => {
  checkBuilt();
  for (const part of ['package.json', 'dist', 'src/engine/kernels', 'scripts', 'datasets/base'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function node(args: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, POSTTRAIN_KERNELS: '', ...environment };
  return spawnSync(process.execPath, args, { cwd: copy, env, encoding: 'utf8' });
}
const doctor = ['dist/node/cli/main.js', 'doctor', '--json'];

describe('a compiler that fails', () => {
  it('does not fail the install, and leaves no native kernels', () => {
    const { status, stderr } = node(['scripts/build-kernels.mjs', 'native', '--optional'], {
      CC: '/bin/false',
    });
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^posttrain: no native kernels \(\/bin\/false failed: status 1\); the WebAssembly/,
    );
    expect(existsSync(join(copy, 'build/kernels.node'))).toBe(false);
    const record = JSON.parse(readFileSync(join(copy, 'build/native.json'), 'utf8'));
    expect(record).toEqual({ built: false, reason: '/bin/false failed: status 1' });
  });

  it('fails a build that was asked for', () => {
    const { status } = node(['scripts/build-kernels.mjs', 'native'], { CC: '/bin/false' });
    expect(status).toBe(1);
  });

  it('is told by doctor, and the main job can run', () => {
    const { status, stdout } = node(doctor);
    expect(status).toBe(0);
    const { ready, findings } = JSON.parse(stdout);
    expect(ready).toBe(true);
    expect(findings).toContainEqual(
      expect.objectContaining({
        name: 'kernels',
        state: 'missing',
        found: expect.stringMatching(/^WebAssembly .*\/bin\/false failed: status 1/),
        adds: expect.any(String),
        get: expect.stringContaining('build-kernels.mjs native'),
      }),
    );
  });

  it('makes POSTTRAIN_KERNELS=native an error of one line', () => {
    const { status, stdout, stderr } = node(['dist/node/cli/main.js', 'generate', '--prompt', 'Hi'], {
      POSTTRAIN_KERNELS: 'native',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^posttrain: POSTTRAIN_KERNELS=native: .*\/bin\/false failed: status 1.*\n$/);
  });
});

describe('native kernels older than their C source', () => {
  const native = join(root, 'build/kernels.node');
  const stale =
    /the native kernels are older than their C source; run `node scripts\/build-kernels.mjs native`/;
  const kernels = () => {
    const { stdout, stderr } = node(doctor);
    const finding = JSON.parse(stdout).findings.find(({ name }: { name: string }) => name === 'kernels');
    return { found: String(finding.found), stderr };
  };

  it.skipIf(!existsSync(native))('are told of in one line and not loaded', () => {
    const source = join(copy, 'src/engine/kernels/layers.h');
    const text = readFileSync(source, 'utf8');
    cpSync(native, join(copy, 'build/kernels.node'));
    cpSync(join(root, 'build/native.json'), join(copy, 'build/native.json'));
    expect(kernels()).toEqual({ found: expect.stringMatching(/^native/), stderr: '' });

    writeFileSync(source, `${text}/* changed */\n`);
    const changed = kernels();
    expect(changed.found).toMatch(/^WebAssembly/);
    expect(changed.stderr).toMatch(stale);
    expect(changed.stderr.trim().split('\n')).toHaveLength(1);
    const { status, stderr } = node(['dist/node/cli/main.js', 'generate', '--prompt', 'Hi'], {
      POSTTRAIN_KERNELS: 'native',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(stale);

    writeFileSync(source, text);
    expect(kernels().found).toMatch(/^native/);
    writeFileSync(join(copy, 'build/native.json'), '{"built":true,"reason":null}\n'); // by an older version
    expect(kernels().stderr).toMatch(stale);
  });
});

describe('doctor', () => {
  it('ends with status 2 and one line where the main job cannot run', () => {
    rmSync(join(copy, 'build'), { recursive: true, force: true });
    rmSync(join(copy, 'datasets/base'), { recursive: true });
    const { status, stdout, stderr } = node(doctor);
    expect(status).toBe(2);
    expect(JSON.parse(stdout).ready).toBe(false);
    expect(stderr).toMatch(/^posttrain: the main job cannot run: base model: datasets\/base is missing.*\n$/);
  });
});
