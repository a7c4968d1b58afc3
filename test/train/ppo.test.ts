import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import { adaptedKlCoefficient, ppo } from '../../src/train/ppo';
import type { PpoOptions } from '../../src/train/ppo-options';
import {
  collectRollouts,
  toExperience,
  tokenRewards,
  type PpoTask,
  type Rollout,
} from '../../src/train/ppo-rollouts';
import { replyBatch } from '../../src/train/replies';
import type { Reward } from '../../src/train/reward';
import { adamWAt, optimizerDefaults } from '../../src/train/optimizer';
import { minibatches, updatePolicy } from '../../src/train/ppo-update';
import { collect } from '../helpers/collect';
import { toyConfig, toyModel, toyScalarModel } from '../helpers/toy';

const end = 2;

/** The planted reward: the share of the tokens 5, 6 and 7 in the reply. */
const shareOfFavourites: Reward = (replies) =>
  replies.map(({ tokens }) => tokens.filter((token) => token >= 5 && token <= 7).length / tokens.length);

/** A reward that varies with the prompt alone. */
const byPrompt: Reward = (replies) => replies.map(({ promptIndex }) => promptIndex);

function toyTask(reward: Reward = shareOfFavourites): PpoTask {
  return {
    policy: toyModel(referenceBackend, 1),
    reference: toyModel(referenceBackend, 1),
    value: toyScalarModel(referenceBackend, 2),
    reward,
    prompts: [Int32Array.of(1, 3), Int32Array.of(1, 4), Int32Array.of(1)],
    stopTokens: [end],
  };
}

const quick: Partial<PpoOptions> = {
  learningRate: 2e-2,
  valueLearningRate: 1e-2,
  iterations: 5,
  valueWarmup: 1,
  rowsPerIteration: 12,
  minibatchRows: 12,
  maxNewTokens: 2,
  klCoefficient: 0,
  missingEndPenalty: null,
};

describe('ppo', () => {
  it('raises a planted reward and moves away from the reference; a large KL coefficient holds it back', async () => {
    const free = await collect(ppo(toyTask(), quick));
    const held = await collect(ppo(toyTask(), { ...quick, klCoefficient: 20 }));
    const [first, last] = [free[0], free.at(-1)];
    expect(first).toMatchObject({ type: 'value-warm-up', step: 1, steps: 6 });
    expect(last).toMatchObject({ type: 'iteration', iteration: 5, step: 6, steps: 6 });
    expect(first.score).toBeLessThan(0.3);
    expect(last?.score).toBeGreaterThan(0.4);
    expect(first.kl).toBe(0);
    expect(last?.kl).toBeGreaterThan(1);
    expect(last?.klK3).toBeGreaterThan(0.5);
    expect(last?.entropy).toBeLessThan(0.9 * first.entropy);
    expect(held.at(-1)?.klK3).toBeLessThan(0.4 * (last?.klK3 ?? NaN));
    expect(held.at(-1)?.score).toBeLessThan(0.3);
  });

  it('leaves the policy alone while only the value network learns', async () => {
    const task = toyTask(byPrompt);
    const before = { policy: task.policy.weights(), value: task.value.weights() };
    const records = ppo(task, { ...quick, valueWarmup: 2, rowsPerIteration: 4 });
    await records.next();
    await records.next();
    expect(task.policy.weights()).toEqual(before.policy);
    expect(task.value.weights()).not.toEqual(before.value);
    await records.next();
    expect(task.policy.weights()).not.toEqual(before.policy);
  });

  it('begins every update at a ratio of exactly 1', async () => {
    const options = {
      ...quick,
      valueWarmup: 0,
      iterations: 2,
      epochs: 1,
      rowsPerIteration: 6,
      minibatchRows: 6,
    };
    for (const record of await collect(ppo(toyTask(), options))) {
      // One minibatch and one epoch: the loss is taken before any step, so it is minus the mean advantage, 0.
      expect(record).toMatchObject({ type: 'iteration', updateKl: 0, clipFraction: 0 });
      expect(record.type === 'iteration' && Math.abs(record.policyLoss)).toBeLessThan(1e-5);
    }
  });

  it('gives the same records for the same seed and others for another', async () => {
    const run = (seed: number) =>
      collect(ppo(toyTask(), { ...quick, iterations: 1, rowsPerIteration: 4, seed }));
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
  });

  it('samples a row alike whatever the number of rows', async () => {
    const replies = async (rowsPerIteration: number) => {
      const { value } = await ppo(toyTask(), { ...quick, rowsPerIteration }).next();
      return value ? value.rollouts.map(({ promptIndex, tokens }) => ({ promptIndex, tokens })) : [];
    };
    const few = await replies(3);
    expect((await replies(5)).slice(0, 3)).toEqual(few);
    expect(few.map(({ promptIndex }) => promptIndex).sort()).toEqual([0, 1, 2]);
  });

  it('teaches the value network to foresee a reward that depends on the prompt', async () => {
    const options = {
      ...quick,
      valueWarmup: 8,
      iterations: 1,
      maxNewTokens: 1,
      valueLearningRate: 3e-2,
      clipValue: Infinity,
    };
    const records = await collect(ppo(toyTask(byPrompt), options));
    expect(records[0].explainedVariance).toBeLessThan(0.1);
    expect(records.at(-1)?.explainedVariance).toBeGreaterThan(0.6);
  });

  it('refuses what cannot work and stops at a reward that is not a number', async () => {
    const run = (task: PpoTask, options: Partial<PpoOptions> = {}) =>
      collect(ppo(task, { ...quick, rowsPerIteration: 2, ...options }));
    const task = toyTask();
    await expect(run({ ...task, reference: task.policy })).rejects.toThrow(
      'policy and reference are one network',
    );
    await expect(run({ ...task, prompts: [] })).rejects.toThrow('ppo: no prompts');
    await expect(run(task, { klTarget: 0 })).rejects.toThrow(
      'ppo: klTarget is 0; expected a number above 0, or null',
    );
    await expect(run(task, { rowsPerIteration: 1 })).rejects.toThrow('rowsPerIteration is 1');
    await expect(run(toyTask(() => [1, NaN]))).rejects.toThrow(
      'ppo: iteration 1 of 6: the reward of reply 1 is NaN; expected a finite number',
    );
    await expect(run(toyTask(() => [1]))).rejects.toThrow('the reward gave 1 numbers for 2 replies');
    await expect(run(task, { learningRate: 1e300 })).rejects.toThrow(
      'ppo: iteration 2 of 6: policy loss is NaN, and so is the weight model.embed_tokens.weight; training stopped',
    );
  });
});

