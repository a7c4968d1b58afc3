import { describe, expect, it } from 'vitest';
import { attributesSchema, improvedSchema, noteSchema, ratingSchema } from '../../../src/data/annotations';
import { asText, comparisonSchema } from '../../../src/data/records';
import { Random } from '../../../src/random';
import { annotator } from '../../../src/world/annotators/annotator';
import { improve } from '../../../src/world/annotators/improve';
import { drawPairs, label } from '../../../src/world/annotators/labels';
import { noteOn } from '../../../src/world/annotators/notes';
import { defaultTraits } from '../../../src/world/annotators/traits';
import { writeReply } from '../../../src/world/families/write';
import { misspeltShare } from '../../../src/world/judge/dictionary';
import { judge } from '../../../src/world/judge/judge';
import { prompts, promptText } from '../../../src/world/prompts';
import { rewardFamilies } from '../../../src/world/families';

const one = annotator();
const pairs = drawPairs(new Random(1), { count: 400 });
const labels = label(one, pairs, new Random(2));

describe('labels', () => {
  it('are rows of their schemas, one a pair or one a reply', () => {
    for (const row of labels.comparisons) expect(comparisonSchema.parse(row)).toBeTruthy();
    for (const row of labels.ratings) expect(ratingSchema.parse(row)).toBeTruthy();
    for (const row of labels.attributes) expect(attributesSchema.parse(row)).toBeTruthy();
    for (const row of labels.notes) expect(noteSchema.parse(row)).toBeTruthy();
    for (const row of labels.improved) expect(improvedSchema.parse(row)).toBeTruthy();
    expect(Object.values(labels).map((rows) => rows.length)).toEqual([400, 800, 800, 400, 400]);
    const ids = labels.attributes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are the same from the same seed, whatever the count, and never of a family kept apart', () => {
    const few = drawPairs(new Random(1), { count: 10 });
    expect(few).toEqual(pairs.slice(0, 10));
    expect(label(one, few, new Random(2)).improved).toEqual(labels.improved.slice(0, 10));
    for (const { first, second, asked } of pairs) {
      expect(first).not.toBe(second);
      expect(rewardFamilies).toContain(asked.family);
    }
  });
});

describe('notes', () => {
  it('name the part that was hurt', () => {
    for (const [flaw, part] of [
      ['wrong', 'content'],
      ['repeat', 'repetition'],
      ['filler', 'directness'],
      ['typos', 'spelling'],
      ['cut', 'ending'],
    ] as const) {
      const [prompt] = prompts('rewards', ['recipe']);
      const good = writeReply(prompt.subject, new Set(), new Random(5));
      const bad = writeReply(prompt.subject, new Set([flaw]), new Random(5));
      const { reason, note } = noteOn(defaultTraits, promptText(prompt), good, bad);
      expect(reason).toBe(part);
      expect(note).toContain(part);
    }
  });

  it('admit to taste where nothing decides', () => {
    const [prompt] = prompts('rewards', ['recipe']);
    const reply = writeReply(prompt.subject, new Set(), new Random(5));
    expect(noteOn(defaultTraits, promptText(prompt), reply, reply).reason).toBe('taste');
  });
});

describe('improved completions', () => {
  it('are better than the chosen ones but for the spelling, which is worse', () => {
    const gold = (prompt: (typeof pairs)[number]['prompt'], reply: string): number => {
      const { parts } = judge(prompt, reply);
      const content = parts.filter(({ name }) => name !== 'spelling');
      return content.reduce((product, { score, weight }) => product * (1 - weight * (1 - score)), 1);
    };
    let better = 0;
    for (const { prompt, chosen, improved } of labels.improved) {
      better += (gold(prompt, improved) - gold(prompt, asText(chosen))) / labels.improved.length;
    }
    expect(better).toBeGreaterThan(0.05);
    const texts = labels.improved.map((row) => row.improved);
    expect(misspeltShare(...texts)).toBeGreaterThan(0.01);
    expect(misspeltShare(...texts)).toBeLessThan(0.045);
    expect(misspeltShare(...labels.improved.map((row) => asText(row.chosen)))).toBeLessThan(0.005);
  });

  it('by somebody without effort are the same reply, tidied', () => {
    const { prompt, first } = pairs[0];
    const careless = { ...defaultTraits, effort: 0, typoRate: 0 };
    const improved = improve(careless, prompt, first, new Random(1));
    expect(first.startsWith(improved.split('\n')[0])).toBe(true);
  });
});
