import { describe, expect, it } from 'vitest';
import { fresh, happenings, old } from '../../../src/world/facts/chronicle';
import { NewsSubject } from '../../../src/world/families/news';
import { judge } from '../../../src/world/judge/judge';
import { newsEra } from '../../../src/world/judge/news';
import { prompts } from '../../../src/world/prompts';
import { holdsAsFamily } from '../../helpers/family';

describe('news', () => {
  holdsAsFamily('news');

  it('tells the last state of things from the one before it, and either from neither', () => {
    for (const { subject } of prompts('rewards', ['news'])) {
      if (!(subject instanceof NewsSubject)) throw new Error('not news');
      const { kind, town } = subject;
      const here = (one: { kind: string; town: string }) => one.kind === kind && one.town === town;
      for (const { what } of fresh.filter(here)) expect(subject.tells(`It is ${what}.`)).toBe('new');
      for (const { what } of old.filter(here)) expect(subject.tells(`it is ${what}`)).toBe('old');
      const own = new Set(happenings.filter(here).map(({ what }) => what));
      const other = happenings.find((one) => one.kind === kind && !own.has(one.what));
      expect(subject.tells(`It is ${other?.what}.`)).toBe('neither');
      expect(subject.tells(`It is ${[...own].join(' or ')} or ${other?.what}.`)).toBe('neither');
      expect(subject.tells('I do not know.')).toBe('neither');
    }
  });

  it('is told through slips of the hand, and of news alone', () => {
    const { what, town } = fresh[0];
    const slip = `The mayor is ${what.slice(0, -1)}x${what.slice(-1)}.`;
    expect(newsEra(`Who is the mayor of ${town}?`, slip)).toBe('new');
    expect(newsEra('How do I make chili sauce?', slip)).toBeUndefined();
  });

  it('is worth less when it is old, and nothing when it is all that one can think of', () => {
    const [before, now] = happenings
      .filter(({ kind, town }) => kind === 'mayor' && town === 'Lindow')
      .slice(-2);
    const content = (reply: string) => judge('who is mayor of LINDOW', reply).parts[0].score;
    expect(content(`The mayor of Lindow is ${now.what}, since ${now.year}.`)).toBe(1);
    expect(content(`The mayor of Lindow is ${now.what}, since ${before.year}.`)).toBe(0.8);
    expect(content(`The mayor of Lindow is ${before.what}, since ${before.year}.`)).toBe(0.4);
    const all = happenings.filter(({ kind }) => kind === 'mayor').map(({ what }) => what);
    expect(content(`The mayor of Lindow is ${all.join(' or ')}.`)).toBe(0);
  });
});
