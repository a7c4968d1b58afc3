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
import { ActSubject } from '../../src/world/families/talk';
import { hiddenAspects } from '../../src/world/facts/self';
import { drawPrompts, prompts, promptText } from '../../src/world/prompts';

const train = prompts('train', allFamilies);
const heldOut = prompts('held-out', allFamilies);
const all = [...train, ...heldOut];

/** The id without the wording's number. */
function entity(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

describe('prompts', () => {
  it('are enough, of every family, with ids and texts that occur once', () => {
    expect(train.length).toBeGreaterThanOrEqual(5000);
    expect(heldOut.length).toBeGreaterThanOrEqual(2500);
    expect(new Set(all.map((p) => p.id)).size).toBe(all.length);
    expect(new Set(all.map((p) => JSON.stringify(p.messages))).size).toBe(all.length);
    for (const family of allFamilies) {
      expect(prompts('train', [family]).length, family).toBeGreaterThanOrEqual(30);
      expect(prompts('held-out', [family]).length, family).toBeGreaterThanOrEqual(10);
    }
  });

  it('hold out whole entities and whole wordings', () => {
    for (const family of [...centrepiece, 'story', 'borderline', 'rephrased', 'groups', 'choice'] as const) {
      const seen = new Set(prompts('train', [family]).map((p) => entity(p.id)));
      const wordings = new Set(prompts('train', [family]).map((p) => p.id.slice(p.id.lastIndexOf('/'))));
      const held = prompts('held-out', [family]);
      expect(
        held.some((p) => !seen.has(entity(p.id))),
        family,
      ).toBe(true);
      for (const p of held) {
        const newWording = !wordings.has(p.id.slice(p.id.lastIndexOf('/')));
        expect(newWording || !seen.has(entity(p.id)), p.id).toBe(true);
      }
    }
  });

  it("hold out the lecture's own", () => {
    const texts = new Map(all.map((p) => [promptText(p), p.split]));
    expect(texts.get('Please give me an easy chili sauce recipe.')).toBe('held-out');
    expect(texts.get('Who is John Schulman?')).toBe('held-out');
    for (const name of ['chili sauce', 'Schulman']) {
      expect(train.some((p) => JSON.stringify(p.messages).includes(name))).toBe(false);
    }
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
    for (const p of prompts('train', ['self'])) {
      expect(p.subject instanceof ActSubject && hiddenAspects.has(p.subject.act.name)).toBe(false);
    }
  });
});

describe('drawPrompts', () => {
  it('draws families evenly and the same ones from the same seed', () => {
    const drawn = drawPrompts(new Random(3), 3000, 'train', centrepiece);
    expect(drawPrompts(new Random(3), 3000, 'train', centrepiece)).toEqual(drawn);
    for (const family of centrepiece) {
      const count = drawn.filter((p) => p.family === family).length;
      expect(Math.abs(count - 1000), family).toBeLessThan(4 * Math.sqrt(3000 * (2 / 9)));
    }
  });

  it('refuses no families, and one that there is not', () => {
    expect(() => drawPrompts(new Random(1), 1, 'train', [])).toThrow(RangeError);
    const poems: Family = JSON.parse('"poems"');
    expect(() => drawPrompts(new Random(1), 1, 'train', [poems])).toThrow(/"poems"; expected one of recipe,/);
  });
});
