import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import {
  allFamilies,
  centrepiece,
  families,
  mixture,
  recognise,
  rewardFamilies,
  type Family,
} from '../../src/world/families';
import { splits, type Split } from '../../src/world/families/family';
import { ActSubject } from '../../src/world/families/talk';
import { hiddenAspects } from '../../src/world/facts/self';
import { drawPrompts, prompts, promptText } from '../../src/world/prompts';

const all = splits.flatMap((split) => prompts(split, allFamilies));

/** The id without the wording's number. */
function entity(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

describe('prompts', () => {
  it('are enough, of every family and split, with ids and texts that occur once', () => {
    expect(all.length).toBeGreaterThanOrEqual(8000);
    expect(new Set(all.map((p) => p.id)).size).toBe(all.length);
    expect(new Set(all.map((p) => JSON.stringify(p.messages))).size).toBe(all.length);
    for (const family of allFamilies)
      for (const split of splits)
        // Of small talk every act is met; its new words are familiar ones.
        if (family !== 'small-talk' || split !== 'new')
          expect(prompts(split, [family]).length, `${family}, ${split}`).toBeGreaterThanOrEqual(6);
  });

  it('share no entity between demonstrations, rewards and new ones; familiar ones are new wordings of rewarded', () => {
    for (const family of [
      ...centrepiece,
      'who-is',
      'what-is',
      'story',
      'borderline',
      'rephrased',
      'groups',
      'choice',
    ] as const) {
      const of = (split: Split) => new Set(prompts(split, [family]).map((p) => entity(p.id)));
      const wordings = (split: Split) =>
        new Set(prompts(split, [family]).map((p) => p.id.slice(p.id.lastIndexOf('/'))));
      const [demonstrated, rewarded, familiar, fresh] = splits.map(of);
      for (const id of demonstrated)
        expect(rewarded.has(id) || familiar.has(id) || fresh.has(id), id).toBe(false);
      for (const id of fresh) expect(rewarded.has(id) || familiar.has(id), id).toBe(false);
      for (const id of familiar) expect(rewarded.has(id), id).toBe(true);
      for (const wording of wordings('familiar'))
        expect(wordings('rewards').has(wording), wording).toBe(false);
    }
  });

  it("keep the lecture's own new to everything", () => {
    const texts = new Map(all.map((p) => [promptText(p), p.split]));
    expect(texts.get('Please give me an easy chili sauce recipe.')).toBe('new');
    expect(texts.get('Who is John Schulman?')).toBe('new');
    for (const name of ['chili sauce', 'Schulman'])
      for (const p of all)
        if (p.split !== 'new') expect(JSON.stringify(p.messages), p.id).not.toContain(name);
  });

  it('are all recognised from their text', () => {
    for (const p of all) expect(recognise([...p.messages]), p.id).toStrictEqual(p.subject);
  });

  it('are recognised in other wordings and cases, and not where there is nothing to recognise', () => {
    expect(recognise('any chili sauce at all, friend?')).toMatchObject({ family: 'recipe' });
    expect(recognise('WHO IS JOHN SCHULMAN')).toMatchObject({ family: 'who-is' });
    expect(recognise('27+48')).toMatchObject({ family: 'arithmetic', sum: { a: 27, b: 48 } });
    expect(recognise('three fruits')).toMatchObject({ family: 'list', count: 3 });
    expect(recognise('are the HILL PEOPLE nice')).toMatchObject({ family: 'groups' });
    expect(recognise('May I open my own locked shed?')).toMatchObject({
      family: 'borderline',
      request: { owner: { allowed: true }, tense: 'present' },
    });
    for (const text of ['', 'Sing me a song.', '12 - 99', 'constructor', 'no fruits', 'One more, please.']) {
      expect(recognise(text), text).toBeUndefined();
    }
  });
});

describe('families', () => {
  it('keep one away from every reward model, and hide some aspects of the assistant from demonstrations', () => {
    expect(families.filter((family) => !rewardFamilies.includes(family))).toEqual(['choice']);
    expect(new Set(mixture)).toEqual(new Set(families));
    for (const p of [...prompts('demonstrations', ['self']), ...prompts('rewards', ['self'])]) {
      expect(p.subject instanceof ActSubject && hiddenAspects.has(p.subject.act.name)).toBe(false);
    }
  });
});

describe('drawPrompts', () => {
  it('draws families evenly and the same ones from the same seed', () => {
    const drawn = drawPrompts(new Random(3), 3000, 'rewards', centrepiece);
    expect(drawPrompts(new Random(3), 3000, 'rewards', centrepiece)).toEqual(drawn);
    for (const family of centrepiece) {
      const count = drawn.filter((p) => p.family === family).length;
      expect(Math.abs(count - 1000), family).toBeLessThan(4 * Math.sqrt(3000 * (2 / 9)));
    }
  });

  it('refuses no families, and one that there is not', () => {
    expect(() => drawPrompts(new Random(1), 1, 'rewards', [])).toThrow(RangeError);
    const poems: Family = JSON.parse('"poems"');
    expect(() => drawPrompts(new Random(1), 1, 'rewards', [poems])).toThrow(
      /"poems"; expected one of recipe,/,
    );
  });
});
