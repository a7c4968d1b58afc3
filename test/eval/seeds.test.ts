/** Student's t intervals against values worked out by hand. */
import { describe, expect, it } from 'vitest';
import { seedInterval } from '../../src/eval/seeds';

describe('seedInterval', () => {
  it('is mean ± t s / √n', () => {
    // Mean 2, s = 1, n = 3: t(2) = 4.303, half width 4.303 / √3 = 2.4843.
    const { value, low, high } = seedInterval([1, 2, 3]);
    expect(value).toBe(2);
    expect(low).toBeCloseTo(2 - 2.48434, 4);
    expect(high).toBeCloseTo(2 + 2.48434, 4);
  });

  it('needs two seeds', () => {
    expect(() => seedInterval([1])).toThrow(RangeError);
  });
});
