import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { recognise } from '../../src/world/judge/recognise';
import { drawPrompts, prompts, promptText } from '../../src/world/prompts';
import { centrepiece, families } from '../../src/world/subject';

const train = prompts('train');
const heldOut = prompts('held-out');
const all = [...train, ...heldOut];

/** The id without the wording's number. */
function entity(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

describe('prompts', () => {
  it('are enough, of every family, with ids and texts that occur once', () => {
    expect(train.length).toBeGreaterThanOrEqual(1500);
    expect(heldOut.length).toBeGreaterThanOrEqual(300);
    expect(new Set(all.map((p) => p.id)).size).toBe(all.length);
    expect(new Set(all.map(promptText)).size).toBe(all.length);
    for (const family of families) {
      expect(prompts('train', [family]).length, family).toBeGreaterThanOrEqual(40);
      expect(prompts('held-out', [family]).length, family).toBeGreaterThanOrEqual(10);
    }
  });

  it('hold out whole entities and whole wordings', () => {
    for (const family of centrepiece) {
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
    expect(train.some((p) => promptText(p).includes('chili sauce'))).toBe(false);
  });

  it('are all recognised from their text', () => {
    for (const p of all) expect(recognise(promptText(p)), promptText(p)).toEqual(p.subject);
  });

  it('are recognised in other wordings and cases, and not where there is nothing to recognise', () => {
    expect(recognise('any chili sauce at all, friend?')).toMatchObject({ family: 'recipe' });
    expect(recognise('WHO IS JOHN SCHULMAN')).toMatchObject({ family: 'who-is' });
    expect(recognise('27+48')).toMatchObject({ family: 'arithmetic', sum: { a: 27, b: 48 } });
    expect(recognise('three fruits')).toMatchObject({ family: 'list', count: 3 });
    for (const text of ['', 'Sing me a song.', '12 - 99', 'constructor', 'no fruits']) {
      expect(recognise(text), text).toBeUndefined();
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

  it('refuses no families', () => {
    expect(() => drawPrompts(new Random(1), 1, 'train', [])).toThrow(RangeError);
  });
});
