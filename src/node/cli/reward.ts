/** `posttrain reward`: a reward model from comparisons or from ratings, the second of the three steps (claim B3). */
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { UserError } from '../../errors';
import { readLanguageModel } from '../models';
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
import { count, type OptionsOf } from '../../train/declared';
import { rewardModelOptions, trainRewardModel, type RewardModelRecord } from '../../train/reward-model';
import { rewardInput, rewardScores } from '../../train/reward-scores';
import { declareCommand, parsed, requiredText } from './command';
import { formatOption, runOptions } from './options';
import { followDescent, Session, sessionOptions, summaryOption } from './session';
import type { TableRow } from './table';
import { encodeRow, heldOutOption, holdOut, readPairs, taskOfRows, type AskedRow } from './training';

/** Reads one word of `--attributes` and adds it to those before it. */
function parseAttribute(text: string, before: Record<string, number> | undefined): Record<string, number> {
  const [, name, weight] = /^(\w[\w-]*)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('expected name=weight, such as helpfulness=0.65');
  return { ...before, [name]: Number(weight) };
}

/** Options of `posttrain reward`. */
export const rewardCommandOptions = {
  model: requiredText('folder', 'the SFT model'),
  data: requiredText(
    'file',
    'comparisons (TRL, HH-RLHF, HelpSteer2, RewardBench), or, with --attributes, rated replies; JSONL, JSON or Parquet',
  ),
  ...formatOption,
  ...summaryOption,
  ...sessionOptions(100),
  attributes: parsed<Record<string, number> | undefined>(
    undefined,
    'learn the weighted mean of these ratings of single replies (HelpSteer2 style) instead of comparisons',
    { value: 'name=weight...', parse: parseAttribute },
  ),
  ...rewardModelOptions,
  scaleReplies: count(256, 'replies that the scale is set on', {
    min: 2,
    trl: { lost: 'only the scale that is stored with the model, in posttrain.rewardMean and rewardScale' },
  }),
  maxNewTokens: count(112, 'the longest of these replies', {
    trl: { lost: 'only the replies that this scale is set on' },
  }),
  ...heldOutOption(0.1),
  ...runOptions,
};

type RewardCommandOptions = OptionsOf<typeof rewardCommandOptions>;

export const rewardCommand = () =>
  declareCommand('reward', {
    says:
      'Train a reward model. It starts from the SFT model with a new head, and learns from comparisons (a column ' +
      '`margin` says by how much, if you have it) or, with --attributes, from rated replies. Its scale is set on ' +
      'replies of the SFT model to the prompts of the data: a reward of 0 is their mean, 1 their standard deviation.',
    options: rewardCommandOptions,
    examples: [
      'reward --model runs/sft --data my-comparisons.jsonl --out runs/reward --pooling last',
      'reward --model runs/sft --data my-ratings.jsonl --attributes helpfulness=0.65 verbosity=-0.2 --out runs/rated',
    ],
    run: trainReward,
  });

async function trainReward(options: RewardCommandOptions): Promise<void> {
  const { pooling } = options;
  const session = new Session('reward', rewardCommandOptions, options);
  const sft = readLanguageModel(options.model);
  const { config, tokenizer } = sft;
  const random = new Random(options.seed).split('reward');
  const backend = await session.backend();
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
  session.write({ kind: 'scalar', config, tokenizer, reward, weights: model.weights() });
  session.end([{ ...summary, 'score of SFT': scale.mean, sd: scale.sd }]);
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
  const { training, heldOut } = holdOut(pairs, options.heldOut, random);
  const run = trainRewardModel(model, training, heldOut, options, session.checkpointing);
  const live = ({ loss, accuracy }: RewardModelRecord) => ({ loss, accuracy });
  const { steps, evaluation } = await followDescent(session, 'reward model', run, live);
  const counts = { pairs: training.length, 'held out': heldOut.length, steps };
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
  const { data, attributes: weights = {} } = options;
  const rows = await readReplies(data, options.format);
  const asked = rows.map(({ prompt, where }): AskedRow => ({ messages: prompt, name: where }));
  const replies = rows.map(({ reply, row }, i): RatedReply => {
    const attributes = attributesOf(row);
    if (!Object.keys(weights).some((name) => name in attributes))
      throw new UserError(
        `${asked[i].name}: rates ${Object.keys(attributes).join(', ') || 'nothing'}; ` +
          `expected one of --attributes ${Object.keys(weights).join(', ')}`,
      );
    return {
      ...encodeRow(asked[i], reply, 'reply', sft),
      rating: weightedRating(attributes, weights),
    };
  });
  const { training, heldOut } = holdOut(replies, options.heldOut, random);
  const run = trainAttributeModel(model, training, heldOut, options, session.checkpointing);
  const { steps, evaluation } = await followDescent<AttributeModelRecord>(session, 'reward model', run);
  const counts = { replies: training.length, 'held out': heldOut.length, steps };
  const correlation = evaluation?.type === 'evaluation' ? evaluation.correlation : undefined;
  return { asked, summary: { ...counts, 'held-out loss': evaluation?.loss, correlation } };
}
