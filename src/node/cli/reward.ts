/** `posttrain reward`: a reward model from comparisons or from ratings, the second of the three steps (claim B3). */
import { InvalidArgumentError, Option, Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../../errors';
import { readLanguageModel } from '../models';
import { promptKey } from '../../data/hold-out';
import { readReplies } from '../rows';
import { measureScale } from '../../steps/scale';
import type { Checkpoint } from '../../model/checkpoint';
import { withScalarHead } from '../../model/weights';
import type { ScalarModel } from '../../model/model';
import { Random } from '../../random';
import {
  trainAttributeModel,
  weightedRating,
  type AttributeModelRecord,
  type RatedReply,
} from '../../train/attribute-model';
import { rewardModelDefaults, trainRewardModel, type RewardModelRecord } from '../../train/reward-model';
import { rewardInput, rewardScores, type Pooling } from '../../train/reward-scores';
import { backendFor, decimal, examples, formatOption, wholeNumber, withRunOptions } from './options';
import { followDescent, Session, withCheckpoints, type SessionOptions } from './session';
import { printTable, type TableRow } from './table';
import {
  encodeRow,
  holdOutPrompts,
  readPairs,
  taskOfRows,
  withOutput,
  writeTrained,
  type AskedRow,
} from './training';
import { datasetOptionsOf, withDataset, type DatasetCommandOptions } from './training-options';

interface RewardCommandOptions extends SessionOptions, DatasetCommandOptions {
  model: string;
  data: string;
  format?: string;
  attributes?: Record<string, number>;
  pooling: Pooling;
  centring: number;
  scaleReplies: number;
  maxNewTokens: number;
  json: boolean;
}

/** Reads one word of `--attributes` and adds it to those before it. */
function parseAttribute(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [, name, weight] = /^(\w[\w-]*)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('expected name=weight, such as helpfulness=0.65');
  return { ...before, [name]: Number(weight) };
}

export function rewardCommand(): Command {
  const command = new Command('reward')
    .description(
      'Train a reward model. It starts from the SFT model with a new head, and learns from comparisons (a column ' +
        '`margin` says by how much, if you have it) or, with --attributes, from rated replies. Its scale is set on ' +
        'replies of the SFT model to the prompts of the data: a reward of 0 is their mean, 1 their standard deviation.',
    )
    .requiredOption('--model <folder>', 'the SFT model')
    .requiredOption(
      '--data <file>',
      'comparisons (TRL, HH-RLHF, HelpSteer2, RewardBench), or, with --attributes, rated replies; JSONL, JSON or Parquet',
    )
    .addOption(formatOption());
  withOutput(command)
    .option(
      '--attributes <name=weight...>',
      'learn the weighted mean of these ratings of single replies (HelpSteer2 style) instead of comparisons',
      parseAttribute,
    )
    .addOption(
      new Option('--pooling <tokens>', "the score: at the reply's last token, or the mean over the reply")
        .choices(['mean', 'last'] satisfies Pooling[])
        .default(rewardModelDefaults.pooling),
    )
    .option(
      '--centring <x>',
      'weight of the term that holds scores near 0 (comparisons only)',
      decimal(0),
      rewardModelDefaults.centring,
    )
    .option('--scale-replies <n>', 'replies that the scale is set on', wholeNumber(2), 256)
    .option('--max-new-tokens <n>', 'the longest of these replies', wholeNumber(1), 112);
  withCheckpoints(withDataset(command, rewardModelDefaults, 'rows of the data', 0.1), 100);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'reward --model runs/sft --data my-comparisons.jsonl --out runs/reward --pooling last',
        'reward --model runs/sft --data my-ratings.jsonl --attributes helpfulness=0.65 verbosity=-0.2 --out runs/rated',
      ),
    )
    .action(trainReward);
}

