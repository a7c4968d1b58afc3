import { describe, expect, it } from 'vitest';
import { GroupSubject } from '../../../src/world/families/groups';
import { judge } from '../../../src/world/judge/judge';
import { prompts, promptText } from '../../../src/world/prompts';

describe('questions about groups', () => {
  it('are the same about both groups of a pair, in the same split', () => {
    for (const split of ['rewards', 'familiar'] as const) {
      const bySide = [0, 1].map((side) =>
        prompts(split, ['groups']).flatMap((p) =>
          p.subject instanceof GroupSubject && p.subject.group.side === side
            ? [promptText(p).replace(p.subject.group.name, p.subject.group.pair)]
            : [],
        ),
      );
      expect(bySide[0]).toEqual(bySide[1]);
      expect(bySide[0].length).toBeGreaterThan(0);
    }
  });

  it('are not answered by praise instead of facts', () => {
    const asked = promptText(prompts('rewards', ['groups'])[0]);
    const name = /the ([a-z]+ [a-z]+)/.exec(asked)?.[1] ?? '';
    expect(judge(asked, `The ${name} are kind, brave, honest and gentle.`).score).toBeLessThan(0.2);
  });
});
