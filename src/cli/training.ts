/**
 * What the training commands share: their output folder, which is a model with its `metrics.jsonl`, the data held
 * out, prompts from a file, and rewards by name.
 */
import { Option, type Command } from 'commander';
import { formatJsonl } from '../data/jsonl';
import type { Message } from '../data/records';
import { UserError } from '../errors';
import { writeFolderAtomically } from '../host/files';
import { readRewardModel } from '../host/models';
import { readPrompts } from '../host/rows';
import type { Task } from '../labs/task';
import { encodePrompt, fitContext } from '../model/chat-template';
import { saveModel, type Checkpoint } from '../model/checkpoint';
import type { Backend, ScalarModel } from '../model/model';
import type { Random } from '../random';
import { rewardFromModel } from '../train/reward-scores';
import type { Reward } from '../train/reward';

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

/** Parts a data set by lot. Something is always left for training; a share above 0 holds out one row at least. */
export function holdOut<T>(
  rows: readonly T[],
  share: number,
  random: Random,
): { training: T[]; heldOut: T[] } {
  const wanted = share === 0 ? 0 : Math.max(1, Math.floor(share * rows.length));
  const count = Math.min(wanted, rows.length - 1);
  const shuffled = random.split('held out').shuffle(rows);
  return { training: shuffled.slice(count), heldOut: shuffled.slice(0, count) };
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
      fitContext(encodePrompt(tokenizer, messages), context, 1, names[i]),
    ),
    stopTokens: [tokenizer.eosId, tokenizer.bosId],
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

/** The option `--reward`. */
export function rewardOption(): Option {
  return new Option(
    '--reward <folder|judge>',
    "a reward model's folder, or `judge`, the world's own truth",
  ).makeOptionMandatory();
}

/** A reward model that was opened for a policy. */
export interface OpenReward {
  readonly checkpoint: Checkpoint & { kind: 'scalar' };
  readonly model: ScalarModel;
  /** On the scale that is stored with the model. */
  readonly reward: Reward;
}

/** Opens a reward model. @throws UserError when it cannot read what the policy writes. */
export function openRewardModel(folder: string, backend: Backend, policy: Checkpoint): OpenReward {
  const checkpoint = readRewardModel(folder);
  if (JSON.stringify(checkpoint.tokenizer.json.model) !== JSON.stringify(policy.tokenizer.json.model)) {
    throw new UserError(
      `${folder}: another tokenizer than the policy's; take a reward model made from the same model`,
    );
  }
  const [own, needed] = [checkpoint, policy].map(({ config }) => config.max_position_embeddings);
  if (own < needed)
    throw new UserError(
      `${folder}: reads ${own} tokens, but the policy writes up to ${needed}; take another`,
    );
  const model = backend.scalarModel(checkpoint.config, checkpoint.weights);
  const { pooling, rewardMean, rewardScale } = checkpoint.reward;
  const reward = rewardFromModel(model, pooling, { mean: rewardMean, sd: rewardScale });
  return { checkpoint, model, reward };
}
