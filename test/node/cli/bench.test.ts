/** `posttrain bench` measures every shape with one and with all threads, and prints what its help promises. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { workloads } from '../../../src/node/bench';
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

  it('prints tables by kernel and product on request', async () => {
    const text = await succeed('bench', '--quiet', '--seconds', '0', '--shape', 'base', '--profile');
    expect(text).toMatch(/^kernels +threads +shape +GEMM GFLOP\/s +train tok\/s/);
    for (const kernel of ['gemm', 'attentionGradient', 'adamw']) expect(text).toContain(`\n${kernel} `);
  }, 60_000);

  it('names the shapes there are when asked for another', async () => {
    const { status, stderr } = await run('bench', '--shape', 'huge');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^posttrain: --shape huge: no such shape; expected one of standard, base/);
  });
});
