/** SFT, reward model, PPO and best-of-n by commands, each from what the one before has written. */
import * as fs from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLanguageModel, readRewardModel } from '../../../src/node/models';
import { judge } from '../../../src/world';
import { filesOf, rows, rowsOf, succeed, workFolder, wordsIn, writeToys } from './toy';

const at = workFolder();
const words = wordsIn(at);

const sft = (out: string, ...more: string[]) => [
  ...words(
    `sft --model @base --data @demonstrations.jsonl --out @${out}`,
    '--rows-per-batch 4 --held-out 0.25 --epochs 3',
  ),
  ...more,
];
const reward = (out: string, ...more: string[]) => [
  ...words(
    `reward --model @sft --data @comparisons.jsonl --out @${out}`,
    '--rows-per-batch 3 --held-out 0.25 --scale-replies 8 --max-new-tokens 8',
  ),
  ...more,
];
const ppo = (out: string, from: string, ...more: string[]) => [
  ...words(
    `ppo --model @sft --reward ${from} --prompts @prompts.jsonl --out @${out}`,
    '--iterations 2 --value-warmup 1 --rows-per-iteration 6 --minibatch-rows 3',
    '--max-new-tokens 8',
  ),
  ...more,
];
const best = (out: string, from: string, ...more: string[]) => [
  ...words(
    `best-of-n --model @sft --reward ${from} --prompts @prompts.jsonl --out @${out}`,
    '--n 5 --max-new-tokens 8',
  ),
  ...more,
];

beforeAll(async () => {
  writeToys(at);
  await succeed(...sft('sft'));
  await succeed(...reward('reward'));
});

/** The command with 1 and with 2 threads gives the same files. */
async function sameBytes(command: (out: string, ...more: string[]) => string[], name: string) {
  await succeed(...command(`${name}-1`, '--threads', '1'));
  await succeed(...command(`${name}-2`, '--threads', '2'));
  expect(filesOf(at(`${name}-1`))).toEqual(filesOf(at(`${name}-2`)));
}

describe('sft', () => {
  test('gives a base model a chat template, and lowers the loss on held-out demonstrations', async () => {
    const [summary] = JSON.parse(await succeed(...sft('sft-json', '--json')));
    expect(summary).toMatchObject({ conversations: 9, 'held out': 3, 'of prompts': 1, steps: 9 });
    expect(summary.after).toBeLessThan(summary['held-out loss before']);
    expect(readLanguageModel(at('sft')).tokenizer.config.chat_template).toContain('<|');
    const metrics = rowsOf(fs.readFileSync(at('sft', 'metrics.jsonl'), 'utf8'));
    expect(metrics.map(({ type }) => type)).toEqual([...Array(9).fill('step'), 'evaluation']);
  });

  test('--loss all learns the user’s words too', async () => {
    await succeed(...sft('all', '--loss', 'all', '--held-out', '0'));
    await succeed(...sft('assistant', '--held-out', '0'));
    const first = (name: string) => rowsOf(fs.readFileSync(at(name, 'metrics.jsonl'), 'utf8'))[0].loss;
    expect(first('all')).not.toBe(first('assistant'));
  });

  test('same seed, same bytes; another seed, others', async () => {
    await sameBytes(sft, 'sft');
    await succeed(...sft('sft-seed', '--seed', '2'));
    expect(filesOf(at('sft-seed'))).not.toEqual(filesOf(at('sft-1')));
  });
});

describe('reward', () => {
  test('stores pooling and the scale of SFT replies', async () => {
    const [summary] = JSON.parse(await succeed(...reward('last', '--pooling', 'last', '--json')));
    const { reward: head } = readRewardModel(at('last'));
    expect(head).toEqual({ pooling: 'last', rewardMean: summary['score of SFT'], rewardScale: summary.sd });
    expect(summary).toMatchObject({ pairs: 9, 'held out': 3, 'of prompts': 1, steps: 3 });
    expect(readRewardModel(at('reward')).reward.pooling).toBe('mean');
  });

  test('same seed, same bytes', () => sameBytes(reward, 'reward'));
});

