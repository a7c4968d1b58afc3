import { describe, expect, test } from 'vitest';
import { toTrl, toYaml, type MappedTrainer } from '../../src/tools/trl/mapping';
import { settle } from '../../src/train/declared';
import { dpoOptions } from '../../src/train/dpo';
import { grpoOptions } from '../../src/train/grpo';
import { ppoOptions } from '../../src/train/ppo-options';
import { rewardModelOptions } from '../../src/train/reward-model';
import { sftOptions } from '../../src/train/sft';

const tables = {
  sft: sftOptions,
  reward: rewardModelOptions,
  dpo: dpoOptions,
  grpo: grpoOptions,
  ppo: ppoOptions,
};
const inTrl = (trainer: MappedTrainer, change: object = {}) =>
  toTrl(tables[trainer], { ...settle(trainer, tables[trainer]), ...change });

describe('settings in the words of TRL', () => {
  test.each(['sft', 'reward', 'dpo', 'grpo', 'ppo'] as const)('%s: every option is known', (trainer) => {
    const { mapped, unmapped } = inTrl(trainer);
    expect([...mapped, ...unmapped].map(({ option }) => option).sort()).toEqual(
      Object.keys(tables[trainer]).sort(),
    );
    expect(unmapped.filter(({ why }) => why === 'no counterpart is known')).toEqual([]);
  });

  test('optimiser, schedule and sizes keep their values', () => {
    const { entries } = inTrl('sft', { learningRate: 3e-4, epochs: 2, rowsPerBatch: 8, seed: 7 });
    expect(entries).toMatchObject({
      learning_rate: 3e-4,
      warmup_steps: 10,
      lr_scheduler_type: 'linear',
      adam_beta2: 0.999,
      num_train_epochs: 2,
      per_device_train_batch_size: 8,
      seed: 7,
      data_seed: 7,
    });
  });

  test('steps are counted as TRL counts them: rounds by minibatches by passes', () => {
    const change = {
      iterations: 5,
      promptsPerIteration: 12,
      samplesPerPrompt: 8,
      minibatchRows: 48,
      epochs: 2,
    };
    expect(inTrl('grpo', change).entries).toMatchObject({
      max_steps: 20,
      generation_batch_size: 96,
      num_generations: 8,
      num_iterations: 2,
      scale_rewards: 'group',
      loss_type: 'grpo',
    });
    const plain = { ...change, divideBySd: false, divideByLength: false };
    expect(inTrl('grpo', plain).entries).toMatchObject({
      scale_rewards: 'none',
      loss_type: 'dr_grpo',
    });
  });

  test('what has no counterpart is listed with its value and the reason', () => {
    const { unmapped } = inTrl('reward', { tokensPerBatch: 900, pooling: 'mean', own: 1 });
    expect(unmapped).toEqual([
      { option: 'tokensPerBatch', value: 900, why: 'TRL counts examples, not tokens' },
      { option: 'pooling', value: 'mean', why: expect.stringContaining('last token') },
      { option: 'own', value: 1, why: 'no counterpart is known' },
    ]);
  });

  test('YAML numbers are numbers in YAML 1.1 too', () => {
    expect(toYaml({ a: 1e-8, b: 0.00001, c: 'x: y', d: false, e: 1.5e-9, f: 3 }, ['one', 'two'])).toBe(
      '# one\n# two\na: 1.0e-8\nb: 0.00001\nc: "x: y"\nd: false\ne: 1.5e-9\nf: 3\n',
    );
  });
});
