/** The commands beside the three steps: DPO, GRPO, REINFORCE, rejection sampling; rewards by name; other labels. */
import * as fs from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { formatJsonl } from '../../../src/data/jsonl';
import { readLanguageModel, readRewardModel } from '../../../src/node/models';
import { filesOf, rows, rowsOf, run, succeed, workFolder, wordsIn, writeToys } from './toy';

// Networks this small gain nothing from threads, and threads that wait for each other lose on a busy machine.
vi.stubEnv('POSTTRAIN_THREADS', '1');
const at = workFolder();
const words = wordsIn(at);
const short = ['--max-new-tokens', '6'];
const rewardArgs = (out: string, ...more: string[]) => [
  ...words(
    `reward --model @sft --data @comparisons.jsonl --out @${out}`,
    '--rows-per-batch 3 --scale-replies 8',
  ),
  ...short,
  ...more,
];
const policy = (command: string, out: string, ...more: string[]) => [
  command,
  ...words(`--model @sft --prompts @prompts.jsonl --out @${out}`),
  ...short,
  ...more,
];
const metrics = (name: string) => rowsOf(fs.readFileSync(at(name, 'metrics.jsonl'), 'utf8'));

beforeAll(async () => {
  writeToys(at);
  await succeed(...words('sft --model @base --data @demonstrations.jsonl --out @sft'));
  for (const seed of ['1', '2']) await succeed(...rewardArgs(`reward-${seed}`, '--seed', seed));
});

describe('dpo', () => {
  const dpo = (out: string, ...more: string[]) => [
    ...words(
      `dpo --model @sft --data @comparisons.jsonl --out @${out}`,
      '--rows-per-batch 3 --held-out 0.25 --epochs 3',
    ),
    ...more,
  ];

  test('prefers what is preferred, on held-out comparisons too', async () => {
    const [summary] = JSON.parse(await succeed(...dpo('dpo', '--learning-rate', '1e-3', '--json')));
    expect(summary).toMatchObject({ pairs: 9, 'held out': 3, 'of prompts': 1, steps: 9 });
    expect(summary.margin).toBeGreaterThan(0);
    expect(metrics('dpo').at(-1)?.klExact).toBeGreaterThan(0);
    expect(readLanguageModel(at('dpo')).weights).not.toEqual(readLanguageModel(at('sft')).weights);
  });

  test('stops early without a better loss', async () => {
    const early = words('--evaluation-interval 1 --patience 2 --learning-rate 0');
    const [summary] = JSON.parse(await succeed(...dpo('early', ...early, '--json')));
    expect(summary.steps).toBe(3);
  });

  test('same bytes with 1 and 2 threads', async () => {
    for (const threads of ['1', '2']) await succeed(...dpo(`dpo-${threads}`, '--threads', threads));
    expect(filesOf(at('dpo-1'))).toEqual(filesOf(at('dpo-2')));
  });
});

describe.each([
  ['grpo', ['--iterations', '3', '--prompts-per-iteration', '4', '--samples-per-prompt', '3']],
  ['reinforce', ['--iterations', '3', '--prompts-per-iteration', '4', '--samples-per-prompt', '3']],
  ['rejection-sampling', ['--iterations', '3', '--prompts-per-iteration', '4', '--samples-per-prompt', '3']],
])('%s', (command, size) => {
  test('writes the policy and its log without replies; iteration 1 stands at the reference', async () => {
    const args = policy(command, command, '--reward', at('reward-1'), ...size, '--json');
    const ends = JSON.parse(await succeed(...args));
    expect(ends.map(({ iteration }: { iteration: number }) => iteration)).toEqual([1, 3]);
    expect(ends[0].KL).toBe(0);
    expect(metrics(command)).toHaveLength(3);
    expect(metrics(command)[0]).not.toHaveProperty('rollouts');
    expect(readLanguageModel(at(command)).weights).not.toEqual(readLanguageModel(at('sft')).weights);
  });

  test('same bytes with 1 and 2 threads, others with another seed', async () => {
    for (const threads of ['1', '2'])
      await succeed(
        ...policy(command, `${command}-${threads}`, '--reward', 'judge', ...size, '--threads', threads),
      );
    expect(filesOf(at(`${command}-1`))).toEqual(filesOf(at(`${command}-2`)));
    await succeed(...policy(command, `${command}-s`, '--reward', 'judge', ...size, '--seed', '5'));
    expect(filesOf(at(`${command}-s`))).not.toEqual(filesOf(at(`${command}-1`)));
  });

  test('its help teaches and has an example', async () => {
    const help = await succeed(command, '--help');
    expect(help).toContain(`$ posttrain ${command} --model`);
    expect(help).toContain('--checkpoint-every');
    expect(help).toContain('default:');
  });
});

describe('grpo', () => {
  test('leaves out its standard deviation and length terms', async () => {
    const size = words('--iterations 2 --prompts-per-iteration 2 --samples-per-prompt 3');
    await succeed(...policy('grpo', 'with', '--reward', 'judge', ...size));
    await succeed(
      ...policy('grpo', 'dr', '--reward', 'judge', ...size, '--no-divide-by-sd', '--no-divide-by-length'),
    );
    expect(metrics('dr')[0].score).toBe(metrics('with')[0].score);
    expect(metrics('dr')[0].gradNorm).not.toBe(metrics('with')[0].gradNorm);
  });

  test('stops early at a limit on the KL', async () => {
    const size = words('--iterations 20 --prompts-per-iteration 2 --learning-rate 1e-2');
    await succeed(...policy('grpo', 'limited', '--reward', 'judge', ...size, '--kl-limit', '0.05'));
    const iterations = metrics('limited');
    expect(iterations.length).toBeLessThan(20);
    expect(Number(iterations.at(-1)?.kl)).toBeGreaterThan(0.05);
    for (const { kl } of iterations.slice(0, -1)) expect(Number(kl)).toBeLessThanOrEqual(0.05);
  });
});

