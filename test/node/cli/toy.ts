/** The command line in this process, and toy files for it: a network of one layer, a few rows of each kind of data. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, vi } from 'vitest';
import { main } from '../../../src/node/cli/main';
import { formatJsonl } from '../../../src/data/jsonl';
import { writeModel } from '../../../src/node/models';
import { trainBpe } from '../../../src/model/bpe-trainer';
import { baseTokenizerConfig } from '../../../src/model/chat-template';
import type { ModelConfig } from '../../../src/model/config';
import { initialWeights } from '../../../src/model/weights';
import { Tokenizer } from '../../../src/model/tokenizer';
import { Random } from '../../../src/random';
import texts from '../../fixtures/texts.json';

/** What a command left. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line; nothing reaches the terminal. */
export async function run(...args: string[]): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { status: await main(args), ...written };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}

/** The same, for a command that must succeed. @returns stdout. */
export async function succeed(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(...args);
  if (status !== 0) throw new Error(`posttrain ${args.join(' ')}: status ${status}: ${stderr}`);
  return stdout;
}

/** A folder for the tests of one file, gone after them. @returns paths below it. */
export function workFolder(): (...names: string[]) => string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'posttrain-cli-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return (...names) => path.join(folder, ...names);
}

/** Arguments of a command line: words stand for themselves, `@name` is a path in the work folder. */
export function wordsIn(at: (...names: string[]) => string): (...lines: string[]) => string[] {
  return (...lines) =>
    lines
      .flatMap((line) => line.split(' '))
      .map((word) => (word.startsWith('@') ? at(...word.slice(1).split('/')) : word));
}

/** All files below a folder with their bytes. */
export function filesOf(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')]));
}

/** The rows of a JSONL text. */
export function rowsOf(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const config: Omit<ModelConfig, 'vocab_size'> = {
  hidden_size: 32,
  intermediate_size: 32,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 2,
  max_position_embeddings: 64,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
};

const questions = ['Who is Ada?', 'What is 2 + 3?', 'Name a pie.', 'Hello!'];
const turn = (role: string, content: string) => ({ role, content });

/** Rows by file name. */
export const rows = {
  'demonstrations.jsonl': Array.from({ length: 12 }, (_, i) => ({
    messages: [turn('user', questions[i % 4]), turn('assistant', `Here it is: ${i}.`)],
  })),
  'comparisons.jsonl': Array.from({ length: 12 }, (_, i) => ({
    prompt: questions[i % 4],
    chosen: `Yes, ${i}.`,
    rejected: [turn('assistant', 'No no no')],
  })),
  'prompts.jsonl': questions.map((prompt, id) => ({ id, prompt })),
  'replies.jsonl': questions.map((prompt, id) => ({
    id,
    prompt: [turn('user', prompt)],
    reply: `Ah, ${id}`,
  })),
  'corpus.jsonl': Array.from({ length: 60 }, (_, i) => ({ text: `${texts[i % texts.length]} Page ${i}.` })),
};

/** Writes the data, and a base model without chat template in the folder `base`. */
export function writeToys(at: (...names: string[]) => string): void {
  for (const [name, content] of Object.entries(rows)) fs.writeFileSync(at(name), formatJsonl(content));
  const tokenizer = new Tokenizer(trainBpe(texts, 420), baseTokenizerConfig);
  const shape = { ...config, vocab_size: tokenizer.vocabSize };
  const weights = initialWeights(shape, 'lm', new Random(1));
  writeModel(at('base'), { kind: 'lm', config: shape, weights, tokenizer });
}
