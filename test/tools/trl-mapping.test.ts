import { describe, expect, test } from 'vitest';
import { toTrl, toYaml, type MappedTrainer } from '../../src/tools/trl/mapping';
import { dpoDefaults } from '../../src/train/dpo';
import { grpoDefaults } from '../../src/train/grpo';
import { ppoDefaults } from '../../src/train/ppo-options';
import { rewardModelDefaults } from '../../src/train/reward-model';
import { sftDefaults } from '../../src/train/sft';

const defaults: Readonly<Record<MappedTrainer, object>> = {
  sft: sftDefaults,
  reward: rewardModelDefaults,
  dpo: dpoDefaults,
  grpo: grpoDefaults,
  ppo: ppoDefaults,
};
const settingsOf = (trainer: MappedTrainer, change: object = {}) =>
  Object.fromEntries(Object.entries({ ...defaults[trainer], ...change }));

describe('settings in the words of TRL', () => {
  test.each(['sft', 'reward', 'dpo', 'grpo', 'ppo'] as const)('%s: every option is known', (trainer) => {
    const settings = settingsOf(trainer);
    const { mapped, unmapped } = toTrl(trainer, settings);
    expect([...mapped, ...unmapped].map(({ option }) => option).sort()).toEqual(Object.keys(settings).sort());
    expect(unmapped.filter(({ why }) => why === 'no counterpart is known')).toEqual([]);
  });

  test('optimiser, schedule and sizes keep their values', () => {
    const { entries } = toTrl(
      'sft',
      settingsOf('sft', { learningRate: 3e-4, epochs: 2, rowsPerBatch: 8, seed: 7 }),
    );
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
    expect(toTrl('grpo', settingsOf('grpo', change)).entries).toMatchObject({
      max_steps: 20,
      generation_batch_size: 96,
      num_generations: 8,
      num_iterations: 2,
      scale_rewards: 'group',
      loss_type: 'grpo',
    });
    const plain = { ...change, divideBySd: false, divideByLength: false };
    expect(toTrl('grpo', settingsOf('grpo', plain)).entries).toMatchObject({
      scale_rewards: 'none',
      loss_type: 'dr_grpo',
    });
  });

  test('what has no counterpart is listed with its value and the reason', () => {
    const { unmapped } = toTrl(
      'reward',
      settingsOf('reward', { tokensPerBatch: 900, pooling: 'mean', own: 1 }),
    );
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
