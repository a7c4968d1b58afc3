/**
 * What the training commands share: their output folder, which is a model with its `metrics.jsonl`, the data held
 * out, comparisons and prompts from a file.
 */
import type { Command } from 'commander';
import { holdOut, promptKey } from '../../data/hold-out';
import { formatJsonl } from '../../data/jsonl';
import type { Message } from '../../data/records';
import { writeFolderAtomically } from '../files';
import { readComparisons, readPrompts } from '../rows';
import { UserError } from '../../errors';
import type { Task } from '../../steps/task';
import { encodePrompt, fitContext } from '../../model/chat-template';
import { saveModel, type Checkpoint } from '../../model/checkpoint';
import type { Random } from '../../random';
import type { RewardPair } from '../../train/reward-model';
import type { RewardInput } from '../../train/reward-scores';
import { atRow, encodePair, encodeReply } from '../../train/rows';
import type { Session } from './session';
import type { TableRow } from './table';

/** Adds `--out` and `--json`. */
export function withOutput(command: Command): Command {
  return command
    .requiredOption('--out <folder>', 'where the model is to lie, with metrics.jsonl; a new folder')
    .option('--json', 'print the summary as JSON instead of a table', false);
}

/** Writes a model with the log of its training, whole or not at all; models it brings along go into folders below. */
export function writeTrained(
  folder: string,
  model: Checkpoint,
  metrics: readonly object[],
  below: Readonly<Record<string, Checkpoint>> = {},
): void {
  const files = saveModel(model);
  files.set('metrics.jsonl', formatJsonl(metrics));
  for (const [name, inner] of Object.entries(below))
    for (const [file, content] of saveModel(inner)) files.set(`${name}/${file}`, content);
  writeFolderAtomically(folder, files);
}

/**
 * Rows parted by prompt into those to train on and those to evaluate on, and what the summary says of it.
 * @param share of `--held-out`.
 */
export function holdOutPrompts<Row extends { readonly promptKey: string }>(
  rows: readonly Row[],
  share: number,
  random: Random,
  session: Session,
): { training: Row[]; heldOut: Row[]; counts: TableRow } {
  const { training, heldOut, heldOutPrompts } = holdOut(rows, share, random, ({ promptKey: key }) => key);
  if (share > 0 && heldOut.length === 0)
    session.warn(`--held-out ${share}: nothing is held out, since all ${rows.length} rows have one prompt`);
  return { training, heldOut, counts: { 'held out': heldOut.length, 'of prompts': heldOutPrompts } };
}

/** Conversations as a task. @param names what each is called in messages. */
export function taskFrom(
  questions: readonly (readonly Message[])[],
  names: readonly string[],
  { tokenizer, config }: Checkpoint,
): Task {
  const context = config.max_position_embeddings;
  return {
    tokenizer,
    prompts: questions.map((messages) => ({ messages })),
    tokens: questions.map((messages, i) =>
      fitContext(
        atRow(names[i], () => encodePrompt(tokenizer, messages)),
        context,
        1,
        names[i],
      ),
    ),
    stopTokens: tokenizer.stopIds,
  };
}

/** A file of prompts as a task. @throws UserError that names the line of a prompt which leaves no room for a reply. */
export async function readTask(file: string, model: Checkpoint, format?: string): Promise<Task> {
  const questions = await readPrompts(file, format);
  return taskFrom(
    questions.map(({ prompt }) => prompt),
    questions.map(({ where }) => where),
    model,
  );
}

/** A question of a data set, and how its row is called in messages. */
export interface AskedRow {
  readonly messages: readonly Message[];
  readonly name: string;
}

/** A prompt with a reply as one row. @throws UserError when the network cannot take it. */
export function encodeRow(
  { messages, name }: AskedRow,
  reply: string,
  what: string,
  { tokenizer, config }: Checkpoint,
): RewardInput {
  const input = atRow(`${name}: ${what}`, () => encodeReply(tokenizer, messages, reply));
  fitContext(input.tokens, config.max_position_embeddings, 0, `${name}: ${what}`);
  return input;
}

/** TRL's column `margin` says by how much the chosen reply is better. @throws UserError on one that is no size. */
export function marginOf(row: unknown, where: string): number | undefined {
  if (typeof row !== 'object' || row === null || !('margin' in row)) return undefined;
  const { margin } = row;
  if (margin === null || margin === undefined) return undefined;
  if (typeof margin === 'number' && margin >= 0 && Number.isFinite(margin)) return margin;
  throw new UserError(`${where}: column "margin" is ${JSON.stringify(margin)}; expected a number from 0 up`);
}

/** A file of comparisons as pairs. @throws UserError that names the row and what is wrong with it. */
export async function readPairs(
  file: string,
  model: Checkpoint,
  format?: string,
): Promise<{ pairs: (RewardPair & { promptKey: string })[]; asked: AskedRow[] }> {
  const rows = await readComparisons(file, format);
  const asked = rows.map(({ prompt, where }): AskedRow => ({ messages: prompt, name: where }));
  const pairs = rows.map((record) => {
    const pair = atRow(record.where, () => encodePair(model.tokenizer, record));
    for (const side of ['chosen', 'rejected'] as const)
      fitContext(pair[side].tokens, model.config.max_position_embeddings, 0, `${record.where}: ${side}`);
    return {
      ...pair,
      promptKey: promptKey(record.prompt),
      margin: marginOf(record.row, record.where),
    };
  });
  return { pairs, asked };
}

/** The different questions of some rows, each with the name of its first row, as a task. */
export function taskOfRows(asked: readonly AskedRow[], model: Checkpoint): Task {
  const questions = new Map<string, AskedRow>();
  for (const row of asked) {
    const key = JSON.stringify(row.messages);
    if (!questions.has(key)) questions.set(key, row);
  }
  const different = [...questions.values()];
  return taskFrom(
    different.map(({ messages }) => messages),
    different.map(({ name }) => name),
    model,
  );
}
