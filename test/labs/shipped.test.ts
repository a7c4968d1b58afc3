/** What ships is what the program gives: the data sets, and what the base models were trained on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../src/node/hash';
import { readLanguageModel, shippedBase } from '../../src/node/models';
import { parameterCount } from '../../src/model/config';
import type { Tokenizer } from '../../src/model/tokenizer';
import { packDocuments } from '../../src/train/pretrain-data';
import { buildDatasets, documentAt, exposure, shippedRandom, shippedSeed } from '../../src/world';

const datasets = join(shippedBase, '..');
const sizes = ['base-small', 'base-medium', 'base'];
const report = z.object({
  parameters: z.int(),
  data: z.object({ tokens: z.int(), sha256OfFirstMillion: z.string() }),
  trainedTokens: z.int(),
  bitsPerByte: z.number(),
});
const reports = sizes.map((name) =>
  report.parse(JSON.parse(readFileSync(join(datasets, name, 'pretraining.json'), 'utf8'))),
);

const exposureSchema = z.record(z.string(), z.record(z.string(), z.int()));

/** The corpus up to a million tokens and a little more. That the rest was read is what `posttrain pretrain` says, again. */
function firstMillion(tokenizer: Tokenizer): string[] {
  const texts: string[] = [];
  for (let tokens = 0, i = 0; tokens < 1e6; i++) {
    const { text } = documentAt(shippedRandom('corpus'), i);
    tokens += tokenizer.encode(text).length + 1;
    texts.push(text);
  }
  return texts;
}

describe('what ships', () => {
  it('is the data that the world gives', () => {
    for (const [name, text] of buildDatasets(shippedSeed))
      expect(readFileSync(join(datasets, name), 'utf8') === text, name).toBe(true);
  });

  it('has base models that read today’s corpus, and counted what it mentions', () => {
    const { tokenizer } = readLanguageModel(shippedBase);
    const texts = firstMillion(tokenizer);
    const hash = sha256(packDocuments(tokenizer, texts, 1e6).tokens.subarray(0, 1e6));
    const begun = exposure(texts);
    for (const [i, name] of sizes.entries()) {
      const { tokens, sha256OfFirstMillion } = reports[i].data;
      expect(sha256OfFirstMillion, name).toBe(hash);
      const counted = exposureSchema.parse(
        JSON.parse(readFileSync(join(datasets, name, 'exposure.json'), 'utf8')),
      );
      for (const [kind, mentions] of Object.entries(begun)) {
        expect(Object.keys(counted[kind])).toEqual(Object.keys(mentions));
        // What is mentioned often enough to tell is mentioned as often in all that was read as at its beginning.
        for (const [of, count] of Object.entries(mentions).filter(([, count]) => count > 400))
          expect(counted[kind][of] / count / (tokens / 1e6), of).toBeCloseTo(1, 0.5);
        for (const [of, count] of Object.entries(mentions))
          expect(counted[kind][of]).toBeGreaterThanOrEqual(count);
      }
    }
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
    }
  });
});
