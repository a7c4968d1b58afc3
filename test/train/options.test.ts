import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { planBatches } from '../../src/train/options';

const settings = { epochs: 1, rowsPerBatch: 4, tokensPerBatch: null };
const lengthOf = (length: number) => length;

describe('planBatches', () => {
  it('takes every example once a pass, within both limits, and fills what it can', () => {
    const examples = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 });
    const counts = fc.integer({ min: 1, max: 6 });
    const tokens = fc.option(fc.integer({ min: 1, max: 60 }), { nil: null });
    fc.assert(
      fc.property(examples, counts, tokens, counts, (lengths, rowsPerBatch, tokensPerBatch, epochs) => {
        const options = { epochs, rowsPerBatch, tokensPerBatch };
        const plan = planBatches(lengths, lengthOf, options, new Random(1));
        const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
        const limit = tokensPerBatch ?? Infinity;
        for (let epoch = 1; epoch <= epochs; epoch++) {
          const batches = plan.filter((batch) => batch.epoch === epoch).map((batch) => batch.examples);
          expect(batches.flat().sort()).toEqual([...lengths].sort());
          batches.forEach((batch, i) => {
            expect(batch.length).toBeLessThanOrEqual(rowsPerBatch);
            if (batch.length > 1) expect(sum(batch)).toBeLessThanOrEqual(limit);
            const next = batches.at(i + 1)?.[0];
            if (next !== undefined)
              expect(batch.length === rowsPerBatch || sum(batch) + next > limit).toBe(true);
          });
        }
      }),
    );
  });

  it('has another order in every pass and for every seed, and the same one for the same', () => {
    const examples = Array.from({ length: 12 }, (_, i) => i);
    const order = (seed: number) => {
      const plan = planBatches(examples, () => 1, { ...settings, epochs: 2 }, new Random(seed));
      return [1, 2].map((epoch) => plan.filter((batch) => batch.epoch === epoch).flatMap((b) => b.examples));
    };
    expect(order(1)[0]).not.toEqual(order(1)[1]);
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
  });
});
