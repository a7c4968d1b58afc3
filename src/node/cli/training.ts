/** What the training commands share: the data held out, comparisons and prompts from a file. */
import { holdOut, promptKey } from '../../data/hold-out';
import type { Message } from '../../data/records';
import { readComparisons, readPrompts } from '../rows';
import { UserError } from '../../errors';
import type { Task } from '../../steps/task';
import { encodePrompt, fitContext } from '../../model/chat-template';
import type { Checkpoint } from '../../model/checkpoint';
import type { Random } from '../../random';
import { number, type TrlEntries } from '../../train/declared';
import type { DatasetOptions } from '../../train/options';
import type { RewardPair } from '../../train/reward-model';
import type { RewardInput } from '../../train/reward-scores';
import { atRow, encodePair, encodeReply } from '../../train/rows';
import type { Session } from './session';
import type { TableRow } from './table';

/** The share of a data set to evaluate on. @param share its default. */
export const heldOutOption = (share: number) => ({
  heldOut: number(share, 'of the rows, to evaluate on', {
    min: 0,
    max: 0.9,
    value: 'share',
    trl: (value): TrlEntries => (value === 0 ? { eval_strategy: 'no' } : {}),
  }),
});

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

/** A pair, and its prompt's name, by which it is trained on or held out. */
export type PromptedPair = RewardPair & { readonly promptKey: string };

/** A file of comparisons as pairs. @throws UserError that names the row and what is wrong with it. */
export async function readPairs(
  file: string,
  model: Checkpoint,
  format?: string,
): Promise<{ pairs: PromptedPair[]; asked: AskedRow[] }> {
  const rows = await readComparisons(file, format);
  const asked = rows.map(({ prompt, where }): AskedRow => ({ messages: prompt, name: where }));
  const pairs = rows.map((record): PromptedPair => {
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

/** Tokens that the largest batch can have, whatever the order. @param lengths of the examples, in tokens. */
export function largestBatch(
  lengths: readonly number[],
  { rowsPerBatch, tokensPerBatch }: Pick<DatasetOptions, 'rowsPerBatch' | 'tokensPerBatch'>,
): number {
  const sorted = [...lengths].sort((a, b) => b - a);
  const together = sorted.slice(0, rowsPerBatch).reduce((a, b) => a + b, 0);
  return Math.min(together, Math.max(tokensPerBatch ?? Infinity, sorted[0] ?? 0));
}
