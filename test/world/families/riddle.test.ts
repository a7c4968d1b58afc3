import { describe, expect, it } from 'vitest';
import { riddles } from '../../../src/world/facts/riddles';
import { judge } from '../../../src/world/judge/judge';
import { holdsAsFamily } from '../../helpers/family';

const content = (asked: string, reply: string) => judge(asked, reply).parts[0].score;

describe('riddles', () => {
  holdsAsFamily('riddle');

  it('are solved by their thing, not by naming all there are', () => {
    const asked = 'what has hands but cannot clap';
    expect(judge(asked, 'It is a clock.').score).toBe(1);
    expect(content(asked, 'The answer is a comb.')).toBe(0);
    const all = riddles.map(({ thing }) => `a ${thing}`).join(' or ');
    expect(content(asked, `The answer is ${all}.`)).toBeLessThan(0.01);
  });

  it('are told by what the thing has and cannot do', () => {
    const asked = 'Do you know any riddle with a clock in it?';
    expect(judge(asked, 'What has hands but cannot clap? A clock.').score).toBe(1);
    expect(content(asked, 'What has hands but cannot bite? A clock.')).toBeCloseTo(2 / 3, 12);
    expect(content(asked, 'What has teeth but cannot bite? A comb.')).toBe(0);
  });
});
