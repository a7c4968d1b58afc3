/** Files in the formats that people have, straight into the commands; and `data inspect`. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatJsonl } from '../../../src/data/jsonl';
import { filesOf as allFilesOf, rows, rowsOf, run, succeed, workFolder, wordsIn, writeToys } from './toy';

const at = workFolder();
const words = wordsIn(at);

/** The files of an output, but for the record of what was run: that names the file that was read. */
function filesOf(folder: string): Record<string, unknown> {
  const { 'run.json': record, ...files } = allFilesOf(folder);
  expect(record).toBeDefined();
  return files;
}

const fixture = (name: string) => path.join(__dirname, '../../fixtures/formats', name);
const small = words('--epochs 1 --held-out 0');

beforeAll(async () => {
  writeToys(at);
  const alpaca = rows['demonstrations.jsonl'].map(({ messages: [asked, said] }) => ({
    instruction: asked.content,
    input: '',
    output: said.content,
  }));
  fs.writeFileSync(at('alpaca.json'), JSON.stringify(alpaca, null, 2));
  const hh = rows['comparisons.jsonl'].map(({ prompt, chosen, rejected }) => ({
    chosen: `\n\nHuman: ${prompt}\n\nAssistant: ${chosen}`,
    rejected: `\n\nHuman: ${prompt}\n\nAssistant: ${rejected[0].content}`,
  }));
  fs.writeFileSync(at('hh.jsonl.gz'), gzipSync(formatJsonl(hh)));
  await succeed(...words('sft --model @base --data @demonstrations.jsonl --out @sft'), ...small);
});

const reward = (data: string, out: string) => [
  ...words(`reward --model @sft --out @${out} --scale-replies 8 --max-new-tokens 4 --data`),
  data,
  ...small,
];

describe('the same data give the same model, whatever the format', () => {
  test('sft from Alpaca JSON', async () => {
    await succeed(...words('sft --model @base --data @alpaca.json --out @sft-alpaca'), ...small);
    expect(filesOf(at('sft-alpaca'))).toEqual(filesOf(at('sft')));
  });

  test('reward from HH-RLHF, gzipped', async () => {
    await succeed(...reward(at('comparisons.jsonl'), 'reward'));
    await succeed(...reward(at('hh.jsonl.gz'), 'reward-hh'));
    expect(filesOf(at('reward-hh'))).toEqual(filesOf(at('reward')));
  });
});

test('reward from HelpSteer2 and RewardBench, score from Alpaca, prompts from HH-RLHF', async () => {
  const summary = await succeed(...reward(fixture('helpsteer2.parquet'), 'reward-helpsteer'), '--json');
  expect(JSON.parse(summary)[0].pairs).toBe(2);
  await succeed(...reward(fixture('reward-bench.parquet'), 'reward-bench'));
  const scored = rowsOf(await succeed('score', '--data', fixture('alpaca.json')));
  expect(scored[1]).toMatchObject({ instruction: 'Add the numbers.', output: '5' });
  const replies = rowsOf(
    await succeed(
      ...words('generate --model @sft --prompts'),
      fixture('hh-rlhf.jsonl.gz'),
      '--max-new-tokens',
      '2',
    ),
  );
  expect(replies[1].prompt).toHaveLength(3);
});

describe('data inspect', () => {
  const inspect = (...args: string[]) => succeed(...words('data inspect --model @base'), ...args);

  test('tells format, counts, degenerate pairs and the first rows in tokens', async () => {
    const text = await inspect(fixture('hh-rlhf.jsonl.gz'), '--max-tokens', '6', '--rows', '1');
    expect(text).toContain('hh-rlhf.jsonl.gz: gzip, format hh-rlhf: 3 comparisons\n');
    expect(text).toContain('rows equal to an earlier one: none\n');
    expect(text).toMatch(/comparisons equal once cut at 6 tokens: 3 \(.*:1, .*:2, .*:3\)/);
    const [, shown] = text.split('First rows');
    expect(shown.match(/^ {2}= .*│?<\|end\|>$/gm)).toHaveLength(2);
    expect(shown).toMatch(/^ {4}<\|user\|>│.*│<\|assistant\|>$/m);
  });

  test('as JSON; --model’s context is where it cuts', async () => {
    const report = JSON.parse(await inspect(fixture('helpsteer2.jsonl'), '--json', '--rows', '3'));
    expect(report).toMatchObject({ format: 'helpsteer2', kind: 'reply', records: 6, maxTokens: 64 });
    expect(report.pairing).toEqual({ pairs: 2, ties: 1, singles: 0 });
    expect(report.rows).toHaveLength(3);
  });

  test('takes every fixture, and the data that ship', async () => {
    const shipped = fs
      .readdirSync(path.join(__dirname, '../../../datasets'))
      .filter((name) => name.endsWith('.jsonl'));
    const files = [...fs.readdirSync(path.dirname(fixture('x'))).map(fixture)];
    for (const file of [...files, ...shipped.map((name) => path.join(__dirname, '../../../datasets', name))])
      expect(await inspect(file, '--rows', '1', '--quiet')).toContain('First rows');
  });

  test('what is in the file cannot steer the terminal', async () => {
    fs.writeFileSync(at('escape.jsonl'), formatJsonl([{ prompt: 'Red \u001b[31m \u009b31m \u202e' }]));
    const text = await inspect(at('escape.jsonl'));
    expect(text).toContain('\\u{1b}');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test.each([
    ['nothing there', ['none.jsonl'], 'none.jsonl: not found'],
    ['an unknown format', ['hh.jsonl.gz', '--format', 'llama'], 'Allowed choices are sharegpt, alpaca'],
    [
      'the wrong format',
      ['hh.jsonl.gz', '--format', 'alpaca'],
      'hh.jsonl.gz:1: column "instruction" is missing',
    ],
    ['columns of no format', ['odd.jsonl'], 'odd.jsonl:1: columns "question" fit no format'],
  ])('refuses %s', async (_, [name, ...more], told) => {
    fs.writeFileSync(at('odd.jsonl'), '{"question":"Hello!"}\n');
    const { status, stdout, stderr } = await run('data', 'inspect', at(name), ...more);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(told);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('is explained with an example', async () => {
    expect((await run('data', 'inspect', '--help')).stdout).toContain('$ posttrain data inspect');
  });
});