describe('ppo', () => {
  test('writes policy, value model and metrics without replies; iteration 1 stands at the reference', async () => {
    const ends = JSON.parse(await succeed(...ppo('ppo', '@reward', '--json')));
    expect(ends.map(({ iteration }: { iteration: number }) => iteration)).toEqual([1, 3]);
    expect(ends[0].KL).toBe(0);
    expect(readRewardModel(at('ppo', 'value')).config).toEqual(readRewardModel(at('reward')).config);
    expect(readLanguageModel(at('ppo')).weights).not.toEqual(readLanguageModel(at('sft')).weights);
    const metrics = rowsOf(fs.readFileSync(at('ppo', 'metrics.jsonl'), 'utf8'));
    expect(metrics.map(({ type }) => type)).toEqual(['value-warm-up', 'iteration', 'iteration']);
    expect(metrics[0]).not.toHaveProperty('rollouts');
  });

  test('takes the judge as its reward', async () => {
    const table = await succeed(...ppo('gold', 'judge', '--kl-target', '2'));
    expect(table.split('\n')[0].trim().split(/\s+/)).toEqual([
      'iteration',
      'reward',
      'KL',
      'entropy',
      'tokens',
      'unfinished',
    ]);
  });

  test('same seed, same bytes', () => sameBytes((out, ...more) => ppo(out, '@reward', ...more), 'ppo'));
});

describe('best-of-n', () => {
  test('keeps the best replies beside the columns of the prompts, with gold by the judge', async () => {
    const points = JSON.parse(await succeed(...best('best.jsonl', '@reward', '--json')));
    expect(points.map(({ n }: { n: number }) => n)).toEqual([1, 2, 4, 5]);
    const kept = rowsOf(fs.readFileSync(at('best.jsonl'), 'utf8'));
    expect(kept.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    const mean = kept.reduce((sum, { score }) => sum + Number(score), 0) / kept.length;
    expect(points[3].proxy).toBeCloseTo(mean, 10);
    expect(points[0].proxy).toBeLessThan(points[3].proxy);
    for (const { prompt, reply, gold } of kept) {
      const { family, score } = judge(String(prompt), String(reply));
      expect(gold).toBe(family === 'other' ? undefined : score);
    }
    expect(kept.filter(({ gold }) => gold !== undefined)).not.toHaveLength(0);
  });

  test('with the judge as the reward, gold is the proxy', async () => {
    await succeed(...best('judged.jsonl', 'judge'));
    for (const { score, gold } of rowsOf(fs.readFileSync(at('judged.jsonl'), 'utf8')))
      if (gold !== undefined) expect(gold).toBe(score);
  });

  test('same seed, same bytes', async () => {
    for (const threads of ['1', '2'])
      await succeed(...best(`best-${threads}.jsonl`, '@reward', '--threads', threads));
    expect(fs.readFileSync(at('best-1.jsonl'))).toEqual(fs.readFileSync(at('best-2.jsonl')));
  });
});

describe('score', () => {
  test('gives rows back letter for letter', async () => {
    const row =
      '{"id":1234567890123456789,"prompt":"What is 2 + 3?","reply":"It is 5.","w":0.1,"big":1e400,"neg":-0.0}';
    fs.writeFileSync(at('ids.jsonl'), `${row}\n`);
    const scored = await succeed(...words('score --data @ids.jsonl'));
    expect(scored.startsWith(`${row.slice(0, -1)},"score":`)).toBe(true);
    // What it says already is not said twice.
    fs.writeFileSync(at('family.jsonl'), `${row.slice(0, -1)},"family":"arithmetic"}\n`);
    expect((await succeed(...words('score --data @family.jsonl'))).match(/"family"/g)).toHaveLength(1);
  });

  const data = () => ['score', '--data', at('replies.jsonl')];

  test('by the judge: in [0, 1], with the parts and why', async () => {
    const judged = rowsOf(await succeed(...data()));
    judged.forEach((row, i) => {
      expect(row).toMatchObject(rows['replies.jsonl'][i]);
      expect(row).toMatchObject(judge(rows['replies.jsonl'][i].prompt[0].content, `Ah, ${i}`));
    });
  });

  test('by a reward model: on its scale, whatever the number of threads', async () => {
    const one = await succeed(...data(), ...words('--with @reward --threads 1'));
    expect(one).toBe(await succeed(...data(), ...words('--with @reward --threads 2')));
    expect(new Set(rowsOf(one).map(({ score }) => score)).size).toBe(4);
  });
});
