/** Runs over the border: what a training command records, and what TRL gets of it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLanguageModel, readRewardModel } from '../../../src/node/models';
import { readRunRecord } from '../../../src/node/run-record';
import { filesOf, rowsOf, run, succeed, workFolder, wordsIn, writeToys } from './toy';

const at = workFolder();
const words = wordsIn(at);
const quick = ['--threads', '1', '--quiet'];
beforeAll(async () => {
  writeToys(at);
  await succeed(
    ...words(
      'sft --model @base --data @demonstrations.jsonl --out @sft --epochs 1 --held-out 0.25',
      '--rows-per-batch 4',
    ),
    ...quick,
  );
  const scale = words('--scale-replies 8 --max-new-tokens 4');
  await succeed(
    ...words('reward --model @sft --data @comparisons.jsonl --out @reward --pooling last'),
    ...scale,
    ...quick,
  );
});

const read = (...names: string[]) => fs.readFileSync(at(...names), 'utf8');

test('run.json tells what was run; equal runs leave equal files', async () => {
  const record = readRunRecord(at('sft'));
  expect(record.command).toBe('sft');
  expect(record.options).toMatchObject({ epochs: 1, heldOut: 0.25, loss: 'assistant', seed: 1 });
  expect(Object.keys(record.options)).not.toContain('threads');
  expect(fs.realpathSync(record.inputs['data'])).toBe(fs.realpathSync(at('demonstrations.jsonl')));
  await succeed(
    ...words(
      'sft --model @base --data @demonstrations.jsonl --out @again --epochs 1',
      '--held-out 0.25 --rows-per-batch 4 --threads 2 --quiet',
    ),
  );
  expect(filesOf(at('again'))).toEqual(filesOf(at('sft')));
});

describe('export trl', () => {
  test('of SFT: the model it began with, the one it made, and its data as it parted them', async () => {
    await succeed(...words('export trl --from @sft --out @sft-trl'));
    const start = readLanguageModel(at('sft-trl', 'models', 'base'));
    expect([...start.weights.values()].map(({ data }) => data)).toEqual(
      [...readLanguageModel(at('base')).weights.values()].map(({ data }) => data),
    );
    expect(start.tokenizer.config.chat_template).toContain('{% generation %}');
    expect(readLanguageModel(at('sft-trl', 'models', 'sft')).kind).toBe('lm');
    const [train, rest] = ['train', 'test'].map((name) =>
      rowsOf(read('sft-trl', 'data', 'demonstrations', `${name}.jsonl`)),
    );
    expect([train.length, rest.length]).toEqual([9, 3]);
    expect(Object.keys(train[0])).toEqual(['messages']);
    const config = read('sft-trl', 'sft.yaml');
    expect(config).toContain('model_name_or_path: "models/base"\n');
    expect(config).toContain('dataset_name: "data/demonstrations"\n');
    expect(config).toContain('per_device_train_batch_size: 4\n');
    expect(config).toContain('assistant_only_loss: true\n');
    expect(config).toContain('max_length: 64\n');
    expect(config).toContain('# Not mapped: backend = "engine": another library computes\n');
  });

  test('of SFT and DPO on any format, in columns of TRL', async () => {
    const fixture = (name: string) => path.join(__dirname, '../../fixtures/formats', name);
    const exported = async (name: string, command: string, file: string, data: string) => {
      const flags = ['--epochs', '1', '--held-out', '0', ...quick];
      await succeed(...words(`${command} --model @sft --out @${name}`), '--data', fixture(file), ...flags);
      await succeed(...words(`export trl --from @${name} --out @${name}-trl`));
      return rowsOf(read(`${name}-trl`, 'data', data, 'train.jsonl'));
    };
    const byColumns = (rows: object[]) => new Set(rows.map((row) => Object.keys(row).join()));
    for (const file of ['alpaca.json', 'messages.parquet', 'sharegpt.json'])
      expect(byColumns(await exported(`sft-${file}`, 'sft', file, 'demonstrations'))).toEqual(
        new Set(['messages']),
      );
    const completions = await exported('sft-pc', 'sft', 'prompt-completion.jsonl', 'demonstrations');
    expect(byColumns(completions)).toEqual(new Set(['prompt,completion']));
    for (const row of completions) expect(row).toMatchObject({ completion: [{ role: 'assistant' }] });
    for (const file of ['hh-rlhf.jsonl.gz', 'helpsteer2.parquet'])
      expect(byColumns(await exported(`dpo-${file}`, 'dpo', file, 'comparisons'))).toEqual(
        new Set(['prompt,chosen,rejected']),
      );
  });

  test('of a reward model from ratings is refused: TRL has no such trainer', async () => {
    const flags = words('--scale-replies 4 --max-new-tokens 2 --attributes helpfulness=1');
    const data = path.join(__dirname, '../../fixtures/formats/helpsteer2.jsonl');
    await succeed(...words('reward --model @sft --out @rated --data'), data, ...flags, ...quick);
    const { status, stderr } = await run(...words('export trl --from @rated --out @rated-trl'));
    expect([status, stderr]).toEqual([2, expect.stringContaining('from ratings (--attributes)')]);
  });

  test('of a reward model: it begins with a score of zero, and rows are alike', async () => {
    await succeed(...words('export trl --from @reward --out @reward-trl'));
    const start = readRewardModel(at('reward-trl', 'models', 'reward-start'));
    expect(start.weights.get('score.weight')?.data.every((value) => value === 0)).toBe(true);
    const trained = readRewardModel(at('reward-trl', 'models', 'reward'));
    expect(trained.reward).toEqual(readRewardModel(at('reward')).reward);
    const rows = rowsOf(read('reward-trl', 'data', 'comparisons', 'train.jsonl'));
    for (const row of rows)
      expect(row).toMatchObject({
        prompt: [{ role: 'user' }],
        chosen: [{ role: 'assistant' }],
        rejected: [{ role: 'assistant', content: 'No no no' }],
      });
    expect(read('reward-trl', 'reward.yaml')).toContain('center_rewards_coefficient: 0.01\n');
    expect(read('reward-trl', 'README.md')).toContain('| `scaleReplies` | 8 | **not mapped**: ');
  });

  test('of PPO on that reward model, as GRPO; what TRL has no word for is listed', async () => {
    await succeed(
      ...words(
        'ppo --model @sft --reward @reward --prompts @prompts.jsonl --out @ppo --iterations 1',
        '--value-warmup 0 --rows-per-iteration 4 --minibatch-rows 4 --max-new-tokens 4',
      ),
      ...quick,
    );
    await succeed(...words('export trl --from @ppo --out @ppo-trl'));
    const config = read('ppo-trl', 'grpo.yaml');
    expect(config).toContain('reward_model_name_or_path: "models/reward"\n');
    expect(config).toContain('max_completion_length: 4\n');
    expect(config).toContain('# Not mapped: lambda = 1: GRPO has no value network\n');
    expect(rowsOf(read('ppo-trl', 'data', 'prompts', 'train.jsonl'))[0]).toEqual({
      prompt: [{ role: 'user', content: 'Who is Ada?' }],
    });
  });

  test('of DPO and of GRPO with a program as the reward', async () => {
    const dpo = words('dpo --model @sft --data @comparisons.jsonl --out @dpo');
    await succeed(...dpo, '--beta', '0.2', '--length-normalised', ...quick);
    await succeed(...words('export trl --from @dpo --out @dpo-trl'));
    const config = read('dpo-trl', 'dpo.yaml');
    expect(config).toContain('beta: 0.2\n');
    expect(config).toContain('loss_type: "sigmoid_norm"\n');
    const sizes = words('--iterations 1 --prompts-per-iteration 2 --samples-per-prompt 2');
    const grpo = words('grpo --model @sft --prompts @prompts.jsonl --out @grpo');
    await succeed(
      ...grpo,
      ...sizes,
      ...words('--minibatch-rows 4 --max-new-tokens 4 --reward judge'),
      ...quick,
    );
    await succeed(...words('export trl --from @grpo --out @grpo-trl'));
    const group = read('grpo-trl', 'grpo.yaml');
    expect(group).toContain('num_generations: 2\n');
    expect(group).toContain('generation_batch_size: 4\n');
    expect(group).toContain('is a program here; give TRL one of its own with --reward_funcs.\n');
    expect(group).not.toContain('reward_model_name_or_path');
    for (const text of [config, group]) expect(text).not.toContain('no counterpart is known');
  });

  test('of the main job: its stages, with the comparisons of its store', { timeout: 240_000 }, async () => {
    await succeed(...words('lecture --preset quick --out @lecture --store @store'), ...quick);
    await succeed(...words('export trl --from @lecture --out @lecture-trl --threads 1'));
    const rows = (data: string) => rowsOf(read('lecture-trl', 'data', data, 'train.jsonl'));
    expect(rows('comparisons')[0]).toMatchObject({
      prompt: [{ role: 'user' }],
      chosen: [{ role: 'assistant' }],
      rejected: [{ role: 'assistant' }],
    });
    expect(Object.keys(rows('demonstrations')[0])).toEqual(['messages']);
    for (const stage of ['sft', 'reward', 'dpo', 'grpo-free', 'grpo-penalty'])
      expect(read('lecture-trl', `${stage}.yaml`)).toContain('model_name_or_path: "models/');
  });

  test('refuses what is no run', async () => {
    const refused = await run(...words('export trl --from @base --out @none'));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(`${at('base')}: run.json is missing`);
    fs.cpSync(at('sft'), at('moved', 'sft'), { recursive: true });
    fs.writeFileSync(
      at('moved', 'sft', 'run.json'),
      JSON.stringify({ command: 'pretrain', version: '1', options: {}, inputs: {} }),
    );
    const other = await run(...words('export trl --from @moved/sft --out @none'));
    expect(other.stderr).toContain('a run of `pretrain`; expected one of lecture, sft');
    expect(fs.existsSync(path.join(at('none')))).toBe(false);
  });
});
