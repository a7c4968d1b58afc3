/**
 * A training run that is killed goes on: `kill -9` on a child process at random moments, 20 of them, each time resumed
 * with `--resume`. In the end the folder has the bytes of a run that nothing happened to, its log included.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { formatJsonl } from '../../../src/data/jsonl';
import { Random } from '../../../src/random';
import { filesOf, run, succeed, workFolder, wordsIn, writeToys } from './toy';

// Networks this small gain nothing from threads, and threads that wait for each other lose on a busy machine.
vi.stubEnv('POSTTRAIN_THREADS', '1');
const at = workFolder();
const words = wordsIn(at);
const root = join(__dirname, '../../..');
const policy = words('--model @sft --prompts @prompts.jsonl --max-new-tokens 6');
const often = ['--checkpoint-every', '1'];

/** Each trainer's command, with more steps than its kills let pass. */
const commands = {
  sft: words('sft --model @base --data @demonstrations.jsonl --rows-per-batch 4 --epochs 60'),
  reward: words(
    'reward --model @sft --data @comparisons.jsonl --rows-per-batch 4 --epochs 60',
    '--scale-replies 8 --max-new-tokens 6 --evaluation-interval 2',
  ),
  dpo: words('dpo --model @sft --data @comparisons.jsonl --rows-per-batch 4 --epochs 60'),
  ppo: [
    'ppo',
    ...policy,
    ...words(
      '--reward judge --kl-target 1 --pretraining-coefficient 0.1 --corpus @corpus.jsonl',
      '--iterations 60 --value-warmup 2 --rows-per-iteration 6 --minibatch-rows 3',
    ),
  ],
  grpo: ['grpo', ...policy, ...words('--reward judge --iterations 60 --prompts-per-iteration 3')],
  reinforce: ['reinforce', ...policy, ...words('--reward judge --iterations 60 --prompts-per-iteration 3')],
  'rejection-sampling': [
    'rejection-sampling',
    ...policy,
    ...words('--reward judge --iterations 40 --prompts-per-iteration 3'),
  ],
} as const;

beforeAll(async () => {
  writeToys(at);
  const many = Array.from({ length: 80 }, (_, id) => ({ id, prompt: `What is ${id} + 3?` }));
  fs.writeFileSync(at('many.jsonl'), formatJsonl(many));
  await succeed(...commands.sft, ...words('--out @sft --epochs 2'));
  // What nothing happened to.
  for (const [name, args] of Object.entries(commands))
    await succeed(...args, '--checkpoint-every', '0', '--out', at(`${name}-whole`));
});

/** When a checkpoint was written, 0 while there is none. */
function writtenAt(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Runs a command in a process of its own, so that several can run at a time. */
function start(args: readonly string[]) {
  const hook = join(root, 'test/helpers/run-typescript.js');
  const child = spawn(process.execPath, ['--require', hook, join(root, 'src/node/cli/main.ts'), ...args], {
    env: { ...process.env, POSTTRAIN_TRANSPILED: at('transpiled') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += String(chunk)));
  const ended = new Promise<'killed' | 'done'>((resolve, reject) =>
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('done');
      else reject(new Error(`status ${code}: ${complaint}`));
    }),
  );
  return { child, ended };
}

/** Runs a command and kills it after some of its checkpoints and a moment more. @returns how it ended. */
async function kill(args: readonly string[], checkpoint: string, random: Random) {
  const { child, ended } = start(args);
  const outcome = ended.finally(() => (running = false));
  let running = true;
  let seen = writtenAt(checkpoint);
  for (let left = 1 + random.int(3); left > 0 && running;) {
    await sleep(1);
    const now = writtenAt(checkpoint);
    if (now !== seen) left--;
    seen = now;
  }
  await sleep(random.int(12));
  child.kill('SIGKILL');
  return outcome;
}

// Every kill costs a start of Node, which takes its time beside other work.
describe.concurrent('a run that is killed and resumed', { timeout: 240_000 }, () => {
  test.for([
    ['sft', 4],
    ['reward', 2],
    ['dpo', 2],
    ['ppo', 5],
    ['grpo', 3],
    ['reinforce', 2],
    ['rejection-sampling', 2],
  ] as const)('%s, %i times, ends with the same bytes', async ([name, kills], { expect: check }) => {
    const out = at(`${name}-killed`);
    const random = new Random(7).split(name);
    for (let i = 0; i < kills; i++) {
      const args = [...commands[name], ...often, '--resume', '--out', out];
      check(await kill(args, `${out}.checkpoint`, random.split(i))).toBe('killed');
      check(fs.existsSync(out)).toBe(false);
    }
    check(await start([...commands[name], ...often, '--resume', '--out', out]).ended).toBe('done');
    check(filesOf(out)).toEqual(filesOf(at(`${name}-whole`)));
    check(fs.existsSync(`${out}.checkpoint`)).toBe(false);
  });
});

describe('resuming', () => {
  test('is refused unasked, and with other options, data or model', async () => {
    const out = at('stopped');
    const args = [...commands.sft, ...often, '--out', out];
    expect(await kill(args, `${out}.checkpoint`, new Random(1))).toBe('killed');
    const complaint = async (...more: string[]) => {
      const { status, stderr } = await run(...args, ...more);
      expect(status).toBe(2);
      return stderr;
    };
    expect(await complaint()).toContain('stopped.checkpoint: the checkpoint of a stopped run; add --resume');
    expect(await complaint('--resume', '--seed', '9')).toContain('the state of another run');
    expect(await complaint('--resume', '--model', at('sft'))).toContain('the state of another run');
    const data = fs.readFileSync(at('demonstrations.jsonl'), 'utf8');
    fs.writeFileSync(at('demonstrations.jsonl'), data.replace('Ada', 'Eve'));
    expect(await complaint('--resume')).toContain('the state of another run');
    fs.writeFileSync(at('demonstrations.jsonl'), data);
    await succeed(...args, ...words('--resume --threads 1 --checkpoint-every 5'));
  });

  test('best-of-n keeps what it has drawn', async () => {
    const best = (out: string, ...more: string[]) => [
      ...words(
        'best-of-n --model @sft --prompts @many.jsonl --max-new-tokens 6 --reward judge --n 4',
        '--out',
      ),
      at(out),
      ...more,
    ];
    const killed = kill(best('best.jsonl', ...often), at('best.jsonl.checkpoint'), new Random(3));
    expect(await killed).toBe('killed');
    const resumed = await succeed(...best('best.jsonl', '--resume'));
    expect(resumed).toBe(await succeed(...best('whole.jsonl')));
    expect(fs.readFileSync(at('best.jsonl'))).toEqual(fs.readFileSync(at('whole.jsonl')));
  });

  test('a loss that is not a number names the step, the tensor and the last checkpoint', async () => {
    const { status, stderr } = await run(
      ...commands.sft,
      ...often,
      ...words('--out @broken --learning-rate 1e38 --quiet'),
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^posttrain: sft: step \d+: .*; the last checkpoint is .*broken\.checkpoint, after step \d+\n$/,
    );
  });
});
