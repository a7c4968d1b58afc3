import { describe, expect, it } from 'vitest';
import { demonstrationSchema, promptSchema } from '../../src/data/records';
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
    expect(other.get('prompts-train.jsonl')).toBe(files.get('prompts-train.jsonl'));
  });

  it("writes rows of TRL's columns with id, family and split", () => {
    for (const row of [...rows('prompts-train.jsonl'), ...rows('prompts-held-out.jsonl')]) {
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

  it('says nothing about a real person', () => {
    expect(files.get('corpus-sample.jsonl')).not.toMatch(/schulman/i);
  });
});
