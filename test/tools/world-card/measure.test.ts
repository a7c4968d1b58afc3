/** The measurements at toy size: what they must show on texts that are made for it, and the whole on a tiny network. */
import { beforeAll, describe, expect, it } from 'vitest';
import { behaviour, faultOf } from '../../../src/tools/world-card/behaviour';
import { barsOf, measurementsCard } from '../../../src/tools/world-card/card';
import { corpusMeasures, sampleOf } from '../../../src/tools/world-card/corpus-measures';
import { knowledge } from '../../../src/tools/world-card/knowledge';
import { measureSettings, measureWorld, type Measurements } from '../../../src/tools/world-card/measure';
import { copies } from '../../../src/tools/world-card/samples';
import { documentTask } from '../../../src/steps/task';
import { openBackend } from '../../../src/node/backends';
import { readLanguageModel, shippedBase } from '../../../src/node/models';
import { initialWeights } from '../../../src/model/weights';
import { Random } from '../../../src/random';
import { corpus, exposure, people, prompts, shippedRandom, writeReply } from '../../../src/world';

describe('corpusMeasures', () => {
  it('see repetition', () => {
    const texts = [...sampleOf(corpus(shippedRandom('corpus')), 100_000)];
    const [once, twice] = [corpusMeasures(texts), corpusMeasures([...texts, ...texts])];
    expect(once.uniqueDocuments).toBeGreaterThan(0.99);
    expect(twice.uniqueDocuments).toBe(0);
    expect(twice.uniqueLines).toBe(0);
    expect(twice.compressedBitsPerByte).toBeLessThan(0.6 * once.compressedBitsPerByte);
  });
});

describe('copies', () => {
  const corpusOf = ['One two three four five six seven eight nine.\nShort line.', 'Another page.'];

  it('count whole pages and long lines', () => {
    const pages = ['Another page.', 'One two three four five six seven eight nine.\nMore.'];
    expect(copies(pages, corpusOf)).toEqual({ pages: 2, wholePages: 0.5, lines: 1 });
  });

  it('find none in other text', () => {
    const pages = ['One two three four five six seven eight nine ten.'];
    expect(copies(pages, corpusOf)).toEqual({ pages: 1, wholePages: 0, lines: 0 });
  });
});

describe('faultOf', () => {
  const [asked] = prompts('familiar', ['recipe']);

  it('finds none in the right answer, to any family', () => {
    for (const family of [
      'recipe',
      'advice',
      'list',
      'who-is',
      'arithmetic',
      'small-talk',
      'story',
    ] as const) {
      const [prompt] = prompts('familiar', [family]);
      expect(faultOf(prompt, writeReply(prompt.subject, new Set(), new Random(1)), 0), family).toBeNull();
    }
  });

  it('calls a ramble off topic and a loop repetitive', () => {
    expect(faultOf(asked, 'My aunt lost the blue bucket at the fair.', 0)).toBe('off topic');
    expect(faultOf(asked, 'Anything', 0.9)).toBe('repetitive');
  });
});

describe('knowledge', () => {
  it('compares people one by one and in bins of exposure', () => {
    const half = people.filter(({ rank }) => rank % 2 === 1);
    const mentions = Object.fromEntries(people.map(({ name, rank }) => [name, rank <= 20 ? 600 : 30]));
    const own = new Map(half.map((person) => [person, person.rank <= 20 ? 1 : 0.25]));
    const none = new Map(half.map((person) => [person, 0]));
    const found = knowledge(own, none, mentions, new Random(1));
    expect(found.people).toBe(200);
    expect(found.bins.map(({ mentions: bin, people: n }) => [bin, n])).toEqual([
      ['20 to 99', 190],
      ['500 and more', 10],
    ]);
    expect(found.bins[1].pretrained.value).toBe(1);
    expect(found.difference.low).toBeGreaterThan(0.2);
  });
});

describe('measureWorld', () => {
  const results: Measurements[] = [];

  beforeAll(async () => {
    const backend = await openBackend('engine', 1);
    const shipped = readLanguageModel(shippedBase);
    const config = {
      ...shipped.config,
      hidden_size: 32,
      intermediate_size: 32,
      num_hidden_layers: 1,
      num_attention_heads: 1,
      num_key_value_heads: 1,
    };
    const weights = initialWeights(config, 'lm', new Random(1));
    const settings = {
      ...measureSettings,
      corpusBytes: 20_000,
      referenceDocuments: 200,
      pages: 6,
      prompts: 6,
      maxNewTokens: 16,
      demonstrations: 20,
      sft: { epochs: 1 },
      start: { demonstrations: 20, sft: { epochs: 1 } },
      teaching: { epochs: 1 },
    };
    const input = {
      backend,
      base: { ...shipped, config, weights },
      trainedDocuments: 100,
      exposure: exposure([]),
      settings,
      seed: 1,
    };
    for (let i = 0; i < 2; i++)
      for await (const event of measureWorld(input)) if (event.type === 'result') results.push(event.result);
  }, 60_000);

  it('gives the same numbers again', () => {
    expect(results[1]).toEqual(results[0]);
  });

  it('shows that a network which has read nothing meets no bar of fluency or knowledge', () => {
    const [result] = results;
    expect(result.fluency.model.grammatical.value).toBeLessThan(0.5);
    expect(result.behaviour.base.faulty.value).toBeGreaterThan(0.6);
    const met = barsOf(result).map((bar) => bar.met);
    expect(met[0]).toBe(false);
    expect(met[5]).toBe(false);
    expect(result.live).toHaveLength(20);
    const perfect = result.headroom.filter(({ replier }) => replier === 'perfect');
    expect(perfect.map(({ gold }) => gold > 0.95)).toEqual([true, true, true]);
    const card = measurementsCard(result, measureSettings, 1);
    expect(card).toContain('**no**');
    expect(card).toContain(result.behaviour.base.samples[0].prompt);
  });
});

describe('behaviour', () => {
  it('asks each prompt once and shows the first', async () => {
    const backend = await openBackend('engine', 1);
    const base = readLanguageModel(shippedBase);
    const asked = prompts('familiar', ['recipe']).slice(0, 8);
    const options = { maxNewTokens: 60, temperature: 0.7, shown: 3 };
    const model = backend.languageModel(base.config, base.weights);
    const found = behaviour(model, documentTask(base.tokenizer, asked), options, new Random(1));
    expect(found.replies).toBe(8);
    expect(found.samples).toHaveLength(3);
    expect(found.faulty.value).toBeCloseTo(found.repetitive + found.offTopic, 9);
    // Claim A1: what has read documents only does not answer.
    expect(found.faulty.value).toBeGreaterThan(0.6);
  });
});
