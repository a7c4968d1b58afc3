import { expect, it } from 'vitest';
import { judge } from '../../../src/world/judge/judge';

it('a story needs its hero, first of all', () => {
  const turns = 'Once there was rain.\nBut it was cold.\nSo they left.\nIn the end it was over.\nThe end.';
  const asked = 'Tell me a story about a fox and a drum.';
  expect(judge(asked, turns).score).toBeLessThan(0.1);
  const other =
    'Once a hen dreamt of a drum.\nBut the drum lay behind a high fence.\nSo the fox asked a mole to help.';
  expect(judge(asked, `${other}\nIn the end the drum was theirs.\nThe end.`).score).toBeLessThan(0.3);
});
