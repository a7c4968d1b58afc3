/** Pre-training by command, and a run that stops in the middle. */
import * as fs from 'node:fs';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type * as Pretrain from '../../../src/train/pretrain';
import { filesOf, run, succeed, workFolder, wordsIn, writeToys } from './toy';

/** Step after which the run dies, as a killed one would. */
const death = vi.hoisted(() => ({ step: Infinity }));
vi.mock('../../../src/train/pretrain', async (original) => {
  const actual = await original<typeof Pretrain>();
  return {
    ...actual,
    pretrain: async function* (...args: Parameters<typeof actual.pretrain>) {
      for await (const record of actual.pretrain(...args)) {
        if (record.step > death.step) throw new Error('killed');
        yield record;
      }
    },
  };
});

const at = workFolder();
const words = wordsIn(at);
beforeAll(() => writeToys(at));
afterEach(() => (death.step = Infinity));

const shape = words('--hidden 32 --heads 2 --layers 1 --ff 32 --vocabulary 300');
const size = words('--context 48 --rows-per-batch 2 --row-tokens 24 --tokens 0.00048');
const pretrain = (out: string, ...more: string[]) => [
  ...words(`pretrain --corpus @corpus.jsonl --out @${out}`),
  ...shape,
  ...size,
  ...words('--evaluation-interval 3 --checkpoint-every 3'),
  ...more,
];

describe('pretrain', () => {
  test('writes a base model that replies, its report and its card', async () => {
    await succeed(...pretrain('fresh'));
    const report = JSON.parse(fs.readFileSync(at('fresh', 'pretraining.json'), 'utf8'));
    expect(report).toMatchObject({ source: 'corpus.jsonl', trainedTokens: 480, options: { steps: 10 } });
    expect(report.loss).toHaveLength(10);
    expect(report.validation.map(({ step }: { step: number }) => step)).toEqual([3, 6, 9, 10]);
    expect(report.validationLoss).toBe(report.validation[3].loss);
    expect(fs.readFileSync(at('fresh', 'README.md'), 'utf8')).toContain(report.command);
    const config = JSON.parse(fs.readFileSync(at('fresh', 'tokenizer_config.json'), 'utf8'));
    expect(config).not.toHaveProperty('chat_template');
    const reply = await succeed(...words('generate --model @fresh --prompt A --max-new-tokens 4'));
    expect(reply).not.toBe('');
  });

  test('its report has the command that makes it again', async () => {
    const { command } = JSON.parse(fs.readFileSync(at('fresh', 'pretraining.json'), 'utf8'));
    const args = String(command).split(' ').slice(1);
    const paths = new Map([
      ['base', at('again')],
      ['corpus.jsonl', at('corpus.jsonl')],
    ]);
    await succeed(...args.map((arg) => paths.get(arg) ?? arg));
    expect(filesOf(at('again'))).toEqual(filesOf(at('fresh')));
  });

  test('same bytes with 1 and 2 threads', async () => {
    await succeed(...pretrain('one', '--threads', '1'));
    await succeed(...pretrain('two', '--threads', '2'));
    expect(filesOf(at('one'))).toEqual(filesOf(at('two')));
  });

  test.each([
    ['after a checkpoint', 7],
    ['right at one', 6],
    ['before the first', 2],
  ])('a run that was killed %s goes on to the same bytes', async (_, step) => {
    const out = `killed-${step}`;
    death.step = step;
    expect((await run(...pretrain(out))).status).toBe(1);
    death.step = Infinity;
    expect(fs.existsSync(at(out))).toBe(false);
    expect(fs.existsSync(at(`${out}.checkpoint`))).toBe(step >= 3);
    await succeed(...pretrain(out, '--resume'));
    expect(filesOf(at(out))).toEqual(filesOf(at('fresh')));
    expect(fs.existsSync(at(`${out}.checkpoint`))).toBe(false);
  });

  test('does not go on unasked, with other options, or from a damaged checkpoint', async () => {
    death.step = 4;
    await run(...pretrain('stopped'));
    death.step = Infinity;
    const checkpoint = at('stopped.checkpoint');
    const complain = async (...args: string[]) => {
      const { status, stderr } = await run(...args);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      return stderr;
    };
    expect(await complain(...pretrain('stopped'))).toContain('add --resume, or remove it');
    const other = pretrain('stopped', '--resume', '--seed', '2');
    expect(await complain(...other)).toContain('the state of another run');
    fs.truncateSync(checkpoint, 1000);
    expect(await complain(...pretrain('stopped', '--resume'))).toContain(checkpoint);
    expect(fs.existsSync(at('stopped'))).toBe(false);
  });
});
