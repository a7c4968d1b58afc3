/** `posttrain reward`: a reward model from comparisons or from ratings, the second of the three steps (claim B3). */
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { promptKey } from '../../data/hold-out';
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
import {
  rewardModelOptions,
  trainRewardModel,
  type RewardModelOptions,
  type RewardModelRecord,
} from '../../train/reward-model';
import { rewardInput, rewardScores } from '../../train/reward-scores';
import { declareCommand, parsed, requiredText } from './command';
import { formatOption, runOptions } from './options';
import { followDescent, Session, sessionOptions, summaryOption } from './session';
import type { TableRow } from './table';
import {
  encodeRow,
  heldOutOption,
  holdOutPrompts,
  readPairs,
  taskOfRows,
  type AskedRow,
  type PromptedPair,
} from './training';

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
    async run(options) {
      const { model, data, format, attributes } = options;
      const session = new Session('reward', rewardCommandOptions, options);
      const sft = readLanguageModel(model);
      const examples = attributes
        ? await readRatings(data, attributes, sft, format)
        : await readPairs(data, sft, format);
      await trainReward(session, sft, examples, options);
    },
  });

/** What is learnt from, and the questions in it. */
type Examples = { readonly asked: readonly AskedRow[] } & (
  { readonly pairs: readonly PromptedPair[] } | { readonly replies: readonly PromptedReply[] }
);

async function trainReward(
  session: Session,
  sft: Checkpoint,
  examples: Examples,
  options: Omit<RewardCommandOptions, 'model' | 'data' | 'format' | 'attributes'>,
): Promise<void> {
  const { pooling } = options;
  const { config, tokenizer } = sft;
  const random = new Random(options.seed).split('reward');
  const backend = await session.backend();
  const scalarModel = backend.scalarModel.bind(backend);
  const model = session.network('model', scalarModel, config, withScalarHead(config, sft.weights));
  const summary =
    'pairs' in examples
      ? await fromComparisons(session, model, examples.pairs, options, random)
      : await fromRatings(session, model, examples.replies, options, random);
  const scale = measureScale(
    backend.languageModel(config, sft.weights),
    taskOfRows(examples.asked, sft),
    () => (replies) => rewardScores(model, replies.map(rewardInput), pooling),
    { replies: options.scaleReplies, maxNewTokens: options.maxNewTokens },
    random.split('scale'),
  );
  const reward = { pooling, rewardMean: scale.mean, rewardScale: scale.sd };
  session.write({ kind: 'scalar', config, tokenizer, reward, weights: model.weights() });
  session.end([{ ...summary, 'score of SFT': scale.mean, sd: scale.sd }]);
}

async function fromComparisons(
  session: Session,
  model: ScalarModel,
  pairs: readonly PromptedPair[],
  options: RewardModelOptions & { heldOut: number },
  random: Random,
): Promise<TableRow> {
  const { training, heldOut, counts: parts } = holdOutPrompts(pairs, options.heldOut, random, session);
  const run = trainRewardModel(model, training, heldOut, options, session.checkpointing);
  const live = ({ loss, accuracy }: RewardModelRecord) => ({ loss, accuracy });
  const { steps, evaluation } = await followDescent(session, 'reward model', run, live);
  const counts = { pairs: training.length, ...parts, steps };
  return { ...counts, 'held-out loss': evaluation?.loss, accuracy: evaluation?.accuracy };
}

/** A rated reply, and its prompt's name, by which it is trained on or held out. */
type PromptedReply = RatedReply & { readonly promptKey: string };

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

/** A file of rated replies. @throws UserError that names the row and what is wrong with it. */
async function readRatings(
  data: string,
  weights: Record<string, number>,
  sft: Checkpoint,
  format?: string,
): Promise<{ asked: AskedRow[]; replies: PromptedReply[] }> {
  const rows = await readReplies(data, format);
  const asked = rows.map(({ prompt, where }): AskedRow => ({ messages: prompt, name: where }));
  const replies = rows.map(({ prompt, reply, row }, i): PromptedReply => {
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
  return { asked, replies };
}

async function fromRatings(
  session: Session,
  model: ScalarModel,
  replies: readonly PromptedReply[],
  options: RewardModelOptions & { heldOut: number },
  random: Random,
): Promise<TableRow> {
  const { training, heldOut, counts: parts } = holdOutPrompts(replies, options.heldOut, random, session);
  const run = trainAttributeModel(model, training, heldOut, options, session.checkpointing);
  const { steps, evaluation } = await followDescent<AttributeModelRecord>(session, 'reward model', run);
  const counts = { replies: training.length, ...parts, steps };
  const correlation = evaluation?.type === 'evaluation' ? evaluation.correlation : undefined;
  return { ...counts, 'held-out loss': evaluation?.loss, correlation };
}
