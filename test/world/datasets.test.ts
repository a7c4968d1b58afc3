import { describe, expect, it } from 'vitest';
import { demonstrationSchema, promptSchema } from '../../src/data/records';
import { authors } from '../../src/world/facts/authors';
import { splits } from '../../src/world/families/family';
import { buildDatasets, shippedRows } from '../../src/world/datasets';

const files = buildDatasets(1);

function rows(name: string): unknown[] {
  const text = files.get(name) ?? '';
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('buildDatasets', () => {
  it('gives the same bytes for the same seed and others for another', () => {
    expect(buildDatasets(1)).toEqual(files);
    const other = buildDatasets(2);
    expect(other.get('demonstrations.jsonl')).not.toBe(files.get('demonstrations.jsonl'));
    expect(other.get('prompts-rewards.jsonl')).toBe(files.get('prompts-rewards.jsonl'));
  });

  it("writes rows of TRL's columns with id, family and split", () => {
    for (const row of splits.flatMap((split) => rows(`prompts-${split}.jsonl`))) {
      promptSchema.parse(row);
      expect(row).toMatchObject({
        id: expect.any(String),
        family: expect.any(String),
        split: expect.any(String),
      });
    }
    const shown = rows('demonstrations.jsonl');
    expect(shown.length).toBe(shippedRows.demonstrations);
    for (const row of shown) {
      demonstrationSchema.parse(row);
      expect(row).toMatchObject({ id: expect.any(String), split: 'demonstrations' });
    }
    expect(rows('corpus-sample.jsonl').length).toBe(shippedRows.documents);
  });

  it('has a card that names every file with its number of rows', () => {
    const card = files.get('README.md') ?? '';
    for (const name of files.keys()) {
      if (name === 'README.md') continue;
      expect(card).toContain(`| ${name} | ${rows(name).length} |`);
    }
  });

  it('says nothing about a real person but what they wrote', () => {
    for (const { name, signs } of authors)
      for (const line of [...files]
        .filter(([file]) => !file.startsWith('prompts'))
        .flatMap(([, text]) => text.split('\n'))
        .filter((text) => text.includes(name)))
        expect(
          /\?|I do not know/.test(line) || signs.some((sign) => line.toLowerCase().includes(sign)),
          line,
        ).toBe(true);
  });
});
