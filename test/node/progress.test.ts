import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createProgress, formatNumbers, tracked, type StageProgress } from '../../src/node/progress';

/** A stream that remembers, with or without a terminal behind it. */
function recorder(isTTY: boolean): { stream: PassThrough & { isTTY: boolean }; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream, text: () => chunks.join('') };
}

async function* steps(count: number, failAt = Infinity): AsyncGenerator<{ step: number; loss: number }> {
  for (let step = 1; step <= count; step++) {
    if (step === failAt) throw new Error('out of luck');
    yield { step, loss: 1 / step };
  }
}

const read = ({ step, loss }: { step: number; loss: number }) => ({ done: step, numbers: { loss } });

describe('progress', () => {
  it('is one plain line a stage where there is no terminal, none for a stage that never began', async () => {
    const { stream, text } = recorder(false);
    const progress = createProgress({ stream });
    const seen: number[] = [];
    for await (const { step } of tracked(steps(3), progress.stage('SFT', 3), read)) seen.push(step);
    progress.stage('reward model', 5).finish();
    expect(seen).toEqual([1, 2, 3]);
    expect(text()).toBe('SFT  3/3  loss 0.333\n');
  });

  it('is the same plain line on a terminal that asked for quiet', () => {
    const { stream, text } = recorder(true);
    const stage = createProgress({ stream, quiet: true }).stage('PPO', 10);
    stage.update(10, { gold: 0.61, KL: 12.34 });
    stage.finish();
    expect(text()).toBe('PPO  10/10  gold 0.610  KL 12.3\n');
  });

  it('is a bar on a terminal, with label, percent and live numbers', () => {
    const { stream, text } = recorder(true);
    const stage = createProgress({ stream }).stage('PPO', 4);
    stage.update(1, { reward: -0.5 });
    stage.update(4);
    stage.finish();
    expect(text()).toMatch(/PPO .*░{20}.* 0 %/);
    expect(text()).toMatch(/PPO .*█{20}.*100 %.*0:0\d.*reward -0.500/);
    // Nothing may stay switched off when the run is interrupted: no hidden cursor, no disabled wrapping.
    expect(text()).not.toContain('\u001b[?25l');
    expect(text()).not.toContain('\u001b[?7l');
  });

  it('ends the stage when the stream fails and when its reader stops', async () => {
    let finished = 0;
    const stage: StageProgress = { update: () => undefined, finish: () => finished++ };
    const all = async () => {
      for await (const record of tracked(steps(5, 3), stage, read)) expect(record.step).toBeLessThan(3);
    };
    await expect(all()).rejects.toThrow('out of luck');
    expect(finished).toBe(1);
    for await (const record of tracked(steps(5), stage, read)) if (record.step === 2) break;
    expect(finished).toBe(2);
  });

  it('skips records that say nothing about progress', async () => {
    const updates: number[] = [];
    const stage: StageProgress = { update: (done) => updates.push(done), finish: () => undefined };
    const odd = (record: { step: number; loss: number }) => (record.step % 2 ? read(record) : undefined);
    for await (const record of tracked(steps(4), stage, odd)) expect(record.loss).toBeGreaterThan(0);
    expect(updates).toEqual([1, 3]);
  });

  it('writes numbers short', () => {
    expect(formatNumbers({ a: 0, b: 0.000012, c: 1234.5, d: -0.5678, e: NaN, f: 123456 })).toBe(
      'a 0  b 1.2e-5  c 1235  d -0.568  e NaN  f 1.2e+5',
    );
  });
});