async function trainReward(options: RewardCommandOptions): Promise<void> {
  const { out, pooling, seed } = options;
  const session = new Session('reward', options);
  const sft = readLanguageModel(options.model);
  const { config, tokenizer } = sft;
  const random = new Random(seed).split('reward');
  const backend = await backendFor(options);
  const scalarModel = backend.scalarModel.bind(backend);
  const model = session.network('model', scalarModel, config, withScalarHead(config, sft.weights));
  const learn = options.attributes === undefined ? fromComparisons : fromRatings;
  const { asked, summary } = await learn(model, sft, options, session, random);

  const scale = measureScale(
    backend.languageModel(config, sft.weights),
    taskOfRows(asked, sft),
    () => (replies) => rewardScores(model, replies.map(rewardInput), pooling),
    { replies: options.scaleReplies, maxNewTokens: options.maxNewTokens },
    random.split('scale'),
  );
  const reward = { pooling, rewardMean: scale.mean, rewardScale: scale.sd };
  writeTrained(out, { kind: 'scalar', config, tokenizer, reward, weights: model.weights() }, session.records);
  session.end();
  printTable([{ ...summary, 'score of SFT': scale.mean, sd: scale.sd }], options);
}

/** What was learnt: the questions of the data, and the figures of the summary. */
interface Learnt {
  readonly asked: readonly AskedRow[];
  readonly summary: TableRow;
}

async function fromComparisons(
  model: ScalarModel,
  sft: Checkpoint,
  options: RewardCommandOptions,
  session: Session,
  random: Random,
): Promise<Learnt> {
  const { pairs, asked } = await readPairs(options.data, sft, options.format);
  const { training, heldOut, counts: parts } = holdOutPrompts(pairs, options.heldOut, random, session);
  const { pooling, centring } = options;
  const given = { ...datasetOptionsOf(options), pooling, centring };
  const run = trainRewardModel(model, training, heldOut, given, session.checkpointing);
  const live = ({ loss, accuracy }: RewardModelRecord) => ({ loss, accuracy });
  const { steps, evaluation } = await followDescent(session, 'reward model', run, live);
  const counts = { pairs: training.length, ...parts, steps };
  return {
    asked,
    summary: { ...counts, 'held-out loss': evaluation?.loss, accuracy: evaluation?.accuracy },
  };
}

const ratings = z.record(z.string(), z.unknown());

/** The numbers that a row rates its reply with: in a column `attributes`, or each in its own (HelpSteer2). */
function attributesOf(row: unknown): Record<string, number> {
  const columns = ratings.parse(row);
  const within = ratings.safeParse(columns.attributes);
  const entries = Object.entries(within.success ? within.data : columns);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

async function fromRatings(
  model: ScalarModel,
  sft: Checkpoint,
  options: RewardCommandOptions,
  session: Session,
  random: Random,
): Promise<Learnt> {
  const { data, attributes: weights = {}, pooling } = options;
  const rows = await readReplies(data, options.format);
  const asked = rows.map(({ prompt, where }): AskedRow => ({ messages: prompt, name: where }));
  const replies = rows.map(({ prompt, reply, row }, i): RatedReply & { promptKey: string } => {
    const attributes = attributesOf(row);
    if (!Object.keys(weights).some((name) => name in attributes))
      throw new UserError(
        `${asked[i].name}: rates ${Object.keys(attributes).join(', ') || 'nothing'}; ` +
          `expected one of --attributes ${Object.keys(weights).join(', ')}`,
      );
    return {
      ...encodeRow(asked[i], reply, 'reply', sft),
      rating: weightedRating(attributes, weights),
      promptKey: promptKey(prompt),
    };
  });
  const { training, heldOut, counts: parts } = holdOutPrompts(replies, options.heldOut, random, session);
  const given = { ...datasetOptionsOf(options), pooling };
  const run = trainAttributeModel(model, training, heldOut, given, session.checkpointing);
  const { steps, evaluation } = await followDescent<AttributeModelRecord>(session, 'reward model', run);
  const counts = { replies: training.length, ...parts, steps };
  const correlation = evaluation?.type === 'evaluation' ? evaluation.correlation : undefined;
  return { asked, summary: { ...counts, 'held-out loss': evaluation?.loss, correlation } };
}
