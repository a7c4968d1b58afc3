/** What ships is what the program gives: the data sets, and the tokens that the base model was trained on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../src/host/hash';
import { readLanguageModel, shippedBase } from '../../src/host/models';
import { packDocuments } from '../../src/train/pretrain-data';
import { buildDatasets, corpus, shippedRandom, shippedSeed } from '../../src/world';

const datasets = join(shippedBase, '..');

function* texts(): Generator<string> {
  for (const { text } of corpus(shippedRandom('corpus'))) yield text;
}

describe('what ships', () => {
  it('is the data that the world gives', () => {
    for (const [name, text] of buildDatasets(shippedSeed))
      expect(readFileSync(join(datasets, name), 'utf8') === text, name).toBe(true);
  });

  it('has a base model of today’s corpus', () => {
    const report = z.object({ data: z.object({ tokens: z.int(), sha256: z.string() }) });
    const { data } = report.parse(JSON.parse(readFileSync(join(shippedBase, 'pretraining.json'), 'utf8')));
    const { tokenizer } = readLanguageModel(shippedBase);
    expect(sha256(packDocuments(tokenizer, texts(), 14e6).tokens)).toBe(data.sha256);
  });
});
