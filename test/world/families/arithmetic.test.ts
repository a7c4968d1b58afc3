import { expect, it } from 'vitest';
import { judge } from '../../../src/world/judge/judge';

it('a sum is not answered by another sum', () => {
  const sum = '12 + 34\nOnes: 2 + 4 = 6.\nTens: 1 + 3 = 4.\nThe answer is 46.';
  expect(judge('What is 12 + 34?', sum).score).toBe(1);
  expect(judge('What is 12 + 35?', sum).score).toBeLessThan(0.3);
});
