/** Labels are moved apart, by as little as possible, and only those that would cover one another. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from '../../src/eval/statistics';
import { labelShifts, spreadApart } from '../../src/plots/spread';

const places = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 8 });

describe('spreading places apart', () => {
  it('leaves at least the gap between neighbours, keeps their order and their mean', () => {
    fc.assert(
      fc.property(places, (given) => {
        const spread = spreadApart(given, 10);
        const sorted = [...spread].sort((a, b) => a - b);
        for (let i = 1; i < sorted.length; i++) expect(sorted[i] - sorted[i - 1]).toBeGreaterThan(10 - 1e-9);
        for (let i = 1; i < given.length; i++)
          if (given[i] !== given[i - 1]) expect(spread[i] > spread[i - 1]).toBe(given[i] > given[i - 1]);
        if (given.length > 0) expect(mean(spread)).toBeCloseTo(mean(given), 9);
      }),
    );
  });

  it('moves nothing that is apart already, and no place for the sake of a far one', () => {
    expect(spreadApart([50, 0, 20], 10)).toEqual([50, 0, 20]);
    expect(spreadApart([0, 100, 101], 10)).toEqual([0, 95.5, 105.5]);
  });
});

describe('labels', () => {
  it('move where their texts would meet, and not where one begins behind the other’s end', () => {
    const [a, b, far] = labelShifts(
      [
        { x: 0, y: 10, text: 'expert' },
        { x: 20, y: 12, text: 'mixed' },
        { x: 300, y: 11, text: 'careless' },
      ],
      16,
    );
    expect(12 + b - (10 + a)).toBeCloseTo(1.15 * 16);
    expect(far).toBe(0);
  });
});
