import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import { sft, sftLoss, type SftExample } from '../../src/train/sft';
import { collect } from '../helpers/collect';
import { toyModel } from '../helpers/toy';

const end = 2;

/** Prompt [1, k]; the answer is k + 8, k + 9, end. */
function demonstration(k: number): SftExample {
  return { tokens: Int32Array.of(1, k, k + 8, k + 9, end), mask: Uint8Array.of(0, 0, 1, 1, 1) };
}
const demonstrations = [3, 4, 5, 6, 7, 8].map(demonstration);
const quick = { learningRate: 2e-2, rowsPerBatch: 3, warmupSteps: 2 };

describe('sft', () => {
  it('learns to reproduce the demonstrations', async () => {
    const model = toyModel(referenceBackend, 1);
    const records = await collect(sft(model, demonstrations, demonstrations, { ...quick, epochs: 25 }));
    const steps = records.filter((record) => record.type === 'step');
    expect(steps[0].loss).toBeGreaterThan(2.5);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(records.at(-1)).toMatchObject({ stage: 'sft', type: 'evaluation', step: 50, steps: 50 });
    expect(records.at(-1)?.loss).toBeLessThan(0.1);
    const replies = model.generate(
      demonstrations.map(({ tokens }) => tokens.subarray(0, 2)),
      { maxNewTokens: 6, temperature: 0, topK: 0, topP: 1, stopTokens: [end], random: new Random(0) },
    );
    demonstrations.forEach(({ tokens }, i) => expect(replies[i].tokens).toEqual(tokens.slice(2)));
  });

  it('counts the tokens of the mask only, and never the first of a row', () => {
    const model = toyModel(referenceBackend, 1);
    const { tokens } = demonstration(3);
    const loss = (mask: Uint8Array) => sftLoss(model, [{ tokens, mask }]);
    const each = [1, 2, 3, 4].map((t) => loss(Uint8Array.from(tokens, (_, i) => (i === t ? 1 : 0))));
    expect(loss(Uint8Array.of(0, 0, 1, 1, 1))).toBeCloseTo((each[1] + each[2] + each[3]) / 3, 5);
    expect(loss(Uint8Array.of(1, 1, 1, 1, 1))).toBeCloseTo((each[0] + each[1] + each[2] + each[3]) / 4, 5);
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const run = async (seed: number) => {
      const model = toyModel(referenceBackend, 1);
      const records = await collect(sft(model, demonstrations, [], { ...quick, epochs: 1, seed }));
      return { records, weights: model.weights() };
    };
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
  });

  it('stops at once when the loss is no longer a number', async () => {
    const model = toyModel(referenceBackend, 1);
    await expect(
      collect(sft(model, demonstrations, [], { ...quick, learningRate: 1e300, warmupSteps: 0 })),
    ).rejects.toThrow(
      'sft: step 2: loss is NaN, and so is the weight model.embed_tokens.weight; training stopped; try a lower',
    );
  });

  it('refuses what cannot work and names the example', async () => {
    const model = toyModel(referenceBackend, 1);
    const run = (examples: SftExample[], options = {}) => collect(sft(model, examples, [], options));
    const good = demonstration(3);
    await expect(run([])).rejects.toThrow('sft: no examples');
    await expect(run([good, { ...good, mask: Uint8Array.of(1) }])).rejects.toThrow(
      'sft: example 1 has 5 tokens and a mask of 1',
    );
    await expect(run([{ ...good, mask: Uint8Array.of(1, 0, 0, 0, 0) }])).rejects.toThrow(
      'sft: example 0 has no token to learn',
    );
    const long = { tokens: new Int32Array(49), mask: new Uint8Array(49).fill(1) };
    await expect(run([long])).rejects.toThrow('sft: example 0 has 49 tokens; expected at most 48');
    await expect(run([good], { epochs: 0.5 })).rejects.toThrow('sft: epochs is 0.5');
  });
});
