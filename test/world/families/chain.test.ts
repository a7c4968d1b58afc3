import { describe, expect, it } from 'vitest';
import { recognise } from '../../../src/world/families';
import { ChainSubject } from '../../../src/world/families/chain';
import { judge } from '../../../src/world/judge/judge';
import { prompts } from '../../../src/world/prompts';
import { holdsAsFamily } from '../../helpers/family';

const worked = '12 + 7 - 3\n12 + 7 = 19.\n19 - 3 = 16.\nThe answer is 16.';

describe('chains of sums', () => {
  holdsAsFamily('chain');

  it('are worked step by step, each verified', () => {
    expect(judge('What is 12+7-3?', worked).score).toBe(1);
    const steps = (reply: string) => judge('What is 12 + 7 - 3?', reply).parts[1].score;
    expect(steps(worked.replace('= 19', '= 20'))).toBeCloseTo(2 / 3, 12);
    expect(steps(worked.replace('19 - 3', '9 - 3'))).toBeCloseTo(2 / 3, 12);
    expect(steps('The answer is 16.')).toBe(0);
    // One chain's steps are not another's.
    expect(judge('What is 12 + 7 - 4?', worked).score).toBeLessThan(0.3);
  });

  it('have two steps at least and never fall below nothing', () => {
    expect(recognise('What is 12 + 7?')).toMatchObject({ family: 'arithmetic' });
    expect(recognise('What is 3 - 7 + 9?')).toBeUndefined();
  });

  it('of more steps than are trained are new', () => {
    const lengths = (split: 'rewards' | 'new') =>
      new Set(
        prompts(split, ['chain']).map(({ subject: s }) => (s instanceof ChainSubject ? s.chain.length : 0)),
      );
    expect([...lengths('rewards')].sort()).toEqual([2, 3, 4]);
    expect([...lengths('new')].sort()).toEqual([2, 3, 4, 5, 6]);
  });
});
