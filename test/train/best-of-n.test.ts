import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/model/reference-backend';
import { weightedRating } from '../../src/train/attribute-model';
import { bestOfNPolicy, chooseBest } from '../../src/train/best-of-n';
import { packedBatches } from '../../src/train/pretrain';
import { Random } from '../../src/random';
import { collect } from '../helpers/collect';
import { toyModel } from '../helpers/toy';

describe('best-of-n', () => {
  it('keeps the highest score, the first of equals', () => {
    const samples = [{ score: 1 }, { score: 3 }, { score: 3 }, { score: -2 }];
    expect(chooseBest(samples)).toBe(samples[1]);
    expect(() => chooseBest([])).toThrow('best of n: no samples');
  });

  it('is a policy: one reply a prompt, the best of its samples', async () => {
    const prompts = [Int32Array.of(1, 3), Int32Array.of(1, 4)];
    const options = { samplesPerPrompt: 5, maxNewTokens: 4 };
    const byLength = bestOfNPolicy(
      toyModel(referenceBackend, 1),
      prompts,
      [2],
      (replies) => replies.map(({ tokens }) => tokens[0]),
      options,
    );
    const records = await collect(byLength);
    expect(records.map(({ promptIndex }) => promptIndex)).toEqual([0, 1]);
    for (const { best, samples } of records)
      expect(best.score).toBe(Math.max(...samples.map(({ tokens }) => tokens[0])));
  });
});

describe('weightedRating', () => {
  it('is the weighted mean of what was rated; a weight below 0 turns the scale around', () => {
    expect(weightedRating({ help: 4, length: 2 }, { help: 3, length: 1 })).toBe(3.5);
    expect(weightedRating({ help: 4, length: 2 }, { help: 1, length: -1 })).toBe(1);
    expect(weightedRating({ help: 4 }, { help: 3, length: 1 })).toBe(4);
    expect(() => weightedRating({ help: 4 }, { length: 1 })).toThrow(
      'weightedRating: the attributes help have no weight; expected one of',
    );
  });
});

describe('packedBatches', () => {
  it('finds a later step by passing over those before it, and does not go back', () => {
    const stream = Int32Array.from({ length: 200 }, (_, i) => i % 23);
    const size = { rowTokens: 8, rowsPerBatch: 3 };
    const each = packedBatches(stream, size, new Random(1));
    const all = Array.from({ length: 20 }, (_, step) => each(step));
    expect(packedBatches(stream, size, new Random(1))(13)).toEqual(all[13]);
    expect(() => each(19)).toThrow('the batch of step 19 was passed over; expected step 20 or later');
  });
});
