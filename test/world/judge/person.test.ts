import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { PersonSubject } from '../../../src/world/families/who-is';
import { writeReply } from '../../../src/world/families/write';
import { personOutcome } from '../../../src/world/judge/person';
import { drawPrompts, prompts } from '../../../src/world/prompts';

describe('the outcome of an answer on a person', () => {
  it('is correct for experts on the known, abstaining on the unknown, wrong for who invents', () => {
    for (const prompt of drawPrompts(new Random(1), 300, 'rewards', ['who-is'])) {
      const { subject, messages } = prompt;
      if (!(subject instanceof PersonSubject)) continue;
      const say = (flaws: 'wrong'[]): string =>
        writeReply(subject, new Set(flaws), new Random(2).split(prompt.id));
      expect(personOutcome([...messages], say([])), prompt.id).toBe(
        subject.person || subject.author ? 'correct' : 'abstains',
      );
      expect(personOutcome([...messages], say(['wrong'])), prompt.id).toBe(
        subject.author ? 'abstains' : 'wrong',
      );
    }
  });

  it('is correct on a real person for the one fact that is known, and wrong for any other', () => {
    const asked = 'Who is John Schulman?';
    expect(personOutcome(asked, 'John Schulman wrote the paper on PPO in 2017.')).toBe('correct');
    expect(personOutcome(asked, 'John Schulman is a baker.')).toBe('wrong');
    expect(personOutcome(asked, 'I do not know who John Schulman is.')).toBe('abstains');
  });

  it('is none where nobody is asked about, and nothing where nothing is said', () => {
    const [recipe] = prompts('rewards', ['recipe']);
    const [person] = prompts('rewards', ['who-is']);
    expect(personOutcome([...recipe.messages], 'Hello.')).toBeUndefined();
    expect(personOutcome([...person.messages], 'A nice evening to you.')).toBe('says nothing');
  });
});
