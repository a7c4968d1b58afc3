import { describe, expect, it, vi } from 'vitest';
import { referenceBackend } from '../../src/model/reference-backend';
import { pretrain, streamLoss } from '../../src/train/pretrain';
import { collect } from '../helpers/collect';
import { toyModel } from '../helpers/toy';

/** A text with one rule: 1 to 7, over and over. */
const stream = (length: number) => Int32Array.from({ length }, (_, i) => 1 + (i % 7));
const quick = { rowTokens: 8, rowsPerBatch: 3, warmupSteps: 2, learningRate: 2e-2, weightDecay: 0 };

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

  it('predicts every token once a pass: rows are shuffled and share the token where they meet', async () => {
    const model = toyModel(referenceBackend, 1);
    const forward = vi.spyOn(model, 'forward');
    // Rows of 8 that overlap by one fit three times into 28 tokens, wherever a pass starts; starts stay below 23.
    const text = Int32Array.from({ length: 28 }, (_, i) => (i < 23 ? i : i - 23));
    await collect(pretrain(model, text, undefined, { ...quick, rowsPerBatch: 3, steps: 4 }));
    const passes = forward.mock.calls.map(([batch]) =>
      [...batch.offsets.slice(0, 3)].map((o) => batch.tokens[o]),
    );
    for (const starts of passes) {
      const first = Math.min(...starts);
      expect([...starts].sort((a, b) => a - b)).toEqual([first, first + 7, first + 14]);
    }
    expect(new Set(passes.map((starts) => Math.min(...starts))).size).toBeGreaterThan(1);
    expect(passes.some((starts) => starts[0] > starts[1] || starts[1] > starts[2])).toBe(true);
    const [{ tokens }] = forward.mock.calls[0];
    expect([...tokens.slice(0, 8)]).toEqual(Array.from({ length: 8 }, (_, t) => text[passes[0][0] + t]));
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
    expect(streamLoss(model, text, { rowTokens: 8, rowsPerBatch: 3 })).toBeCloseTo(expected, 5);
  });

  it('refuses what cannot work', async () => {
    const model = toyModel(referenceBackend, 1);
    const run = (length: number, options: object) =>
      collect(pretrain(model, stream(length), undefined, options));
    await expect(run(5, quick)).rejects.toThrow('pretrain: 5 tokens for training do not fill one row of 8');
    await expect(run(99, { ...quick, rowTokens: 64 })).rejects.toThrow('expected at most 48');
    await expect(run(99, { ...quick, steps: 0 })).rejects.toThrow(
      'steps is 0; expected a whole number from 1 up',
    );
  });
});
