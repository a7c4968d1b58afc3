/** Drawing a token: each rule against its definition, and frequencies against probabilities. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSampling, sampleToken, type SamplingRule } from '../../src/model/sampling';

const plain: SamplingRule = { temperature: 1, topK: 0, topP: 1 };
const logits = fc
  .array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 12 })
  .map((quarters) => Float32Array.from(quarters, (q) => q / 4));
const rule = fc.record({
  temperature: fc.constantFrom(0, 0.3, 1, 2),
  topK: fc.integer({ min: 0, max: 14 }),
  topP: fc.constantFrom(0.1, 0.5, 0.9, 1),
});
const below1 = fc.integer({ min: 0, max: 2 ** 24 - 1 }).map((n) => n / 2 ** 24);

/** The rule by its definition, with sorted lists: the ids that may be drawn, ascending, and their weights. */
function candidates(logits: Float32Array, { temperature, topK, topP }: SamplingRule) {
  const top = Math.max(...logits);
  let ranked = Array.from(logits, (logit, id) => ({
    id,
    logit,
    weight: Math.exp((logit - top) / temperature),
  }));
  ranked.sort((a, b) => b.logit - a.logit || a.id - b.id);
  if (temperature === 0) return [{ ...ranked[0], weight: 1 }];
  if (topK > 0) ranked = ranked.slice(0, topK);
  const total = ranked.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  if (topP < 1)
    ranked = ranked.filter(({ weight }) => {
      const kept = before < topP * total;
      before += weight;
      return kept;
    });
  return ranked.sort((a, b) => a.id - b.id);
}

describe('sampleToken', () => {
  it('inverts the distribution function of the tokens that the rule keeps', () => {
    fc.assert(
      fc.property(logits, rule, below1, (logits, rule, uniform) => {
        const kept = candidates(logits, rule);
        const drawn = kept.findIndex(({ id }) => id === sampleToken(logits, rule, uniform));
        expect(drawn).toBeGreaterThanOrEqual(0);
        const total = kept.reduce((sum, { weight }) => sum + weight, 0);
        const below = kept.slice(0, drawn).reduce((sum, { weight }) => sum + weight, 0);
        expect(uniform * total).toBeGreaterThanOrEqual(below - 1e-9 * total);
        expect(uniform * total).toBeLessThanOrEqual(below + kept[drawn].weight + 1e-9 * total);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('draws as often as the probabilities say', () => {
    const counts = [0, 0, 0];
    for (let i = 0; i < 1000; i++)
      counts[sampleToken(Float32Array.of(Math.log(2), Math.log(5), Math.log(3)), plain, i / 1000)]++;
    [200, 500, 300].forEach((expected, id) => expect(Math.abs(counts[id] - expected)).toBeLessThanOrEqual(1));
  });

  it('lets the lowest id win ties, greedy and at the edge of top-k and top-p', () => {
    const tied = Float32Array.of(1, 3, 3, 3);
    for (const uniform of [0, 0.5, 0.999]) {
      expect(sampleToken(tied, { ...plain, temperature: 0 }, uniform)).toBe(1);
      expect(sampleToken(tied, { ...plain, topK: 1 }, uniform)).toBe(1);
      expect(sampleToken(tied, { ...plain, topP: 0.01 }, uniform)).toBe(1);
    }
    expect(sampleToken(tied, { ...plain, topK: 2 }, 0.999)).toBe(2);
  });

  it('stands extreme logits and temperatures', () => {
    const extreme = Float32Array.of(-1e30, 88, 1e30, -Infinity);
    for (const temperature of [0, 1e-6, 1, 1e6]) {
      expect(sampleToken(extreme, { ...plain, temperature }, 0)).toBe(2);
      expect(sampleToken(extreme, { ...plain, temperature }, 1 - 2 ** -24)).toBe(2);
    }
  });
});

describe('checkSampling', () => {
  it('names the option that is out of range', () => {
    checkSampling(plain);
    for (const temperature of [-1, NaN, Infinity])
      expect(() => checkSampling({ ...plain, temperature })).toThrow(
        `temperature is ${temperature}; expected`,
      );
    for (const topK of [-1, 1.5])
      expect(() => checkSampling({ ...plain, topK })).toThrow(`topK is ${topK}; expected`);
    for (const topP of [0, 1.1, NaN])
      expect(() => checkSampling({ ...plain, topP })).toThrow(`topP is ${topP}; expected`);
  });
});
