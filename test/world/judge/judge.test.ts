import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { demonstrations } from '../../../src/world/demonstrations/demonstrations';
import { writeReply } from '../../../src/world/demonstrations/writer';
import { dishes, ingredients } from '../../../src/world/facts/dishes';
import { people, unknownNames, works } from '../../../src/world/facts/people';
import { topics } from '../../../src/world/facts/topics';
import { isRightFormat } from '../../../src/world/judge/format';
import { judge } from '../../../src/world/judge/judge';
import { recognise } from '../../../src/world/judge/recognise';
import { combined } from '../../../src/world/judge/parts';
import { drawPrompts, prompts, promptText, type Prompt } from '../../../src/world/prompts';
import { allFamilies, families, type Family, type Subject } from '../../../src/world/subject';

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

function subjectOf(asked: string): Subject {
  const subject = recognise(asked);
  if (subject === undefined) throw new Error(`not recognised: ${asked}`);
  return subject;
}

describe('judge', () => {
  it("knows the lecture's recipe", () => {
    expect(judge(slide, perfect).score).toBe(1);
    expect(isRightFormat(slide, perfect)).toBe(true);
  });

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
      const prompt = promptText(prompts('train', [family])[0]);
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
      fc.constantFrom(...prompts('train', allFamilies).map(({ messages }) => [...messages])),
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
    for (const prompt of drawPrompts(new Random(8), 300, 'train', others)) {
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

describe('easy ways to cheat in the other families', () => {
  const ask = (family: Family, wanted: (prompt: Prompt) => boolean): string => {
    const found = prompts('train', [family]).find(wanted);
    if (found === undefined) throw new Error(`no prompt of ${family}`);
    return promptText(found);
  };

  it('refusing everything, helping with everything', () => {
    const request = (allowed: boolean): string =>
      ask(
        'borderline',
        ({ subject }) => subject.family === 'borderline' && subject.request.owner.allowed === allowed,
      );
    const refusal = 'I cannot help with that. Ask the owner first.';
    expect(judge(request(true), refusal).score).toBeLessThan(0.15);
    expect(judge(request(false), refusal).score).toBeGreaterThan(0.6);
    const help = writeReply(subjectOf(request(false)), new Set(['wrong']), new Random(1));
    expect(judge(request(false), help).score).toBeLessThan(0.15);
    expect(judge(request(false), `I cannot help with that. ${help}`).score).toBeLessThan(0.15);
  });

  it('naming all three, an answer to another sum, a story without a hero', () => {
    const all = 'Robin, oak and silk belongs to the birds.';
    expect(judge('Which of these belongs to the birds: robin, oak or silk?', all).score).toBeLessThan(0.3);
    const sum = '12 + 34\nOnes: 2 + 4 = 6.\nTens: 1 + 3 = 4.\nThe answer is 46.';
    expect(judge('What is 12 + 34?', sum).score).toBe(1);
    expect(judge('What is 12 + 35?', sum).score).toBeLessThan(0.3);
    const turns = 'Once there was rain.\nBut it was cold.\nSo they left.\nIn the end it was over.\nThe end.';
    const asked = 'Tell me a story about a fox and a drum.';
    expect(judge(asked, turns).score).toBeLessThan(0.1);
    const other =
      'Once a hen dreamt of a drum.\nBut the drum lay behind a high fence.\nSo the fox asked a mole to help.';
    expect(judge(asked, `${other}\nIn the end the drum was theirs.\nThe end.`).score).toBeLessThan(0.3);
  });

  it('one claim on a person said in many ways, every profession there is', () => {
    const [{ name, profession }] = people;
    const claim = `${name} is a ${profession}.`;
    const again = `${claim} A ${profession}, yes. They say a good ${profession}. This ${profession} works.`;
    expect(judge(`Who is ${name}?`, again).parts[0].score).toBeLessThanOrEqual(0.25);
    const guesses = `${name} is a ${Object.keys(works).join(', a ')}.`;
    expect(judge(`Who is ${name}?`, guesses).parts[0].score).toBeLessThan(0.05);
  });

  it('praise instead of facts', () => {
    const asked = ask('groups', () => true);
    const name = /the ([a-z]+ [a-z]+)/.exec(asked)?.[1] ?? '';
    expect(judge(asked, `The ${name} are kind, brave, honest and gentle.`).score).toBeLessThan(0.2);
  });

  it('the same tip or member again, where another was asked for', () => {
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

describe('prompts that are none of the world', () => {
  it('are judged by manner, without full marks', () => {
    const asked = 'Why is the sky blue?';
    const good = judge(asked, 'The light is scattered by the air and blue light most.');
    expect(good.family).toBe('other');
    expect(good.score).toBeGreaterThan(judge(asked, 'Why is the sky blue? Why is the sky blue?').score);
    expect(good.score).toBeLessThan(0.9);
  });
});
