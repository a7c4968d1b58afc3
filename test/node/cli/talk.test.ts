/** Replies by command: one prompt, a file of them, a conversation. */
import * as fs from 'node:fs';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeChat, withChatTemplate } from '../../../src/model/chat-template';
import { engineBackend } from '../../../src/model/engine-backend';
import { initialWeights } from '../../../src/model/weights';
import { readLanguageModel, writeModel } from '../../../src/node/models';
import { Random } from '../../../src/random';
import { encodeDemonstration } from '../../../src/train/rows';
import { sft } from '../../../src/train/sft';
import { collect } from '../../helpers/collect';
import { testEngine } from '../../helpers/engines';
import { rowsOf, run, succeed, workFolder, wordsIn, writeToys } from './toy';

const at = workFolder();
const words = wordsIn(at);
beforeAll(() => {
  writeToys(at);
  const base = readLanguageModel(at('base'));
  writeModel(at('chat'), { ...base, tokenizer: withChatTemplate(base.tokenizer) });
});

describe('generate', () => {
  const few = ['--max-new-tokens', '6'];

  test('replies to a file of prompts as JSONL, in order, whatever the number of threads', async () => {
    const args = [...words('generate --model @chat --prompts @prompts.jsonl --samples 2'), ...few];
    const one = await succeed(...args, '--threads', '1');
    expect(await succeed(...args, '--threads', '2')).toBe(one);
    const replies = rowsOf(one);
    expect(replies).toHaveLength(8);
    expect(replies[2].prompt).toEqual([{ role: 'user', content: 'What is 2 + 3?' }]);
    expect(new Set(replies.map(({ reply }) => reply)).size).toBeGreaterThan(1);
  });

  test('a seed decides the reply; temperature 0 needs none', async () => {
    const reply = (...more: string[]) =>
      succeed(...words('generate --model @base --prompt The'), ...few, ...more);
    expect(await reply('--seed', '3')).toBe(await reply('--seed', '3'));
    expect(await reply('--seed', '3')).not.toBe(await reply('--seed', '4'));
    expect(await reply('--temperature', '0', '--seed', '3')).toBe(await reply('--temperature', '0'));
  });

  test('both backends draw the same replies', async () => {
    const args = [...words('generate --model @chat --prompts @prompts.jsonl'), ...few];
    expect(await succeed(...args, '--backend', 'tfjs')).toBe(await succeed(...args));
  });
});

/** Runs a conversation whose user says these lines. */
async function talk(lines: string[], ...args: string[]) {
  const stdin = vi.spyOn(process, 'stdin', 'get');
  stdin.mockReturnValue(Object.assign(Readable.from([lines.join('\n')]), { fd: 0 }) as typeof process.stdin);
  try {
    return await run('chat', '--max-new-tokens', '4', ...args);
  } finally {
    stdin.mockRestore();
  }
}

describe('chat', () => {
  test('replies to each line, starts anew on /new, ends at an empty line', async () => {
    const { status, stdout } = await talk(['Hello!', '/new', 'Hello!', '', 'no more'], '--model', at('chat'));
    expect(status).toBe(0);
    const [first, second] = stdout.split('\n\n');
    expect(second).toBe(first);
    expect(stdout.split('\n\n')).toHaveLength(3);
  });

  test('says when the conversation has outgrown the context', async () => {
    const { status, stderr } = await talk(['word '.repeat(80)], '--model', at('chat'));
    expect(status).toBe(2);
    expect(stderr).toContain('posttrain: the conversation: ');
  });
});

describe('--tools', () => {
  /** Says "[calculator] 2 + 3" to a question, and after the result that it is so. */
  beforeAll(async () => {
    const { config: small, ...chat } = readLanguageModel(at('chat'));
    const { tokenizer } = chat;
    const config = { ...small, max_position_embeddings: 96 };
    const backend = engineBackend(await testEngine(undefined, 1));
    const model = backend.languageModel(config, initialWeights(config, 'lm', new Random(1)));
    const turns = [question, call, result, answer].map((content, i) => ({
      role: i % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content,
    }));
    const examples = [encodeDemonstration(tokenizer, turns)];
    await collect(sft(model, examples, [], { learningRate: 5e-3, epochs: 150, rowsPerBatch: 1 }));
    writeModel(at('caller'), { ...chat, config, weights: model.weights() });
    fs.writeFileSync(at('sum.jsonl'), JSON.stringify({ prompt: question }));
  });
  const [question, call, result, answer] = ['2 + 3?', '[calculator] 2 + 3', '[result] 5', 'It is 5.'];
  const shown = `call> ${call}\nresult> ${result}\n${answer}\n`;
  const sure = words('--model @caller --temperature 0 --max-new-tokens 30');

  test('generate shows calls and results, as text and as columns', async () => {
    expect(await succeed('generate', ...sure, '--tools', '--prompt', question)).toBe(shown);
    const [row] = rowsOf(await succeed('generate', ...sure, '--tools', ...words('--prompts @sum.jsonl')));
    expect(row).toMatchObject({ calls: [{ call, result }], reply: answer });
    const [plain] = rowsOf(await succeed('generate', ...sure, ...words('--prompts @sum.jsonl')));
    expect(plain).toEqual({ prompt: [{ role: 'user', content: question }], reply: call });
  });

  test('chat shows them too', async () => {
    const { status, stdout } = await talk([question], ...sure, '--max-new-tokens', '30', '--tools');
    expect(status).toBe(0);
    expect(stdout).toBe(`${shown}\n`);
  });

  test('an answer without room in the context is told, once, with a count', async () => {
    const { config, ...caller } = readLanguageModel(at('caller'));
    const asked = [question, call].map(
      (content, i) => ({ role: i === 0 ? 'user' : 'assistant', content }) as const,
    );
    const { length } = encodeChat(caller.tokenizer, asked).tokens;
    writeModel(at('narrow'), { ...caller, config: { ...config, max_position_embeddings: length + 5 } });
    const args = [
      ...words('generate --model @narrow --prompts @sum.jsonl --samples 3'),
      ...sure.slice(2),
      '--tools',
    ];
    const { status, stdout, stderr } = await run(...args);
    expect(status).toBe(0);
    expect(rowsOf(stdout)).toEqual(Array(3).fill({ prompt: asked.slice(0, 1), calls: [], reply: call }));
    expect(stderr).toBe(
      'posttrain: warning: context: 3 of 3 episodes ended before their end, since an answer left no room for a reply\n',
    );
  });

  test('a base model is refused: it knows no turns', async () => {
    for (const command of [words('generate --prompt Hi'), words('chat')]) {
      const { status, stderr } = await run(...command, '--model', at('base'), '--tools');
      expect(status).toBe(2);
      expect(stderr).toContain('posttrain: --tools: the model has no chat template');
    }
  });
});

describe('data', () => {
  test('--check names a file that is missing or differs, and writes nothing', async () => {
    fs.mkdirSync(at('data'));
    const missing = await run(...words('data --check --out @data'));
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain(`${at('data', 'prompts-demonstrations.jsonl')}: missing`);
    fs.writeFileSync(at('data', 'prompts-demonstrations.jsonl'), '{}\n');
    expect((await run(...words('data --check --out @data'))).stderr).toContain(
      'differs from what seed 1 gives',
    );
    expect(fs.readdirSync(at('data'))).toEqual(['prompts-demonstrations.jsonl']);
  });
});
