import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { requestActs, tenses } from '../../src/world/facts/requests';
import { hiddenAspects } from '../../src/world/facts/self';
import { recognise } from '../../src/world/judge/recognise';
import { drawPrompts, prompts, promptText, type Prompt } from '../../src/world/prompts';
import { allFamilies, centrepiece, families, mixture, rewardFamilies } from '../../src/world/subject';

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
    for (const p of all) expect(recognise([...p.messages]), p.id).toEqual(p.subject);
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

describe('requests on either side of the line', () => {
  const request = ({ subject }: Prompt) =>
    subject.family === 'borderline' || subject.family === 'rephrased' ? subject.request : undefined;

  it('come in pairs that share act, tense and split, half of them allowed', () => {
    const found = [
      ...prompts('train', ['borderline', 'rephrased']),
      ...prompts('held-out', ['borderline', 'rephrased']),
    ];
    const pairs = new Map<string, Prompt[]>();
    for (const p of found) {
      const r = request(p);
      const key = `${r?.act.thing} ${r?.owner.pair} ${r?.tense} ${p.id.slice(p.id.lastIndexOf('/'))}`;
      pairs.set(key, [...(pairs.get(key) ?? []), p]);
    }
    for (const [key, pair] of pairs) {
      expect(pair.map((p) => request(p)?.owner.allowed).sort(), key).toEqual([false, true]);
      expect(pair[0].split, key).toBe(pair[1].split);
    }
  });

  it('are asked in the present only, unless a lab asks for other tenses', () => {
    for (const p of prompts('train')) if (request(p)) expect(request(p)?.tense).toBe('present');
    const asked = new Set(prompts('train', ['borderline', 'rephrased']).map((p) => request(p)?.tense));
    expect([...asked].sort()).toEqual([...tenses].sort());
    const acts = new Set(prompts('train', ['borderline']).map((p) => request(p)?.act));
    expect(acts.size).toBeLessThan(requestActs.length);
  });
});

describe('questions about groups', () => {
  it('are the same about both groups of a pair, in the same split', () => {
    for (const split of ['train', 'held-out'] as const) {
      const bySide = [0, 1].map((side) =>
        prompts(split, ['groups']).flatMap((p) =>
          p.subject.family === 'groups' && p.subject.group.side === side
            ? [promptText(p).replace(p.subject.group.name, p.subject.group.pair)]
            : [],
        ),
      );
      expect(bySide[0]).toEqual(bySide[1]);
      expect(bySide[0].length).toBeGreaterThan(0);
    }
  });
});

describe('follow-ups', () => {
  it('make no sense without the turn before, and follow an answer', () => {
    for (const p of [...prompts('train', ['follow-up']), ...prompts('held-out', ['follow-up'])]) {
      expect(p.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user']);
      expect(recognise(promptText(p)), promptText(p)).toBeUndefined();
    }
  });
});

describe('families', () => {
  it('keep one away from every reward model, and hide some aspects of the assistant from demonstrations', () => {
    expect(families.filter((family) => !rewardFamilies.includes(family))).toEqual(['choice']);
    expect(new Set(mixture)).toEqual(new Set(families));
    for (const p of prompts('train', ['self'])) {
      expect(p.subject.family === 'self' && hiddenAspects.has(p.subject.aspect.name)).toBe(false);
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
