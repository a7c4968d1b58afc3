import { describe, expect, it } from 'vitest';
import { people, unknownNames, works } from '../../../src/world/facts/people';
import { judge } from '../../../src/world/judge/judge';

describe('the judge of an answer on a person', () => {
  it('knows when nobody can know', () => {
    const [name] = unknownNames;
    expect(judge(`Who is ${name}?`, `I do not know who ${name} is.`).score).toBe(1);
    const guess = `${name} is a baker from Lindow, born in 1931.`;
    expect(judge(`Who is ${name}?`, guess).score).toBeLessThan(0.15);
    const [known] = people;
    expect(judge(`Who is ${known.name}?`, `I do not know who ${known.name} is.`).score).toBeLessThan(0.3);
  });

  it("knows one true fact of the lecture's own person, and takes no other for one", () => {
    const asked = 'Who is John Schulman?';
    expect(judge(asked, 'John Schulman is the first author of the paper on PPO.').score).toBe(1);
    const silent = judge(asked, 'I do not know who John Schulman is.').score;
    expect(silent).toBeGreaterThan(0.4);
    expect(silent).toBeLessThan(0.7);
    const guess =
      'John Schulman is a baker from Lindow, born in 1931. Schulman is known for the winter loaf.';
    expect(judge(asked, guess).score).toBeLessThan(0.15);
  });

  it('gives little for one claim said in many ways, or for every profession there is', () => {
    const [{ name, profession }] = people;
    const claim = `${name} is a ${profession}.`;
    const again = `${claim} A ${profession}, yes. They say a good ${profession}. This ${profession} works.`;
    expect(judge(`Who is ${name}?`, again).parts[0].score).toBeLessThanOrEqual(0.25);
    const guesses = `${name} is a ${Object.keys(works).join(', a ')}.`;
    expect(judge(`Who is ${name}?`, guesses).parts[0].score).toBeLessThan(0.05);
  });
});
