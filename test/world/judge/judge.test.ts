import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { demonstrations } from '../../../src/world/demonstrations/demonstrations';
import { dishes, ingredients } from '../../../src/world/facts/dishes';
import { topics } from '../../../src/world/facts/topics';
import { isRightFormat, judge } from '../../../src/world/judge/judge';
import { combined } from '../../../src/world/house/parts';
import { drawPrompts, prompts, promptText } from '../../../src/world/prompts';
import { allFamilies, families } from '../../../src/world/families';

const slide = 'Please give me an easy chili sauce recipe.';

const perfect = `Chili sauce
Ingredients:
- chili
- garlic
- vinegar
- sugar
Steps:
1. Chop the chili and the garlic.
2. Cook them in the vinegar.
3. Stir in the sugar.
Enjoy!`;

describe('judge', () => {
  it("knows the lecture's recipe", () => {
    expect(judge(slide, perfect).score).toBe(1);
    expect(isRightFormat(slide, perfect)).toBe(true);
  });

  it('takes a conversation and judges its last question', () => {
    const turns = [
      { role: 'user', content: 'Hello!' },
      { role: 'assistant', content: 'Hello! How can I help?' },
      { role: 'user', content: slide },
    ] as const;
    expect(judge([...turns], perfect)).toEqual(judge(slide, perfect));
  });

  it('is the product of its parts', () => {
    for (const { messages } of demonstrations(new Random(1), { count: 200 })) {
      const { score, parts } = judge(messages.slice(0, -1), messages[messages.length - 1].content);
      expect(combined(parts)).toBe(score);
      expect(parts.every((part) => part.why !== '')).toBe(true);
    }
  });

  it('gives nothing for nothing', () => {
    for (const family of families) {
      const prompt = promptText(prompts('rewards', [family])[0]);
      for (const reply of ['', ' \n', '...', '- ', '!?']) {
        expect(judge(prompt, reply).score, reply).toBe(0);
        expect(isRightFormat(prompt, reply)).toBe(false);
      }
    }
  });

  it('never throws and stays in [0, 1], whatever it reads', () => {
    const line = fc.constantFrom(
      ...perfect.split('\n'),
      'Ingredients:',
      'Steps:',
      '- ',
      '1. ',
      '99. x',
      ':',
      '-',
      '',
    );
    const soup = fc.array(fc.oneof(line, fc.string({ unit: 'grapheme' }))).map((lines) => lines.join('\n'));
    const asked = fc.oneof(
      fc.constantFrom(...prompts('rewards', allFamilies).map(({ messages }) => [...messages])),
      fc.string({ unit: 'binary' }),
      fc.array(
        fc.record({
          role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
          content: fc.oneof(fc.constantFrom('Name four birds.', 'One more, please.'), fc.string()),
        }),
      ),
    );
    fc.assert(
      fc.property(asked, fc.oneof(soup, fc.string({ unit: 'binary' })), (prompt, reply) => {
        const { score, parts } = judge(prompt, reply);
        for (const value of [score, ...parts.map((part) => part.score)]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        isRightFormat(prompt, reply);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('easy ways to cheat', () => {
  const topic = topics[0];
  const asked = `How do I ${topic.to}?`;
  const honest = `Tips for ${topic.doing}:\n${topic.tips
    .slice(0, 3)
    .map((tip) => `- ${tip}`)
    .join('\n')}\nGood luck!`;

  it('one tip in every bullet', () => {
    expect(judge(asked, honest).score).toBe(1);
    const same = honest.replace(/^- .*$/gm, `- ${topic.tips[0]}`);
    expect(judge(asked, same).score).toBeLessThan(0.2);
  });

  it("another prompt's answer", () => {
    expect(judge('How do I sleep better?', honest).score).toBeLessThan(0.1);
    expect(judge('Please give me an easy plum cake recipe.', perfect).score).toBeLessThan(0.2);
  });

  it('all ingredients there are', () => {
    const everything = perfect.replace(
      '- sugar',
      `- sugar\n${ingredients.map((name) => `- ${name}`).join('\n')}`,
    );
    expect(judge(slide, everything).score).toBeLessThan(0.1);
  });

  it('endless lists, all tips of all topics', () => {
    const all = topics.flatMap((t) => t.tips).map((tip) => `- ${tip}`);
    expect(judge(asked, `Tips for ${topic.doing}:\n${all.join('\n')}\nGood luck!`).score).toBeLessThan(0.15);
  });

  it('the answer said twice over', () => {
    expect(judge(slide, `${perfect}\n${perfect}`).score).toBeLessThan(0.25);
  });

  it('the question said back', () => {
    // Small talk is apart: "Hello!" answers itself.
    const others = families.filter((family) => family !== 'small-talk');
    for (const prompt of drawPrompts(new Random(8), 300, 'rewards', others)) {
      const text = promptText(prompt);
      expect(judge(text, text).score, text).toBeLessThan(0.35);
    }
  });

  it('only the closing, only the format, only words in a row', () => {
    expect(judge(slide, 'Enjoy!').score).toBeLessThan(0.05);
    expect(judge(slide, perfect.replace(/ .*$/gm, ' x')).score).toBeLessThan(0.1);
    expect(judge(slide, dishes[0].ingredients.join(' ')).score).toBeLessThan(0.2);
  });
});

describe('prompts that are none of the world', () => {
  it('are judged by manner, without full marks', () => {
    const asked = 'Why is the sky blue?';
    const good = judge(asked, 'The light is scattered by the air and blue light most.');
    expect(good.family).toBe('other');
    expect(good.score).toBeGreaterThan(judge(asked, 'Why is the sky blue? Why is the sky blue?').score);
    expect(good.score).toBeLessThan(0.9);
  });
});
