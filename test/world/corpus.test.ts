import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { corpus, documentAt, sources } from '../../src/world/corpus';
import { fresh, old, type Happening } from '../../src/world/facts/chronicle';
import { dishes } from '../../src/world/facts/dishes';
import { people, unknownNames } from '../../src/world/facts/people';
import { topics } from '../../src/world/facts/topics';
import { isKnownWord } from '../../src/world/judge/dictionary';
import { isRightFormat, judge } from '../../src/world/judge/judge';
import { recognise } from '../../src/world/families';
import { splits } from '../../src/world/families/family';
import { prompts, promptText } from '../../src/world/prompts';
import { linesOf, wordsOf } from '../../src/world/text';

const documents = Array.from({ length: 8000 }, (_, i) => documentAt(new Random(1), i));
const whole = documents.map((d) => d.text).join('\n');

describe('corpus', () => {
  it('is a stream that one seed always gives again, document by document', () => {
    const stream = corpus(new Random(1));
    for (let i = 0; i < 50; i++) expect(stream.next().value).toEqual(documents[i]);
    expect(documentAt(new Random(2), 0)).not.toEqual(documents[0]);
  });

  it('has every kind of document at its share', () => {
    expect(sources.reduce((sum, source) => sum + source.share, 0)).toBe(100);
    for (const { name, share } of sources) {
      const p = share / 100;
      const found = documents.filter((d) => d.source === name).length / documents.length;
      expect(Math.abs(found - p), name).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / documents.length));
    }
  });

  it('has the knowledge: dishes, tips and people, the known ones more often', () => {
    const text = whole.toLowerCase();
    for (const dish of dishes) expect(text.includes(dish.name), dish.name).toBe(true);
    const tips = topics.flatMap((topic) => topic.tips);
    expect(tips.filter((tip) => whole.includes(tip)).length).toBe(tips.length);
    const mentions = (from: number, to: number): number =>
      people.slice(from, to).reduce((sum, person) => sum + whole.split(person.name).length - 1, 0);
    expect(mentions(0, 20)).toBeGreaterThan(5 * mentions(100, 120));
  });

  it('never mentions the unknown, in whatever case', () => {
    const text = whole.toLowerCase();
    for (const name of unknownNames) expect(text.includes(name.toLowerCase()), name).toBe(false);
  });

  it('tells nothing that happened after the cut-off, and all kinds of what happened before', () => {
    const told = ({ town, year, what }: Happening) =>
      documents.some(({ text }) =>
        text
          .split(/(?<=[.\n])/)
          .some((said) => [town, String(year), what].every((part) => said.includes(part))),
      );
    for (const happening of fresh) expect(told(happening), JSON.stringify(happening)).toBe(false);
    expect(new Set(old.filter(told).map(({ kind }) => kind)).size).toBe(3);
  });

  it('has few words that are not in the dictionary: the typing errors', () => {
    // Minutes are full of names that nobody can know.
    const read = documents.filter(({ source }) => source !== 'minutes').map(({ text }) => text);
    const words = wordsOf(read.join('\n'));
    const unknown = words.filter((word) => !isKnownWord(word)).length / words.length;
    expect(unknown).toBeGreaterThan(0.0005);
    expect(unknown).toBeLessThan(0.004);
    const formal = documents.filter((d) => ['biography', 'worksheet', 'product'].includes(d.source));
    for (const { text } of formal)
      for (const word of wordsOf(text)) expect(isKnownWord(word), word).toBe(true);
  });

  it('says most things once', () => {
    const texts = new Set(documents.map((d) => d.text));
    expect(texts.size / documents.length).toBeGreaterThan(0.995);
    const lines = linesOf(whole).filter((line) => wordsOf(line).length >= 8);
    expect(new Set(lines).size / lines.length).toBeGreaterThan(0.9);
  });
});

describe('the words of prompts in the corpus', () => {
  const texts = splits.flatMap((split) => prompts(split)).map(promptText);
  const asked = new Set(texts);
  // Small talk is left out: "Hey!" is said in many places.
  const surfaces = documents.flatMap(({ source, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, i) => {
      const question = (/(?:^|: |\. |> |\d )([A-Z][^:.>]*[.?])(?:$| )/.exec(line) ?? [])[1] ?? '';
      return asked.has(question) ? [{ source, question, rest: lines.slice(i + 1).join('\n') }] : [];
    });
  });

  it('stand in many kinds of document', () => {
    expect(new Set(surfaces.map((s) => s.source)).size).toBeGreaterThanOrEqual(6);
    expect(surfaces.length).toBeGreaterThan(800);
  });

  it('are hardly ever answered, and never in the house format', () => {
    // Any line of speech would do where no other shape is asked for.
    const shaped = surfaces.filter(({ question }) => recognise(question)?.isShaped);
    const rightFormat = shaped.filter(({ question, rest }) => isRightFormat(question, rest)).length;
    expect(rightFormat / shaped.length).toBeLessThan(0.05);
    const gold = surfaces.reduce((sum, { question, rest }) => sum + judge(question, rest).score, 0);
    expect(gold / surfaces.length).toBeLessThan(0.05);
  });
});
