import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/model/reference-backend';
import type { Reward } from '../../src/train/reward';
import { samplePool } from '../../src/train/sample-pool';
import { collect } from '../helpers/collect';
import { toyModel } from '../helpers/toy';

const prompts = [Int32Array.of(1, 3), Int32Array.of(1)];
const length: Reward = (replies) => replies.map(({ tokens }) => tokens.length);

function pool(options: { samplesPerPrompt?: number; maxNewTokens?: number; seed?: number }, from = prompts) {
  const policy = toyModel(referenceBackend, 1);
  return collect(samplePool(policy, from, [2], length, { samplesPerPrompt: 5, maxNewTokens: 4, ...options }));
}

describe('samplePool', () => {
  it('gives one record a prompt, with scored replies', async () => {
    const records = await pool({});
    expect(records.map(({ promptIndex, step, steps }) => [promptIndex, step, steps])).toEqual([
      [0, 1, 2],
      [1, 2, 2],
    ]);
    for (const { samples, promptIndex } of records) {
      expect(samples.length).toBe(5);
      for (const { score, tokens, logprobs, prompt, stopped } of samples) {
        expect(score).toBe(tokens.length);
        expect(logprobs.length).toBe(tokens.length);
        expect(prompt).toEqual(prompts[promptIndex]);
        expect(stopped).toBe(tokens.at(-1) === 2);
      }
      expect(new Set(samples.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(1);
    }
    const tokens = records.flatMap(({ samples }) => samples.map((sample) => sample.tokens.length));
    expect(records[1].sampledTokens).toBe(tokens.reduce((a, b) => a + b));
  });

  it('draws a sample alike whatever the other prompts and however many samples', async () => {
    const records = await pool({});
    const fewer = await pool({ samplesPerPrompt: 2 }, [prompts[0]]);
    expect(fewer[0].samples).toEqual(records[0].samples.slice(0, 2));
    expect(await pool({ seed: 1 })).not.toEqual(records);
  });

  it('refuses what cannot work', async () => {
    await expect(pool({ samplesPerPrompt: 0 })).rejects.toThrow('best-of-n: samplesPerPrompt is 0');
    await expect(pool({}, [new Int32Array(0)])).rejects.toThrow('best-of-n: prompt 0 has 0 tokens');
  });
});
