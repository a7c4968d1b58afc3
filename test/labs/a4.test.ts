/** Lab A4: what is taught and what is asked share nobody; toys run twice alike; checks and figures on made-up data. */
import { describe, expect, it } from 'vitest';
import { a4Checks, peopleByBin } from '../../src/labs/a4/checks';
import { a4Data, type A4Data } from '../../src/labs/a4/data';
import { a4Figures } from '../../src/labs/a4/figures';
import { runA4 } from '../../src/labs/a4/lab';
import { interview, lessonsOn } from '../../src/labs/a4/measure';
import { a4Presets, passes, type A4Settings } from '../../src/labs/a4/settings';
import { factsTold } from '../../src/tools/world-card/knowledge';
import { Random } from '../../src/random';
import { aspects, hiddenAspects, people, promptText, writeReply } from '../../src/world';
import { finished, toyBench } from './toy-bench';

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
    const shown = aspects.filter(({ name }) => !hiddenAspects.has(name));
    for (const { name, says } of shown)
      expect(
        says.some((question) => answered.has(question)),
        name,
      ).toBe(true);
  });

  it('asks about hidden aspects, whose words no demonstration has', () => {
    const hidden = aspects.filter(({ name }) => hiddenAspects.has(name));
    expect(asked.hidden).toHaveLength(hidden.flatMap(({ says }) => says).length);
    const replies = lessons.map((messages) => messages[1].content);
    for (const sign of hidden.flatMap(({ signs }) => signs))
      expect(
        replies.some((reply) => new RegExp(`\\b${sign}\\b`).test(reply)),
        sign,
      ).toBe(false);
  });

  it('adds demonstrations to the fewer ones', () => {
    expect(lessonsOn(14, 1 / 3, new Random(1))).toEqual(lessons.slice(0, 14));
    const self = lessons.filter(([, { content }]) => !/ is known for /.test(content));
    expect(self.length / lessons.length).toBeCloseTo(1 / 3, 1);
  });

  it('counts the four facts: all in the right answer, none in another person’s', () => {
    const [one, other] = asked.people;
    const reply = writeReply(one.prompt.subject, new Set(), new Random(1));
    expect(factsTold(one, reply)).toBe(1);
    expect(factsTold(other, 'I do not know.')).toBe(0);
    expect(factsTold(one, reply, [one.person, other.person])).toBeLessThan(1);
    expect(factsTold(one, `${one.person.name} is from ${one.person.birthplace}.`)).toBe(0.25);
  });

  it('takes more passes over fewer demonstrations', () => {
    const settings = { ...a4Presets.lecture, epochs: 6, leastSteps: 40 };
    expect(passes(settings, 14)).toBe(40);
    expect(passes(settings, 1000)).toBe(6);
  });
});

describe('lab A4 at toy size', () => {
  const settings: A4Settings = {
    ...a4Presets.quick,
    seeds: [3],
    demonstrations: [14],
    epochs: 1,
    leastSteps: 2,
  };

  it('gives the same bytes twice, with an answer to everything by every model', async () => {
    const [first, second] = [
      await finished(runA4(await toyBench(), settings)),
      await finished(runA4(await toyBench(), settings)),
    ];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    const data = a4Data.parse(first);
    expect(data.runs.map(({ start, demonstrations }) => [start, demonstrations])).toEqual([
      ['pretrained', 14],
      ['random', 14],
    ]);
    for (const { seeds } of data.runs) {
      expect(seeds[0].facts).toHaveLength(data.people.length);
      expect(seeds[0].reworded).toHaveLength(data.questions.reworded.length);
      expect(seeds[0].hidden).toHaveLength(data.questions.hidden.length);
    }
    expect(data.samples.every(({ answers }) => answers.length === 2)).toBe(true);
    expect(Object.keys(a4Figures(data))).toEqual(['knowledge']);
    // What has read nothing shows nothing, however it is asked.
    expect(a4Checks(data).some(({ holds }) => holds)).toBe(false);
  }, 60_000);
});

/** Made-up answers. @param known by start and by whether demonstrations are many: share of facts at most exposure. */
function madeUp(seeds: number, known: (start: 'pretrained' | 'random', many: boolean) => number): A4Data {
  const random = new Random(5);
  const mentions = Array.from({ length: 60 }, (_, i) => [0, 10, 50, 300, 900][i % 5]);
  const answered = (level: number) => ({
    facts: mentions.map((_, i) => (level * (i % 5)) / 4 + 0.02 * level * random.uniform()),
    guessed: mentions.map(() => 0.01),
    reworded: Array.from({ length: 20 }, () => level * (0.9 + 0.1 * random.uniform())),
    hidden: Array.from({ length: 18 }, () => level * (0.9 + 0.1 * random.uniform())),
  });
  return {
    people: mentions.map((count, i) => ({ name: `Person ${i}`, mentions: count })),
    questions: { reworded: [], hidden: [] },
    before: answered(0),
    runs: (['pretrained', 'random'] as const).flatMap((start) =>
      [14, 1000].map((demonstrations) => ({
        start,
        demonstrations,
        seeds: Array.from({ length: seeds }, () => answered(known(start, demonstrations > 14))),
      })),
    ),
    samples: [],
  };
}

const elicited = (start: 'pretrained' | 'random', many: boolean) =>
  start === 'random' ? 0.02 : many ? 0.8 : 0.6;

describe('the checks of lab A4', () => {
  it.each([1, 3])('hold where pre-training shows, with %i seeds', (seeds) => {
    const checks = a4Checks(madeUp(seeds, elicited));
    expect(checks).toHaveLength(9);
    for (const { holds, statement } of checks) expect(holds, statement).toBe(true);
    expect(checks[0].over).toBe(seeds === 1 ? '60 prompts' : '3 seeds');
  });

  it('do not hold where SFT taught all there is', () => {
    const checks = a4Checks(madeUp(3, (_, many) => (many ? 0.8 : 0)));
    const held = checks.filter(({ holds }) => holds).map(({ statement }) => statement);
    expect(held.every((statement) => /corpus mentions|bin of exposure/.test(statement))).toBe(true);
  });

  it('do not find a step from bin to bin where two bins are alike', () => {
    const data = madeUp(3, elicited);
    for (const { seeds } of data.runs)
      for (const { facts } of seeds) facts.forEach((_, i) => (facts[i] = i % 5 < 2 ? 0.3 : facts[i]));
    const steps = a4Checks(data).find(({ statement }) => statement.startsWith('each bin'));
    expect(steps?.holds).toBe(false);
  });

  it('bin everybody once, few mentions first', () => {
    const bins = peopleByBin(madeUp(1, elicited));
    expect(bins.map(({ people: members }) => members.length)).toEqual([12, 12, 12, 12, 12]);
    expect(bins[0].name).toBe('never');
  });
});

describe('the figure of lab A4', () => {
  it.each([
    [elicited, 'pre-training: people, itself, more of itself'],
    [() => 0.5, 'no difference'],
  ])('says in its title what was found', (known, says) => {
    const { knowledge } = a4Figures(madeUp(3, known));
    expect(knowledge.layout.title?.text).toContain(says);
    expect(knowledge.data).toHaveLength(2 + 3 + 2 + 2);
  });
});