describe('rollouts', () => {
  const options = { maxNewTokens: 3, minibatchRows: 2, missingEndPenalty: 1 };

  it('carry the log-probabilities, values and rewards of their tokens, whatever the chunking', () => {
    const task = toyTask(() => [0.5, -0.5, 2]);
    const collectIn = (minibatchRows: number) =>
      collectRollouts(task, [0, 1, 2], { ...options, minibatchRows }, new Random(3), 'test');
    const rollouts = collectIn(2);
    expect(collectIn(3)).toEqual(rollouts);
    rollouts.forEach(({ prompt, tokens, logprobs, values, entropies, score, reward, stopped }, i) => {
      const row = Int32Array.from([...prompt, ...tokens]);
      const batch = { tokens: row, offsets: Int32Array.of(0, row.length) };
      expect(logprobs).toEqual(task.policy.forward(batch).logprobs.slice(prompt.length));
      expect(values).toEqual(task.value.forward(batch).slice(prompt.length - 1, -1));
      expect(entropies.length).toBe(tokens.length);
      expect(score).toBe([0.5, -0.5, 2][i]);
      expect(stopped).toBe(tokens.at(-1) === end);
      expect(reward).toBe(stopped ? score : Math.min(score, 0) - 1);
    });
  });

  it('look at tokens, and at the state one before each', () => {
    const [reply] = collectRollouts(toyTask(), [0], options, new Random(3), 'test');
    const fixed = { ...reply, prompt: Int32Array.of(1, 3), tokens: Int32Array.of(7, 8, end) };
    const { tokenMask, stateMask } = replyBatch([fixed, fixed]);
    expect([...tokenMask]).toEqual([0, 0, 1, 1, 1, 0, 0, 1, 1, 1]);
    expect([...stateMask]).toEqual([0, 1, 1, 1, 0, 0, 1, 1, 1, 0]);
  });

  /** A reply of two tokens, twice as likely as under the reference at the first and alike at the second. */
  const rollout: Rollout = {
    promptIndex: 0,
    prompt: Int32Array.of(1),
    tokens: Int32Array.of(7, end),
    logprobs: Float32Array.of(Math.log(0.5), -1),
    referenceLogprobs: Float32Array.of(Math.log(0.25), -1),
    entropies: Float32Array.of(1, 1),
    values: Float32Array.of(0, 0),
    stopped: true,
    score: 3,
    reward: 3,
  };

  it('pay for KL where it arises and earn their reward at the end', () => {
    const rewards = tokenRewards(rollout, 0.1);
    expect(rewards[0]).toBeCloseTo(-0.1 * Math.log(2), 6);
    expect(rewards[1]).toBeCloseTo(3, 6);
  });

  it('become experience with advantages whitened over all replies together', () => {
    const settings = { gamma: 1, lambda: 1, whitenRewards: false };
    const experience = toExperience([rollout, { ...rollout, reward: 1 }], 0, settings);
    expect(experience.map(({ returns }) => [...returns])).toEqual([
      [3, 3],
      [1, 1],
    ]);
    for (const [row, sign] of [
      [experience[0], 1],
      [experience[1], -1],
    ] as const) {
      for (const advantage of row.advantages) expect(advantage).toBeCloseTo(sign, 6);
    }
    const [scaled] = toExperience([rollout, { ...rollout, reward: 1 }], 0, {
      ...settings,
      whitenRewards: true,
    });
    // Rewards 0, 3, 0, 1 have mean 1 and variance 1.5; the mean stays.
    expect(scaled.returns[1]).toBeCloseTo(1 + 2 / Math.sqrt(1.5), 5);
  });
});

