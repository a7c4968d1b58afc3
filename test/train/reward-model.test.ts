import { describe, expect, it } from 'vitest';
import { withScalarHead } from '../../src/model/weights';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import { pairQuality, trainRewardModel, type RewardPair } from '../../src/train/reward-model';
import {
  calibrateReward,
  rewardFromModel,
  rewardScores,
  type Pooling,
  type RewardInput,
} from '../../src/train/reward-scores';
import { collect } from '../helpers/collect';
import { toyConfig, toyModel } from '../helpers/toy';

/** Prompt [1, p], then four tokens from 8 upwards; the preferred one ends with token 5, the other with 6. */
function plantedPairs(count: number, seed: number): RewardPair[] {
  const input = (random: Random, last: number): RewardInput => ({
    tokens: Int32Array.of(1, 3 + random.int(2), 8 + random.int(12), 8 + random.int(12), last),
    replyStart: 2,
  });
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(seed).split(i);
    return { chosen: input(random.split('chosen'), 5), rejected: input(random.split('rejected'), 6) };
  });
}

const quick = { learningRate: 2e-2, rowsPerBatch: 8, warmupSteps: 1 };

/** A reward model from a language model's body, as in the real pipeline. */
function freshRewardModel(seed: number) {
  return referenceBackend.scalarModel(
    toyConfig,
    withScalarHead(toyConfig, toyModel(referenceBackend, seed).weights()),
  );
}

describe('trainRewardModel', () => {
  it.each<Pooling>(['last', 'mean'])('learns a planted preference, pooling: %s', async (pooling) => {
    const model = freshRewardModel(1);
    const options = { ...quick, pooling, epochs: 2 };
    const records = await collect(trainRewardModel(model, plantedPairs(40, 1), plantedPairs(20, 2), options));
    expect(records[0]).toMatchObject({ type: 'step', step: 1, accuracy: 0.5 });
    expect(records[0].loss).toBeCloseTo(Math.log(2), 6);
    const last = records.at(-1);
    expect(last).toMatchObject({ stage: 'reward-model', type: 'evaluation', step: 10, steps: 10 });
    expect(last?.accuracy).toBeGreaterThan(0.9);
    expect(last?.margin).toBeGreaterThan(1);
  });

  it('learns nothing from two copies of one reply, but centring still pulls their scores to zero', async () => {
    const copies = plantedPairs(8, 1).map(({ chosen }) => ({ chosen, rejected: chosen }));
    const inputs = copies.map(({ chosen }) => chosen);
    const train = async (centring: number) => {
      const weights = new Map(freshRewardModel(1).weights());
      const head = new Float32Array(toyConfig.hidden_size).map((_, i) => 0.1 * ((i % 3) - 1));
      weights.set('score.weight', { shape: [1, toyConfig.hidden_size], data: head });
      const model = referenceBackend.scalarModel(toyConfig, weights);
      const size = () => rewardScores(model, inputs, 'mean').reduce((sum, score) => sum + score * score, 0);
      const before = size();
      const options = { ...quick, learningRate: 1e-3, centring, epochs: 3 };
      const [first] = await collect(trainRewardModel(model, copies, [], options));
      return { before, after: size(), gradNorm: first.type === 'step' ? first.gradNorm : NaN };
    };
    expect((await train(0)).gradNorm).toBeLessThan(1e-5);
    const { before, after } = await train(1);
    expect(after).toBeLessThan(0.9 * before);
  });

  it('refuses what cannot work and names the pair', async () => {
    const [good] = plantedPairs(1, 1);
    const run = (pairs: RewardPair[], heldOut: RewardPair[] = []) =>
      collect(trainRewardModel(freshRewardModel(1), pairs, heldOut));
    await expect(run([])).rejects.toThrow('reward-model: no pairs');
    const empty = { ...good, rejected: { ...good.rejected, replyStart: 5 } };
    await expect(run([good], [good, empty])).rejects.toThrow(
      'reward-model: the rejected reply of held-out pair 1 has no reply: it starts at 5 of 5 tokens',
    );
    const long = { ...good, chosen: { tokens: new Int32Array(49), replyStart: 2 } };
    await expect(run([long])).rejects.toThrow(
      'the chosen reply of pair 0 has 49 tokens; expected at most 48',
    );
  });
});

describe('scores', () => {
  it('are the mean over the reply or its last token, whatever the batching', () => {
    const weights = new Map(freshRewardModel(1).weights());
    weights.set('score.weight', { shape: [1, 32], data: new Float32Array(32).map((_, i) => i - 16) });
    const model = referenceBackend.scalarModel(toyConfig, weights);
    const inputs = plantedPairs(3, 3).map(({ chosen }) => chosen);
    const values = inputs.map(({ tokens }) => model.forward({ tokens, offsets: Int32Array.of(0, 5) }));
    for (const rowsPerBatch of [1, 2, 64]) {
      const mean = rewardScores(model, inputs, 'mean', rowsPerBatch);
      const last = rewardScores(model, inputs, 'last', rowsPerBatch);
      values.forEach((v, i) => {
        expect(mean[i]).toBeCloseTo((v[2] + v[3] + v[4]) / 3, 4);
        expect(last[i]).toBe(v[4]);
      });
    }
    const calibration = calibrateReward(rewardScores(model, inputs, 'last'));
    const replies = inputs.map(({ tokens }, promptIndex) => ({
      promptIndex,
      prompt: tokens.slice(0, 2),
      tokens: tokens.slice(2),
      stopped: true,
    }));
    const rewards = Array.from(rewardFromModel(model, 'last', calibration)(replies));
    expect(calibrateReward(rewards).mean).toBeCloseTo(0, 6);
    expect(calibrateReward(rewards).sd).toBeCloseTo(1, 6);
  });

  it('that are all equal cannot be calibrated', () => {
    expect(() => calibrateReward([2, 2, 2])).toThrow('reward model: all 3 replies score 2; train it first');
  });
});

describe('pairQuality', () => {
  it('counts ties as one half and stays finite at large margins', () => {
    const quality = pairQuality([1, 0, -1000], [0, 0, 0]);
    expect(quality.accuracy).toBeCloseTo(0.5, 10);
    expect(quality.margin).toBeCloseTo(-333, 6);
    expect(quality.loss).toBeCloseTo((Math.log(1 + Math.exp(-1)) + Math.log(2) + 1000) / 3, 6);
  });
});
