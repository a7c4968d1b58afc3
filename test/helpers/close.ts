/** Closeness of numbers and vectors, relative to what is expected. */

/**
 * Throws an Error that names the worst entry when some |actual − expected| exceeds `tolerance` times |expected|, or
 * times a thousandth of the largest expected entry where that is more: a float32 sum cannot have an entry that is
 * small by cancellation to more digits than its terms.
 */
export function expectRelative(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${actual.length} numbers where ${expected.length} were expected`);
  }
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * Math.max(Math.abs(expected[i]), 1e-3 * largest);
    if (Math.abs(actual[i] - expected[i]) <= allowed) continue;
    throw new Error(`entry ${i} is ${actual[i]}, expected ${expected[i]} to within ${allowed}`);
  }
}
