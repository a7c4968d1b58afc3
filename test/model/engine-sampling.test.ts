/** The engine draws tokens by the same rules as `sampleToken`, its readable twin. */
import { describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import { engineBackend } from '../../src/model/engine-backend';
import { sampleToken } from '../../src/model/sampling';
import { Random } from '../../src/random';
import { testEngine } from '../helpers/engines';
import { toyConfig, toyModel } from '../helpers/toy';

describe('drawing a token', () => {
  const config = { ...toyConfig, vocab_size: 203 };
  const random = new Random(21);
  const prompts = Array.from({ length: 200 }, () => Array.from({ length: 4 }, () => random.int(203)));

  it.each([
    { temperature: 1, topK: 0, topP: 1 },
    { temperature: 0.6, topK: 0, topP: 1 },
    { temperature: 1.4, topK: 7, topP: 1 },
    { temperature: 1, topK: 0, topP: 0.7 },
    { temperature: 0.9, topK: 30, topP: 0.5 },
    { temperature: 1, topK: 500, topP: 0 },
    { temperature: 0, topK: 3, topP: 0.2 },
  ])('%o', async (rule) => {
    const model = toyModel(engineBackend(await testEngine()), 5, config);
    const options = { ...rule, maxNewTokens: 1, stopTokens: [], random: new Random(8) };
    const drawn = model.generate(prompts, options).map(({ tokens }) => tokens[0]);
    const logits = model.logits(toBatch(prompts));
    const expected = prompts.map((_, i) => {
      const last = logits.subarray((4 * i + 3) * 203, (4 * i + 4) * 203);
      return sampleToken(last, rule, new Random(8).split(i).uniform());
    });
    expect(drawn).toEqual(expected);
  });
});