describe('rewards by name', () => {
  const best = async (name: string, ...reward: string[]) => {
    await succeed(...policy('best-of-n', `${name}.jsonl`, '--n', '3', '--reward', ...reward));
    return rowsOf(fs.readFileSync(at(`${name}.jsonl`), 'utf8')).map(({ score }) => Number(score));
  };
  /** Scores of one reply a prompt, so that the rewards are compared on the same replies. */
  const scores = async (name: string, ...reward: string[]) => {
    await succeed(...policy('best-of-n', `${name}.jsonl`, '--n', '1', '--reward', ...reward));
    return rowsOf(fs.readFileSync(at(`${name}.jsonl`), 'utf8')).map(({ score }) => Number(score));
  };

  test('several reward models are an ensemble: their mean, the worst, the mean less their variance', async () => {
    const [one, two] = [await scores('one', at('reward-1')), await scores('two', at('reward-2'))];
    const both = [at('reward-1'), at('reward-2')];
    const close = (found: number[], expected: (a: number, b: number) => number) =>
      found.forEach((score, i) => expect(score).toBeCloseTo(expected(one[i], two[i]), 6));
    close(await scores('mean', ...both), (a, b) => (a + b) / 2);
    close(await scores('worst', ...both, '--ensemble', 'worst'), Math.min);
    const doubted = await scores('doubt', ...both, '--ensemble', 'uncertainty', '--ensemble-penalty', '2');
    close(doubted, (a, b) => (a + b) / 2 - 2 * ((a - b) / 2) ** 2);
  });

  test('weights make a mixture, with the verifier of sums in it', async () => {
    const alone = await scores('alone', at('reward-1'));
    const doubled = await scores('doubled', `${at('reward-1')}=2`);
    doubled.forEach((score, i) => expect(score).toBeCloseTo(2 * alone[i], 6));
    const sums = await scores('sums', 'sums');
    expect(sums.every((score) => score === 0 || score === 1)).toBe(true);
    const mixed = await scores('mixed', at('reward-1'), 'sums=3');
    mixed.forEach((score, i) => expect(score).toBeCloseTo(alone[i] + 3 * sums[i], 6));
    expect((await best('best', at('reward-1'), 'sums=3')).length).toBe(4);
  });

  test('are refused where they cannot work', async () => {
    const refused = async (...args: string[]) => {
      const { status, stderr } = await run(...args);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      return stderr;
    };
    expect(await refused(...policy('grpo', 'no', '--reward', 'sums=x'))).toContain('sums=x');
    expect(await refused(...policy('grpo', 'no', '--reward', '=2'))).toContain('--reward');
    expect(await refused(...policy('grpo', 'no', '--reward', at('sft')))).toContain(
      'expected a reward model',
    );
    fs.writeFileSync(at('plain.jsonl'), formatJsonl([{ prompt: 'Name a pie.' }]));
    const args = policy('grpo', 'no', '--reward', 'sums', '--prompts', at('plain.jsonl'));
    expect(await refused(...args)).toContain('none of the prompts asks for a sum');
    expect(fs.existsSync(at('no'))).toBe(false);
  });
});

describe('reward models from other labels', () => {
  test('a column `margin` says by how much', async () => {
    const marked = rows['comparisons.jsonl'].map((row, i) => ({ ...row, margin: i % 3 }));
    fs.writeFileSync(at('margins.jsonl'), formatJsonl(marked));
    await succeed(...rewardArgs('margins', '--data', at('margins.jsonl')));
    expect(readRewardModel(at('margins')).weights).not.toEqual(readRewardModel(at('reward-1')).weights);
    fs.writeFileSync(at('margins.jsonl'), formatJsonl([...marked, { ...marked[0], margin: -1 }]));
    const { status, stderr } = await run(...rewardArgs('bad', '--data', at('margins.jsonl')));
    expect(status).toBe(2);
    expect(stderr).toContain('margins.jsonl:13: column "margin" is -1');
  });

  test('attributes of single replies are learnt as their weighted mean', async () => {
    const rated = Array.from({ length: 24 }, (_, i) => ({
      // Held out by prompt: two replies to each.
      prompt: `Name pie ${Math.floor(i / 2)}.`,
      reply: i % 2 === 0 ? 'Yes, yes.' : 'No no no',
      attributes: { helpfulness: i % 2 === 0 ? 4 : 1, verbosity: 2 },
    }));
    fs.writeFileSync(at('rated.jsonl'), formatJsonl(rated));
    const args = words('--data @rated.jsonl --epochs 12 --learning-rate 3e-3 --held-out 0.5 --json');
    const weights = ['--attributes', 'helpfulness=0.8', 'verbosity=-0.2'];
    const [summary] = JSON.parse(await succeed(...rewardArgs('rated', ...args, ...weights)));
    expect(summary.correlation).toBeGreaterThan(0.9);
    const { status, stderr } = await run(...rewardArgs('other', ...args, '--attributes', 'kindness=1'));
    expect(status).toBe(2);
    expect(stderr).toContain(
      'rated.jsonl:1: rates helpfulness, verbosity; expected one of --attributes kindness',
    );
  });
});
