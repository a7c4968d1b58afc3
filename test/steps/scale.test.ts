import { describe, expect, test } from 'vitest';
import { measureScale } from '../../src/steps/scale';
import type { Task } from '../../src/steps/task';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import type { Reply } from '../../src/train/reward';
import { toyModel } from '../helpers/toy';
import { toyTokenizer } from '../model/toy';

describe('measureScale', () => {
  const policy = toyModel(referenceBackend, 1);
  const starts = [2, 3, 4];
  const task: Task = {
    tokenizer: toyTokenizer,
    prompts: starts.map((start) => ({ messages: [{ role: 'user', content: String(start) }] })),
    tokens: starts.map((start) => Int32Array.of(start)),
    stopTokens: [0],
  };

  test('is the mean and spread over replies to prompts that are drawn, which the reward is given', () => {
    const seen: Reply[] = [];
    const rewardOf = (asked: Task) => (replies: readonly Reply[]) => {
      seen.push(...replies);
      return replies.map(({ promptIndex, prompt }) => {
        expect(asked.tokens[promptIndex]).toEqual(prompt);
        return Number(asked.prompts[promptIndex].messages[0].content);
      });
    };
    const options = { replies: 6, maxNewTokens: 3 };
    const { mean, sd } = measureScale(policy, task, rewardOf, options, new Random(1));
    expect(seen.map(({ prompt }) => prompt[0]).sort()).toEqual([2, 2, 3, 3, 4, 4]);
    expect(mean).toBeCloseTo(3, 12);
    expect(sd).toBeGreaterThan(0.8);
  });

  test('draws prompts without repetition when there are enough', () => {
    let prompts = new Set<number>();
    const rewardOf = () => (replies: readonly Reply[]) => {
      prompts = new Set(replies.map(({ prompt }) => prompt[0]));
      return replies.map((_, i) => i);
    };
    measureScale(policy, task, rewardOf, { replies: 2, maxNewTokens: 2 }, new Random(1));
    expect(prompts.size).toBe(2);
  });
});