describe('updates', () => {
  const sampling = { maxNewTokens: 2, minibatchRows: 4, missingEndPenalty: null };
  const estimation = { gamma: 1, lambda: 1, whitenRewards: false };

  it('take all replies every epoch, each time in another order', () => {
    const task = toyTask();
    const rollouts = collectRollouts(task, [0, 1, 2, 0, 1, 2], sampling, new Random(1), 'test');
    const experience = toExperience(rollouts, 0, estimation);
    const batches = minibatches(experience, { epochs: 2, minibatchRows: 4 }, new Random(2));
    expect(batches.map((rows) => rows.length)).toEqual([4, 2, 4, 2]);
    const orders = [batches.slice(0, 2).flat(), batches.slice(2).flat()];
    for (const order of orders) expect(new Set(order)).toEqual(new Set(experience));
    expect(orders[0]).not.toEqual(orders[1]);
  });

  it('raise the entropy of a peaked policy when nothing but the bonus is at stake', () => {
    const peaked = new Map(toyModel(referenceBackend, 1).weights());
    const { shape, data } = peaked.get('model.embed_tokens.weight') ?? {
      shape: [],
      data: new Float32Array(0),
    };
    peaked.set('model.embed_tokens.weight', { shape, data: data.map((weight) => 15 * weight) });
    const task = { ...toyTask(() => [0, 0, 0]), policy: referenceBackend.languageModel(toyConfig, peaked) };
    const experience = toExperience(
      collectRollouts(task, [0, 1, 2], sampling, new Random(1), 'test'),
      0,
      estimation,
    );
    const entropy = () => {
      const { batch, tokenMask } = replyBatch(experience);
      return task.policy.forward(batch, tokenMask).entropies.reduce((sum, nats) => sum + nats, 0);
    };
    const before = entropy();
    const adamW = adamWAt({ ...optimizerDefaults, learningRate: 1e-2 }, 0, 1);
    updatePolicy(
      task.policy,
      [experience, experience],
      { clipRatio: 0.2, entropyCoefficient: 1, pretrainingCoefficient: 0 },
      adamW,
      () => undefined,
    );
    expect(entropy()).toBeGreaterThan(1.01 * before);
  });
});

describe('the adaptive KL coefficient', () => {
  it('rises above the target, falls below it, by at most a fifth per horizon, and stays without one', () => {
    const options = { klTarget: 4, klHorizon: 100, rowsPerIteration: 50 };
    expect(adaptedKlCoefficient(1, 40, options)).toBeCloseTo(1.1, 10);
    expect(adaptedKlCoefficient(1, 0, options)).toBeCloseTo(0.9, 10);
    expect(adaptedKlCoefficient(1, 4.4, options)).toBeCloseTo(1.05, 10);
    expect(adaptedKlCoefficient(1, 40, { ...options, klTarget: null })).toBe(1);
  });
});
