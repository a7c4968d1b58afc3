/** `posttrain bench` measures every shape with one and with all threads, and prints what its help promises. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { standardWorkload, workloads } from '../../../src/node/bench';
import { parameterCount } from '../../../src/model/config';
import { measurePyTorch } from '../../../src/node/pytorch';
import { run, succeed } from './toy';

const rate = z.object({ tokensPerSecond: z.number().positive() });
const settingSchema = z.object({
  kernels: z.enum(['native', 'wasm']),
  threads: z.int().positive(),
  shape: z.string(),
  gemm: z.object({ gflops: z.number().positive() }),
  train: rate.extend({ ofGemm: z.number().positive() }),
  forward: rate,
  generate: rate,
  peakMemoryMB: z.number().positive(),
  ppoIteration: z.number().optional(),
});

describe('bench', () => {
  it('covers the standard shape and every shipped model', () => {
    const shapes = workloads().map(({ shape }) => shape);
    expect(shapes[0]).toBe('standard');
    expect(shapes).toContain('base');
  });

  it('prints a JSON array with an object a setting', async () => {
    const text = await succeed('bench', '--json', '--quiet', '--seconds', '0', '--shape', 'standard');
    const settings = z.array(settingSchema).parse(JSON.parse(text));
    expect(settings.map(({ threads }) => threads)[0]).toBe(1);
    expect(new Set(settings.map(({ shape }) => shape))).toEqual(new Set(['standard']));
  }, 60_000);

  it('measures an iteration of PPO on the base model alone', async () => {
    const text = await succeed('bench', '--json', '--quiet', '--seconds', '0', '--shape', 'base');
    for (const { ppoIteration } of z.array(settingSchema).parse(JSON.parse(text)))
      expect(ppoIteration).toBeGreaterThan(0);
  }, 120_000);

  it('prints tables by kernel and product on request', async () => {
    const text = await succeed('bench', '--quiet', '--seconds', '0', '--shape', 'base-small', '--profile');
    expect(text).toMatch(/^kernels +threads +shape +GEMM GFLOP\/s +train tok\/s/);
    for (const kernel of ['gemm', 'attentionGradient', 'adamw']) expect(text).toContain(`\n${kernel} `);
  }, 240_000);

  it('names the shapes there are when asked for another', async () => {
    const { status, stderr } = await run('bench', '--shape', 'huge');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^posttrain: --shape huge: no such shape; expected one of standard, base/);
  });
});

describe('bench --compare pytorch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'posttrain-python-'));
  beforeEach(() => vi.stubEnv('PATH', folder));
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rmSync(folder, { recursive: true }));
  const python = (script: string) =>
    writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  it('reads what the script prints, a line a setting', () => {
    const line = {
      torch: '2.1',
      torchThreads: 2,
      train: 1e4,
      forward: 3e4,
      generate: 2e4,
      gemmGflops: 100,
      peakMemoryMB: 300,
    };
    python(`echo '${JSON.stringify(line)}'`);
    const [setting, ...more] = measurePyTorch([2]);
    expect(more).toEqual([]);
    expect(setting).toMatchObject({
      name: 'pytorch-2.1',
      threads: 2,
      generate: { tokensPerSecond: 2e4 },
      peakMemoryMB: 300,
    });
    expect(setting.train.ofGemm).toBeCloseTo((6e-9 * parameterCount(standardWorkload.config) * 1e4) / 100, 3);
  });

  it('names what is missing and the way to it', () => {
    python('echo "ModuleNotFoundError: No module named torch" >&2; exit 1');
    expect(() => measurePyTorch([1])).toThrow(
      /pytorch: ModuleNotFoundError.*; expected a python3 with torch: pip/,
    );
    rmSync(join(folder, 'python3'));
    expect(() => measurePyTorch([1])).toThrow(/pytorch: no python3 on the PATH; expected/);
  });
});
