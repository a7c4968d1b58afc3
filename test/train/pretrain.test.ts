import { describe, expect, it, vi } from 'vitest';
import { referenceBackend } from '../../src/model/reference-backend';
import { rowOf } from '../../src/data/batch';
import { pretrain, streamLoss } from '../../src/train/pretrain';
import { collect } from '../helpers/collect';
import { toyModel } from '../helpers/toy';

/** A text with one rule: 1 to 7, over and over. */
const stream = (length: number) => Int32Array.from({ length }, (_, i) => 1 + (i % 7));
const quick = { contextLength: 8, rowsPerBatch: 3, warmupSteps: 2, learningRate: 2e-2, weightDecay: 0 };

describe('pretrain', () => {
  it('learns the rule of a text, on held-out text too', async () => {
    const model = toyModel(referenceBackend, 1);
    const options = { ...quick, steps: 24, evaluationInterval: 20 };
    const records = await collect(pretrain(model, stream(100), stream(30), options));
    const steps = records.filter((record) => record.type === 'step');
    const evaluations = records.filter((record) => record.type === 'evaluation');
    expect(steps[0].loss).toBeGreaterThan(2.5);
    expect(evaluations.map(({ step }) => step)).toEqual([20, 24]);
    expect(evaluations[1].loss).toBeLessThan(0.5);
    expect(steps.at(-1)?.tokens).toBe(24 * 3 * 8);
    expect(steps.every(({ gradNorm }) => gradNorm > 0)).toBe(true);
  });

  it('predicts every token of the stream once a pass, however it is cut', async () => {
    const model = toyModel(referenceBackend, 1);
    const forward = vi.spyOn(model, 'forward');
    // A stream of 22 different tokens in rows of 8 that share an end: at most 3 rows a pass.
    const distinct = Int32Array.from({ length: 22 }, (_, i) => i);
    await collect(pretrain(model, distinct, undefined, { ...quick, rowsPerBatch: 1, steps: 6 }));
    const rows = forward.mock.calls.map(([batch]) => Array.from(rowOf(batch, 0)));
    for (const row of rows) expect(row).toEqual(Array.from({ length: 8 }, (_, i) => row[0] + i));
    const pass = rows.slice(
      0,
      rows.findIndex((row, i) => rows.slice(0, i).some((r) => overlap(r, row))),
    );
    expect(pass.length).toBeGreaterThanOrEqual(2);
    const predicted = pass.flatMap((row) => row.slice(1));
    expect(new Set(predicted).size).toBe(predicted.length);
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const run = async (seed: number) => {
      const model = toyModel(referenceBackend, 1);
      await collect(pretrain(model, stream(60), undefined, { ...quick, steps: 2, seed }));
      return model.weights().get('model.embed_tokens.weight')?.data;
    };
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
  });

  it('measures the loss of a stream token by token', () => {
    const model = toyModel(referenceBackend, 1);
    const text = stream(15);
    // Two rows of 8 that share token 7: 14 predictions.
    const loss = (from: number) =>
      model
        .forward({ tokens: text.slice(from, from + 8), offsets: Int32Array.of(0, 8) })
        .logprobs.reduce((sum, logprob) => sum - logprob, 0);
    const expected = (loss(0) + loss(7)) / 14;
    expect(streamLoss(model, text, { contextLength: 8, rowsPerBatch: 3 })).toBeCloseTo(expected, 5);
  });

  it('refuses what cannot work', async () => {
    const model = toyModel(referenceBackend, 1);
    const run = (length: number, options: object) =>
      collect(pretrain(model, stream(length), undefined, options));
    await expect(run(5, quick)).rejects.toThrow('pretrain: 5 tokens do not fill one row of 8');
    await expect(run(99, { ...quick, contextLength: 64 })).rejects.toThrow('the network takes at most 48');
    await expect(run(99, { ...quick, steps: 0 })).rejects.toThrow(
      'steps is 0; expected a whole number from 1 up',
    );
  });
});

/** Whether two rows predict a token in common: more than the one at which they may touch. */
function overlap(a: number[], b: number[]): boolean {
  return a.slice(1).some((token) => b.slice(1).includes(token));
}
