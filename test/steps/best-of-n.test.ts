import { describe, expect, test } from 'vitest';
import { bestOfNCurve, curveSizes, measurePool, type MeasuredPool } from '../../src/steps/best-of-n';
import type { Task } from '../../src/steps/task';
import { judge } from '../../src/world';
import { toyTokenizer } from '../model/toy';

const task: Task = {
  tokenizer: toyTokenizer,
  prompts: ['What is 2 + 3?', 'Sing of the sea'].map((content) => ({
    messages: [{ role: 'user', content }],
  })),
  tokens: [],
  stopTokens: [],
};
const pool = (promptIndex: number, replies: readonly [text: string, score: number][]) =>
  measurePool(task, {
    ...{ stage: 'best-of-n', type: 'prompt', step: 1, steps: 1, promptIndex, sampledTokens: 0 },
    samples: replies.map(([text, score]) => ({
      ...{
        promptIndex,
        prompt: Int32Array.of(1),
        logprobs: new Float32Array(),
        entropies: new Float32Array(),
        stopped: true,
        score,
      },
      tokens: Int32Array.from([...toyTokenizer.encode(text), toyTokenizer.eosId]),
    })),
  });

describe('measurePool', () => {
  test('keeps the reply with the highest reward, the first of equals, and judges all of them', () => {
    const { reply, proxies, golds } = pool(0, [
      ['It is 5.', 1],
      ['It is 7.', 2],
      ['Who knows?', 2],
    ]);
    expect(reply).toBe('It is 7.');
    expect(proxies).toEqual([1, 2, 2]);
    expect(golds).toEqual(
      ['It is 5.', 'It is 7.', 'Who knows?'].map((text) => judge('What is 2 + 3?', text).score),
    );
  });

  test('knows no gold for a prompt of another world', () => {
    expect(pool(1, [['La la.', 0]]).golds).toBeUndefined();
  });
});

describe('bestOfNCurve', () => {
  const measured = (proxies: number[], golds?: number[]): MeasuredPool => ({
    ...pool(0, [['x', 0]]),
    proxies,
    golds,
  });

  test('averages proxy over all prompts and gold over those of the world', () => {
    const pools = [measured([1, 3], [0.8, 0.2]), measured([5, 7])];
    expect(bestOfNCurve(pools, [1, 2])).toEqual([
      { n: 1, kl: 0, proxy: 4, gold: 0.5 },
      { n: 2, kl: Math.log(2) - 0.5, proxy: 5, gold: 0.2 },
    ]);
    expect(bestOfNCurve([measured([5, 7])], [2])[0].gold).toBeUndefined();
  });

  test('at powers of two and at all samples', () => {
    expect(curveSizes(1)).toEqual([1]);
    expect(curveSizes(8)).toEqual([1, 2, 4, 8]);
    expect(curveSizes(5)).toEqual([1, 2, 4, 5]);
  });
});
