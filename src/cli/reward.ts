/** `posttrain reward`: a reward model from comparisons, the second of the three steps (claim B3). */
import { Command, Option } from 'commander';
import type { Message } from '../data/records';
import { tracked } from '../host/progress';
import { readLanguageModel } from '../host/models';
import { readComparisons } from '../host/rows';
import { measureScale } from '../labs/scale';
import { fitContext } from '../model/chat-template';
import { withScalarHead } from '../model/config';
import { Random } from '../random';
import {
  rewardModelDefaults,
  trainRewardModel,
  type RewardModelRecord,
  type RewardPair,
} from '../train/reward-model';
import { rewardInput, rewardScores, type Pooling } from '../train/reward-scores';
import { encodeReply } from '../train/rows';
import {
  backendFor,
  decimal,
  examples,
  formatOption,
  progressFor,
  refuseExisting,
  wholeNumber,
  withRunOptions,
  type RunOptions,
} from './options';
import { printTable } from './table';
import { holdOut, taskFrom, withOutput, writeTrained } from './training';

interface RewardCommandOptions extends RunOptions {
  model: string;
  data: string;
  format?: string;
  out: string;
  pooling: Pooling;
  epochs: number;
  learningRate: number;
  pairs: number;
  centring: number;
  heldOut: number;
  scaleReplies: number;
  maxNewTokens: number;
  json: boolean;
}

export function rewardCommand(): Command {
  const command = new Command('reward')
    .description(
      'Train a reward model on comparisons. It starts from the SFT model with a new head. Its scale is set on replies ' +
        'of the SFT model to the prompts of the data: a reward of 0 is their mean, 1 their standard deviation.',
    )
    .requiredOption('--model <folder>', 'the SFT model')
    .requiredOption(
      '--data <file>',
      'comparisons: TRL, HH-RLHF, HelpSteer2 or RewardBench, as JSONL, JSON or Parquet',
    )
    .addOption(formatOption());
  withOutput(command)
    .addOption(
      new Option('--pooling <tokens>', "the score: at the reply's last token, or the mean over the reply")
        .choices(['mean', 'last'] satisfies Pooling[])
        .default(rewardModelDefaults.pooling),
    )
    .option('--epochs <n>', 'passes over the data', wholeNumber(1), rewardModelDefaults.epochs)
    .option('--learning-rate <x>', 'its highest value', decimal(0), rewardModelDefaults.learningRate)
    .option(
      '--pairs <n>',
      'comparisons in an optimiser step',
      wholeNumber(1),
      rewardModelDefaults.pairsPerBatch,
    )
    .option(
      '--centring <x>',
      'weight of the term that holds scores near 0',
      decimal(0),
      rewardModelDefaults.centring,
    )
    .option('--held-out <share>', 'of the comparisons, to evaluate on', decimal(0, 0.9), 0.1)
    .option('--scale-replies <n>', 'replies that the scale is set on', wholeNumber(2), 256)
    .option('--max-new-tokens <n>', 'the longest of these replies', wholeNumber(1), 112);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples('reward --model runs/sft --data my-comparisons.jsonl --out runs/reward --pooling last'),
    )
    .action(trainReward);
}

async function trainReward(options: RewardCommandOptions): Promise<void> {
  const { data, out, pooling, epochs, learningRate, pairs: pairsPerBatch, centring, seed } = options;
  refuseExisting('--out', out);
  const sft = readLanguageModel(options.model);
  const { config, tokenizer } = sft;
  const random = new Random(seed).split('reward');
  const rows = await readComparisons(data, options.format);
  const pairs = rows.map((row): RewardPair => {
    const encode = (side: 'chosen' | 'rejected') => {
      const input = encodeReply(tokenizer, row.prompt, row[side]);
      fitContext(input.tokens, config.max_position_embeddings, 0, `${row.where}: ${side}`);
      return input;
    };
    return { chosen: encode('chosen'), rejected: encode('rejected') };
  });
  const questions = new Map(
    rows.map(({ prompt, where }): [string, { messages: readonly Message[]; name: string }] => [
      JSON.stringify(prompt),
      { messages: prompt, name: where },
    ]),
  );
  const asked = [...questions.values()];
  const task = taskFrom(
    asked.map(({ messages }) => messages),
    asked.map(({ name }) => name),
    sft,
  );
  const { training, heldOut } = holdOut(pairs, options.heldOut, random);
  const backend = await backendFor(options);
  const model = backend.scalarModel(config, withScalarHead(config, sft.weights));

  const records: RewardModelRecord[] = [];
  const steps = epochs * Math.ceil(training.length / pairsPerBatch);
  const stage = progressFor(options).stage('reward model', steps);
  const given = { pooling, epochs, learningRate, pairsPerBatch, centring, seed };
  const run = trainRewardModel(model, training, heldOut, given);
  for await (const record of tracked(run, stage, ({ type, step, loss, accuracy }) =>
    type === 'step' ? { done: step, numbers: { loss, accuracy } } : undefined,
  ))
    records.push(record);

  const scale = measureScale(
    backend.languageModel(config, sft.weights),
    task,
    () => (replies) => rewardScores(model, replies.map(rewardInput), pooling),
    { replies: options.scaleReplies, maxNewTokens: options.maxNewTokens },
    random.split('scale'),
  );
  const reward = { pooling, rewardMean: scale.mean, rewardScale: scale.sd };
  writeTrained(out, { kind: 'scalar', config, tokenizer, reward, weights: model.weights() }, records);
  const evaluation = records.find(({ type }) => type === 'evaluation');
  const summary = {
    pairs: training.length,
    'held out': heldOut.length,
    steps,
    'held-out loss': evaluation?.loss,
    accuracy: evaluation?.accuracy,
    'score of SFT': scale.mean,
    sd: scale.sd,
  };
  printTable([summary], options);
}
