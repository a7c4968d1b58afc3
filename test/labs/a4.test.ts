/** Lab A4: what is taught and what is asked share nobody; a toy run; its checks on made-up answers. */
import { describe, expect, it } from 'vitest';
import { a4, a4Presets, interview, lessonsOn, passes } from '../../src/labs/a4';
import { Random } from '../../src/random';
import { Table } from '../../src/study/rows';
import { factsTold } from '../../src/tools/world-card/knowledge';
import { aspects, hiddenAspects, people, promptText, writeReply } from '../../src/world';
import { runToy } from '../helpers/toy-labs';

describe('what lab A4 teaches and asks', () => {
  const lessons = lessonsOn(400, 1 / 3, new Random(1));
  const taught = lessons.map((messages) => messages.map(({ content }) => content).join('\n')).join('\n');
  const asked = interview();

  it('asks about one half of the people, of all degrees of fame, and teaches none of them', () => {
    expect(asked.people).toHaveLength(people.length / 2);
    expect(asked.people.filter(({ person }) => person.rank <= 20)).toHaveLength(10);
    for (const { person } of asked.people) expect(taught).not.toContain(person.name);
  });

  it('asks in words that no demonstration answers, on aspects of which each is demonstrated', () => {
    const answered = new Set(lessons.map(([{ content }]) => content));
    const questions = [...asked.reworded, ...asked.hidden].map(promptText);
    for (const question of questions) expect(answered.has(question), question).toBe(false);
    expect(questions).toHaveLength(new Set(questions).size);
    for (const { name, says } of aspects.filter(({ name }) => !hiddenAspects.has(name)))
      expect(
        says.some((question) => answered.has(question)),
        name,
      ).toBe(true);
  });

  it('asks about hidden aspects, whose words no demonstration has', () => {
    const hidden = aspects.filter(({ name }) => hiddenAspects.has(name));
    expect(asked.hidden).toHaveLength(hidden.flatMap(({ says }) => says).length);
    const replies = lessons.map((messages) => messages[1].content).join('\n');
    for (const sign of hidden.flatMap(({ signs }) => signs))
      expect(new RegExp(`\\b${sign}\\b`).test(replies), sign).toBe(false);
  });

  it('adds demonstrations to the fewer ones, and passes over these more often', () => {
    expect(lessonsOn(14, 1 / 3, new Random(1))).toEqual(lessons.slice(0, 14));
    const self = lessons.filter(([, { content }]) => !/ is known for /.test(content));
    expect(self.length / lessons.length).toBeCloseTo(1 / 3, 1);
    const settings = { ...a4Presets.lecture, epochs: 6, leastSteps: 40 };
    expect(passes(settings, 14)).toBe(40);
    expect(passes(settings, 1000)).toBe(6);
  });

  it('counts the four facts: all in the right answer, none in another person’s', () => {
    const [one, other] = asked.people;
    const reply = writeReply(one.prompt.subject, new Set(), new Random(1));
    expect(factsTold(one, reply)).toBe(1);
    expect(factsTold(other, 'I do not know.')).toBe(0);
    expect(factsTold(one, reply, [one.person, other.person])).toBeLessThan(1);
    expect(factsTold(one, `${one.person.name} is from ${one.person.birthplace}.`)).toBe(0.25);
  });
});

describe('lab A4 at toy size', () => {
  it('has an answer to everything by every model, and people by fifths of their mentions', async () => {
    const result = await runToy(a4, { demonstrations: [14], epochs: 1, leastSteps: 2 });
    const table = new Table(result.rows);
    const asked = interview();
    expect(table.arms).toEqual(['base before SFT', 'pre-trained', 'random weights']);
    for (const arm of table.arms) {
      const at = arm === 'base before SFT' ? undefined : 14;
      const count = (measure: string) => table.values({ arm, measure, at }, 1).length;
      expect(['facts', 'guessed'].map(count)).toEqual([asked.people.length, asked.people.length]);
      expect(['reworded', 'hidden'].map(count)).toEqual([asked.reworded.length, asked.hidden.length]);
    }
    const fifths = table.places('pre-trained', 'mentions', 1);
    const mentions = fifths.map((at) => table.mean({ arm: 'pre-trained', measure: 'mentions', at }, 1));
    expect(mentions).toEqual([...mentions].sort((a, b) => a - b));
    const byFifth = fifths.flatMap((at) =>
      table.values({ arm: 'pre-trained', measure: 'facts by fifth', at }, 1),
    );
    const facts = table.values({ arm: 'pre-trained', measure: 'facts', at: 14 }, 1);
    expect(byFifth.sort()).toEqual([...facts].sort());
    // What has read nothing tells nothing, however it is asked.
    for (const measure of ['facts', 'reworded', 'hidden'])
      expect(table.mean({ arm: 'random weights', measure, at: 14 }, 1)).toBe(0);
    expect(result.checks).toHaveLength(8);
    expect(result.texts.every(({ replies }) => replies.length === 2)).toBe(true);
    expect(a4.figures(result).knowledge.data).toHaveLength(8);
  }, 120_000);
});
