/** `posttrain reward`: a reward model from comparisons, the second of the three steps (claim B3). */
import { Command, Option } from 'commander';
import { asMessages, asText, comparisonSchema, type Message } from '../data/records';
import { readLanguageModel } from '../host/models';
import { readRows, rowName } from '../host/rows';
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
import { backendFor, decimal, examples, wholeNumber, withRunOptions } from './options';
import { followDescent, Session, withCheckpoints, type SessionOptions } from './session';
import { printTable } from './table';
import { holdOut, taskFrom, withOutput, writeTrained } from './training';
import { datasetOptionsOf, withDataset, type DatasetCommandOptions } from './training-options';

interface RewardCommandOptions extends SessionOptions, DatasetCommandOptions {
  model: string;
  data: string;
  pooling: Pooling;
  centring: number;
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
    .requiredOption('--data <file>', 'a JSONL file with columns `prompt`, `chosen`, `rejected`');
  withOutput(command)
    .addOption(
      new Option('--pooling <tokens>', "the score: at the reply's last token, or the mean over the reply")
        .choices(['mean', 'last'] satisfies Pooling[])
        .default(rewardModelDefaults.pooling),
    )
    .option(
      '--centring <x>',
      'weight of the term that holds scores near 0',
      decimal(0),
      rewardModelDefaults.centring,
    )
    .option('--scale-replies <n>', 'replies that the scale is set on', wholeNumber(2), 256)
    .option('--max-new-tokens <n>', 'the longest of these replies', wholeNumber(1), 112);
  withCheckpoints(withDataset(command, rewardModelDefaults, 'comparisons', 0.1), 100);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples('reward --model runs/sft --data my-comparisons.jsonl --out runs/reward --pooling last'),
    )
    .action(trainReward);
}

async function trainReward(options: RewardCommandOptions): Promise<void> {
  const { data, out, pooling, centring, seed } = options;
  const session = new Session('reward', options);
  const sft = readLanguageModel(options.model);
  const { config, tokenizer } = sft;
  const random = new Random(seed).split('reward');
  const rows = readRows(data, comparisonSchema);
  const names = rows.map((_, i) => rowName(data, i));
  const pairs = rows.map((row, i): RewardPair => {
    const encode = (side: 'chosen' | 'rejected') => {
      const input = encodeReply(tokenizer, asMessages(row.prompt), asText(row[side]));
      fitContext(input.tokens, config.max_position_embeddings, 0, `${names[i]}: ${side}`);
      return input;
    };
    return { chosen: encode('chosen'), rejected: encode('rejected') };
  });
  const questions = new Map(
    rows.map(({ prompt }, i): [string, { messages: Message[]; name: string }] => {
      const messages = asMessages(prompt);
      return [JSON.stringify(messages), { messages, name: names[i] }];
    }),
  );
  const asked = [...questions.values()];
  const task = taskFrom(
    asked.map(({ messages }) => messages),
    asked.map(({ name }) => name),
    sft,
  );
  const { training, heldOut } = holdOut(pairs, options.heldOut, random);
  const backend = await backendFor(options);
  const scalarModel = backend.scalarModel.bind(backend);
  const model = session.network('model', scalarModel, config, withScalarHead(config, sft.weights));

  const given = { ...datasetOptionsOf(options), pooling, centring };
  const run = trainRewardModel(model, training, heldOut, given, session.checkpointing);
  const live = ({ loss, accuracy }: RewardModelRecord) => ({ loss, accuracy });
  const { steps, evaluation } = await followDescent(session, 'reward model', run, live);

  const scale = measureScale(
    backend.languageModel(config, sft.weights),
    task,
    () => (replies) => rewardScores(model, replies.map(rewardInput), pooling),
    { replies: options.scaleReplies, maxNewTokens: options.maxNewTokens },
    random.split('scale'),
  );
  const reward = { pooling, rewardMean: scale.mean, rewardScale: scale.sd };
  writeTrained(out, { kind: 'scalar', config, tokenizer, reward, weights: model.weights() }, session.records);
  session.end();
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
