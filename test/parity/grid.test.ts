/** Every combination of the grid is as in Python, or refused in a line; docs/exactness.md lists the refusals. */
import { describe, expect, test } from 'vitest';
import { cases, familyNames, features } from './fixture';
import { compareFamily, compareFeature } from './grid';

test('the grid is as large as is promised', () => {
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(familyNames.length).toBeGreaterThanOrEqual(20);
});

describe.each(familyNames)('%s', (family) => {
  test('ids, masks and where replies begin', () => {
    const found = Object.entries(compareFamily(family));
    const silent = found.flatMap(([kind, { differences }]) => differences.map((each) => `${kind}: ${each}`));
    expect(silent.join('\n')).toBe('');
  });
});

test.each(Object.keys(features))('%s', (feature) => {
  expect(compareFeature(feature).differences.join('\n')).toBe('');
});
