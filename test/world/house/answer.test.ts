import { describe, expect, test } from 'vitest';
import { answerIn, judge } from '../../../src/world';

const content = (prompt: string, reply: string) =>
  judge([{ role: 'user', content: prompt }], reply).parts.find(({ name }) => name === 'content')?.score;

describe('the answer to a sum', () => {
  test.each([
    ['The answer is 5.', 5],
    ['2 + 3\nOnes: 2 + 3 = 5.\nThe answer is 5', 5],
    ['The answer is 5!', 5],
    ['The answer is 5.0.', 5],
    ['The answer is 5, as 2 + 3 = 5.', 5],
    ['The answer is 1,000.', 1000],
    ['The answer is 12,345,678.', 12345678],
    ['The answer is -5.', -5],
    ['The answer is 5. The answer is 5.', 5],
    ['The answer is 5,000.', 5000],
    ['The answer is 5.5.', 5.5],
  ])('%j gives %d', (reply, answer) => {
    expect(answerIn(reply)).toBe(answer);
  });

  test.each([
    'The answer is 5 or 6.',
    'The answer is 5, 6.',
    'The answer is 5-6.',
    'The answer is 5 to 6.',
    'The answer is 5/6.',
    'The answer is 5%.',
    'The answer is 5th.',
    'The answer is 1 + 4.',
    'The answer is 5. No, the answer is 6.',
    'The answer is 6. No, the answer is 5.',
    'The answer is 5. No, 6.',
    'The answer is 5, wait, it is 6.',
    'The answer is 4.\nThe answer is 5.\nThe answer is 6.',
    'The answer is not 5.',
    'The answer is five.',
    '5',
    '',
  ])('%j gives none', (reply) => {
    expect(answerIn(reply)).toBeUndefined();
  });

  test('the judge verifies that number', () => {
    const asked = 'What is 2 + 3?';
    expect(content(asked, 'The answer is 5.')).toBe(1);
    for (const reply of [
      'The answer is 5,000.',
      'The answer is 5 or 6.',
      'The answer is 5. No, the answer is 6.',
    ])
      expect(content(asked, reply)).toBeLessThan(1);
    expect(content('What is 700 + 300?', 'The answer is 1,000.')).toBe(1);
  });
});
