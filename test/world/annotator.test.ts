import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { annotator, bayesAccuracy, unbiasedTraits } from '../../src/world/annotator';
import { writeReply } from '../../src/world/demonstrations/demonstrations';
import { drawFlaws, familyFlaws, mixedRates } from '../../src/world/demonstrations/flaws';
import { judge } from '../../src/world/judge/judge';
import { drawPrompts, promptText } from '../../src/world/prompts';
import { centrepiece } from '../../src/world/subject';

/** Two replies of the mix to one prompt, many times. */
const pairs = drawPrompts(new Random(1), 1500, 'train', centrepiece).map((prompt, i) => {
  const reply = (side: string): string => {
    const random = new Random(2).split(i, side);
    return writeReply(
      prompt.subject,
      drawFlaws(familyFlaws[prompt.family], mixedRates, random),
      random.split('text'),
    );
  };
  return { prompt: promptText(prompt), a: reply('a'), b: reply('b') };
});

describe('annotator', () => {
  it('treats both sides alike', () => {
    const { pFirst } = annotator();
    for (const { prompt, a, b } of pairs.slice(0, 200)) {
      expect(pFirst(prompt, a, b) + pFirst(prompt, b, a)).toBeCloseTo(1, 12);
      expect(pFirst(prompt, a, a)).toBe(0.5);
    }
  });

  it('chooses with the probability that it states', () => {
    const { pFirst, prefer } = annotator();
    let expected = 0;
    let chosen = 0;
    let variance = 0;
    pairs.forEach(({ prompt, a, b }, i) => {
      const p = pFirst(prompt, a, b);
      const { choice, pChoice } = prefer(prompt, a, b, new Random(3).split(i));
      expect(pChoice).toBe(choice === 0 ? p : 1 - p);
      expected += p;
      variance += p * (1 - p);
      if (choice === 0) chosen++;
    });
    expect(Math.abs(chosen - expected)).toBeLessThan(4 * Math.sqrt(variance));
  });

  it('has the ceiling that its best predictor reaches', () => {
    const { pFirst, prefer } = annotator();
    const ps = pairs.map(({ prompt, a, b }) => pFirst(prompt, a, b));
    const hits = pairs.filter(({ prompt, a, b }, i) => {
      const best = ps[i] >= 0.5 ? 0 : 1;
      return prefer(prompt, a, b, new Random(4).split(i)).choice === best;
    }).length;
    const ceiling = bayesAccuracy(ps);
    expect(Math.abs(hits / pairs.length - ceiling)).toBeLessThan(4 * Math.sqrt(0.25 / pairs.length));
    expect(ceiling).toBeGreaterThan(0.72);
    expect(ceiling).toBeLessThan(0.9);
  });

  it('without noise and taste agrees with gold', () => {
    const { pFirst } = annotator({ ...unbiasedTraits, slope: 1000, flipRate: 0 });
    for (const { prompt, a, b } of pairs.slice(0, 300)) {
      const [first, second] = [judge(prompt, a).score, judge(prompt, b).score];
      if (Math.abs(first - second) > 0.01) expect(pFirst(prompt, a, b) > 0.5).toBe(first > second);
    }
  });

  it('is never surer than its slips allow', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.constantFrom(...pairs),
        (flipRate, pair) => {
          const p = annotator({ flipRate }).pFirst(pair.prompt, pair.a, pair.b);
          expect(p).toBeGreaterThanOrEqual(flipRate - 1e-12);
          expect(p).toBeLessThanOrEqual(1 - flipRate + 1e-12);
        },
      ),
    );
  });

  it('by default forgives polite filler some of what the truth holds against it', () => {
    const [human, truth] = [annotator({ flipRate: 0 }), annotator({ ...unbiasedTraits, flipRate: 0 })];
    const drawn = drawPrompts(new Random(5), 600, 'train', centrepiece);
    let liked = 0;
    let fair = 0;
    drawn.forEach((prompt, i) => {
      const own = new Random(6).split(i);
      const others = drawFlaws(familyFlaws[prompt.family], { ...mixedRates, filler: 0 }, own);
      const plain = writeReply(prompt.subject, others, own);
      const polite = writeReply(prompt.subject, new Set([...others, 'filler']), own);
      liked += human.pFirst(promptText(prompt), polite, plain) / drawn.length;
      fair += truth.pFirst(promptText(prompt), polite, plain) / drawn.length;
    });
    expect(fair).toBeLessThan(0.3);
    expect(liked).toBeGreaterThan(fair + 0.05);
    expect(liked).toBeLessThan(0.5);
  });

  it('refuses impossible traits', () => {
    expect(() => annotator({ flipRate: 0.6 })).toThrow(/flipRate.*0\.6/);
    expect(() => annotator({ goldSd: 0 })).toThrow(/goldSd/);
    expect(() => bayesAccuracy([])).toThrow(RangeError);
  });
});
