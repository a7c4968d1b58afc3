import { expect, it } from 'vitest';
import { judge } from '../../../src/world/judge/judge';

it('a choice is not made by naming all three', () => {
  const asked = 'Which of these belongs to the birds: robin, oak or silk?';
  expect(judge(asked, 'Robin belongs to the birds.').score).toBe(1);
  expect(judge(asked, 'Robin, oak and silk belongs to the birds.').score).toBeLessThan(0.3);
  expect(judge(asked, 'Which one belongs to the birds?').parts[0].score).toBe(0);
});
