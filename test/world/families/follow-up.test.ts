import { describe, expect, it } from 'vitest';
import { recognise } from '../../../src/world/families';
import { judge } from '../../../src/world/judge/judge';
import { prompts, promptText } from '../../../src/world/prompts';

describe('follow-ups', () => {
  it('make no sense without the turn before, and follow an answer', () => {
    for (const p of [...prompts('rewards', ['follow-up']), ...prompts('familiar', ['follow-up'])]) {
      expect(p.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user']);
      expect(recognise(promptText(p)), promptText(p)).toBeUndefined();
    }
  });

  it('are not answered by the same member again, where another was asked for', () => {
    const turns = [
      { role: 'user', content: 'Name three birds.' },
      { role: 'assistant', content: 'Three birds:\n1. robin\n2. owl\n3. wren\nThat makes three.' },
      { role: 'user', content: 'One more, please.' },
    ] as const;
    expect(judge([...turns], 'Heron is another one.').score).toBe(1);
    expect(judge([...turns], 'Owl is another one.').score).toBeLessThan(0.15);
    expect(judge([...turns], 'Oak is another one.').score).toBeLessThan(0.15);
  });
});
