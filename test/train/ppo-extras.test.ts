/** What PPO watches and what may be added to it: the KL probe, collapse warnings, pre-training rows, checkpoints. */
import { beforeAll, describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import { engineBackend } from '../../src/model/engine-backend';
import type { Backend } from '../../src/model/model';
import { restored, type RunState } from '../../src/train/checkpoint';
import { imitationLoss, type MaskedBatch } from '../../src/train/imitation';
import { ppo } from '../../src/train/ppo';
import type { PpoOptions } from '../../src/train/ppo-options';
import type { PpoTask } from '../../src/train/ppo-rollouts';
import type { Reward } from '../../src/train/reward';
import { mixture, verifier } from '../../src/train/reward-mix';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';
import { toyConfig, toyModel, toyScalarModel } from '../helpers/toy';

const end = 2;

let backend: Backend;
beforeAll(async () => {
  backend = engineBackend(await testEngine(undefined, 1));
});

/** The share of the token 7 in the reply: best are replies of nothing else. */
const sevens: Reward = (replies) =>
  replies.map(({ tokens }) => tokens.filter((token) => token === 7).length / tokens.length);

function toyTask(reward: Reward = sevens): PpoTask {
  return {
    policy: toyModel(backend, 1),
    reference: toyModel(backend, 1),
    value: toyScalarModel(backend, 2),
    reward,
    prompts: [Int32Array.of(1, 3), Int32Array.of(1, 4), Int32Array.of(1)],
    stopTokens: [end],
  };
}

const quick: Partial<PpoOptions> = {
  learningRate: 3e-2,
  valueLearningRate: 1e-2,
  iterations: 2,
  valueWarmup: 1,
  rowsPerIteration: 8,
  minibatchRows: 8,
  maxNewTokens: 2,
  klCoefficient: 0,
  klProbeReplies: 2,
  missingEndPenalty: null,
};

describe('what PPO watches', () => {
  it('warns when the policy says one thing to every prompt', async () => {
    const options = { ...quick, iterations: 14, epochs: 4, rowsPerIteration: 16, minibatchRows: 16 };
    const records = await collect(ppo(toyTask(), options));
    expect(records[0].warnings).toEqual([]);
    const last = records[records.length - 1];
    expect(last.score).toBeGreaterThan(0.8);
    expect(last.duplicates).toBeGreaterThan(0.5);
    expect(last.warnings.join('\n')).toContain('mode collapse');
    expect(last.warnings.join('\n')).toContain('entropy collapse');
  });

  it('measures the exact KL on the same replies each iteration, and draws the same without it', async () => {
    const watched = await collect(ppo(toyTask(), quick));
    expect(watched.map(({ klExact }) => klExact === 0)).toEqual([true, true, false]);
    expect(watched[2].klExact).toBeGreaterThan(0);
    const unwatched = await collect(ppo(toyTask(), { ...quick, klProbeReplies: 0 }));
    expect(unwatched.map(({ klExact }) => klExact)).toEqual([undefined, undefined, undefined]);
    expect(unwatched.map((record) => ({ ...record, klExact: 0 }))).toEqual(
      watched.map((record) => ({ ...record, klExact: 0 })),
    );
  });
});

describe('pre-training rows in PPO', () => {
  const batch = toBatch([
    [1, 9, 10, 11, 12],
    [1, 9, 10, 11, 12, 13],
  ]);
  const mask = Uint8Array.from(batch.tokens, (token) => (token === 1 ? 0 : 1));
  const rows: MaskedBatch = { batch, mask };

  it('keep the policy from forgetting them while it learns the reward', async () => {
    const train = async (pretrainingCoefficient: number) => {
      const asked: number[] = [];
      const task = { ...toyTask(), pretraining: (step: number) => (asked.push(step), rows) };
      const records = await collect(ppo(task, { ...quick, iterations: 3, pretrainingCoefficient }));
      return { asked, last: records[records.length - 1], loss: imitationLoss(task.policy, [rows]) };
    };
    const [without, with_] = [await train(0), await train(1)];
    expect(without.asked).toEqual([]);
    expect(without.last).toMatchObject({ pretrainingLoss: null });
    // Two epochs of one minibatch each, in each of three iterations.
    expect(with_.asked).toEqual([0, 1, 2, 3, 4, 5]);
    expect(with_.last).toMatchObject({ type: 'iteration' });
    expect(with_.last.type === 'iteration' && with_.last.pretrainingLoss).toBeGreaterThan(0);
    expect(with_.loss).toBeLessThan(0.7 * without.loss);
  });

  it('must be there when their coefficient is above 0', async () => {
    await expect(collect(ppo(toyTask(), { ...quick, pretrainingCoefficient: 1 }))).rejects.toThrow(
      'ppo: pretrainingCoefficient is 1; expected pre-training rows with it',
    );
  });
});

describe('several rewards in PPO', () => {
  it('are one reward to it', async () => {
    const tokenizer = { decode: (tokens: ArrayLike<number>) => Array.from(tokens).join(' ') };
    const startsWithFive = verifier(tokenizer, (text) => text.startsWith('5'));
    const reward = mixture([
      { reward: sevens, weight: 1 },
      { reward: startsWithFive, weight: 2 },
    ]);
    const records = await collect(ppo(toyTask(reward), { ...quick, iterations: 6, epochs: 4 }));
    const share = (index: number) =>
      records[index].rollouts.filter(({ tokens }) => tokens[0] === 5).length / records[index].rollouts.length;
    expect(share(0)).toBeLessThan(0.3);
    expect(share(records.length - 1)).toBeGreaterThan(0.5);
  });
});

describe('a PPO run that goes on from a checkpoint', () => {
  const options = { ...quick, iterations: 3, klTarget: 0.1, klCoefficient: 0.2, klHorizon: 20 };

  it('ends with the same bytes and records, from every iteration', async () => {
    const states: RunState[] = [];
    const task = toyTask();
    const whole = await collect(ppo(task, options, { every: 1, save: (state) => states.push(state) }));
    expect(states.map(({ step }) => step)).toEqual([1, 2, 3]);
    for (const state of states) {
      const rest = {
        ...toyTask(),
        policy: restored(backend.languageModel, toyConfig, state, 'policy'),
        value: restored(backend.scalarModel, toyConfig, state, 'value'),
      };
      const records = await collect(ppo(rest, options, { from: state }));
      expect(records).toEqual(whole.slice(state.step));
      expect(rest.policy.weights()).toEqual(task.policy.weights());
      expect(rest.value.weights()).toEqual(task.value.weights());
    }
  });
});
