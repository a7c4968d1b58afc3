/** What ships is what the program gives: the data sets, and what the base models were trained on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../src/node/hash';
import { readLanguageModel, shippedBase } from '../../src/node/models';
import { parameterCount } from '../../src/model/config';
import { packDocuments } from '../../src/train/pretrain-data';
import { buildDatasets, documentAt, exposure, shippedRandom, shippedSeed } from '../../src/world';

const datasets = join(shippedBase, '..');
const sizes = ['base-small', 'base-medium', 'base'];
const report = z.object({
  parameters: z.int(),
  data: z.object({ documents: z.int(), sha256: z.string() }),
  trainedTokens: z.int(),
  bitsPerByte: z.number(),
});
const reports = sizes.map((name) =>
  report.parse(JSON.parse(readFileSync(join(datasets, name, 'pretraining.json'), 'utf8'))),
);

describe('what ships', () => {
  it('is the data that the world gives', () => {
    for (const [name, text] of buildDatasets(shippedSeed))
      expect(readFileSync(join(datasets, name), 'utf8') === text, name).toBe(true);
  });

  it('has base models of today’s corpus, with what it mentions counted', () => {
    const { documents } = reports[2].data;
    const random = shippedRandom('corpus');
    const texts = Array.from({ length: documents + 10 }, (_, i) => documentAt(random, i).text);
    const { tokenizer } = readLanguageModel(shippedBase);
    const hash = sha256(packDocuments(tokenizer, texts, 14e6).tokens);
    for (const { data } of reports) expect(data).toEqual({ ...reports[2].data, sha256: hash });
    const counted = exposure(texts.slice(0, documents));
    for (const name of sizes)
      expect(JSON.parse(readFileSync(join(datasets, name, 'exposure.json'), 'utf8')), name).toEqual(counted);
  });

  it('has three sizes of one family: one tokenizer, the larger the better', () => {
    const models = sizes.map((name) => readLanguageModel(join(datasets, name)));
    for (const [i, { config, tokenizer }] of models.entries()) {
      expect(parameterCount(config)).toBe(reports[i].parameters);
      expect(tokenizer.json).toEqual(models[2].tokenizer.json);
    }
    for (let i = 1; i < sizes.length; i++) {
      expect(reports[i].parameters).toBeGreaterThan(2 * reports[i - 1].parameters);
      expect(reports[i].bitsPerByte).toBeLessThan(reports[i - 1].bitsPerByte);
      expect(reports[i].trainedTokens).toBe(reports[i - 1].trainedTokens);
    }
  });
});
