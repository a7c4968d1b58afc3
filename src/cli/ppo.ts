/** `posttrain ppo`: PPO on a reward model or on the judge, the last of the three steps (claims B4, B5). */
import { Command } from 'commander';
import { tracked } from '../host/progress';
import { readLanguageModel } from '../host/models';
import { measureScale } from '../labs/scale';
import { goldReward, type Task } from '../labs/task';
import type { Checkpoint } from '../model/checkpoint';
import { withScalarHead } from '../model/config';
import type { Backend, LanguageModel, ScalarModel } from '../model/model';
import { Random } from '../random';
import { ppo } from '../train/ppo';
import { ppoDefaults, type PpoOptions, type PpoRecord } from '../train/ppo-options';
import type { Reward } from '../train/reward';
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
import { openRewardModel, readTask, rewardOption, withOutput, writeTrained } from './training';

type TrainerOptions = Pick<
  PpoOptions,
  | 'iterations'
  | 'valueWarmup'
  | 'rowsPerIteration'
  | 'minibatchRows'
  | 'epochs'
  | 'maxNewTokens'
  | 'learningRate'
  | 'valueLearningRate'
  | 'klCoefficient'
  | 'lambda'
  | 'clipRatio'
  | 'entropyCoefficient'
>;

interface PpoCommandOptions extends RunOptions, TrainerOptions {
  model: string;
  reward: string;
  prompts: string;
  format?: string;
  out: string;
  klTarget?: number;
  json: boolean;
}

/** A record without the replies, which are too many to log. */
type PpoSummary = Omit<PpoRecord, 'rollouts'> & { rollouts: undefined };

/** Replies of the SFT model that the judge's scale is set on. */
const scaleReplies = 256;

export function ppoCommand(): Command {
  const command = new Command('ppo')
    .description(
      'Train a policy against a reward. Writes the policy, its value model (in the folder `value` below) and ' +
        'metrics.jsonl. Rewards count in standard deviations above the SFT model; KL in nats a reply.',
    )
    .requiredOption('--model <folder>', 'the SFT model: where the policy starts, and the reference for KL')
    .addOption(rewardOption())
    .requiredOption('--prompts <file>', 'prompts, in any format')
    .addOption(formatOption());
  withTrainerOptions(withOutput(command));
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'ppo --model runs/sft --reward runs/reward --prompts datasets/prompts-train.jsonl --out runs/ppo',
        'ppo --model runs/sft --reward judge --prompts datasets/prompts-train.jsonl --out runs/gold --kl-coefficient 0',
      ),
    )
    .action(trainPolicy);
}

function withTrainerOptions(command: Command): Command {
  const d = ppoDefaults;
  return command
    .option('--iterations <n>', 'updates of the policy', wholeNumber(1), d.iterations)
    .option(
      '--value-warmup <n>',
      'rounds before them in which only the value model learns',
      wholeNumber(0),
      d.valueWarmup,
    )
    .option('--rows-per-iteration <n>', 'replies sampled in a round', wholeNumber(2), d.rowsPerIteration)
    .option('--minibatch-rows <n>', 'replies in an optimiser step', wholeNumber(1), d.minibatchRows)
    .option('--epochs <n>', "passes over a round's replies", wholeNumber(1), d.epochs)
    .option('--max-new-tokens <n>', 'the longest reply', wholeNumber(1), d.maxNewTokens)
    .option('--learning-rate <x>', 'of the policy', decimal(0), d.learningRate)
    .option('--value-learning-rate <x>', 'of the value model', decimal(0), d.valueLearningRate)
    .option(
      '--kl-coefficient <x>',
      'price of a nat of KL; 0 lets the policy go anywhere',
      decimal(0),
      d.klCoefficient,
    )
    .option('--kl-target <x>', 'steer the coefficient to this KL (default: it stays as it is)', decimal(1e-6))
    .option('--lambda <x>', 'λ of generalised advantage estimation', decimal(0, 1), d.lambda)
    .option('--clip-ratio <x>', "ε of the policy's ratio", decimal(0), d.clipRatio)
    .option('--entropy-coefficient <x>', 'weight of the entropy bonus', decimal(0), d.entropyCoefficient);
}

async function trainPolicy(options: PpoCommandOptions): Promise<void> {
  refuseExisting('--out', options.out);
  const sft = readLanguageModel(options.model);
  const { config, weights, tokenizer } = sft;
  const task = await readTask(options.prompts, sft, options.format);
  const backend = await backendFor(options);
  const reference = backend.languageModel(config, weights);
  const judge = options.reward === 'judge';
  const { value, valueConfig, reward } = judge
    ? fromJudge(backend, sft, reference, task, options)
    : fromModel(backend, sft, options.reward);
  const policy = backend.languageModel(config, weights);

  const records: PpoSummary[] = [];
  const stage = progressFor(options).stage('PPO', options.valueWarmup + options.iterations);
  const run = ppo(
    { policy, reference, value, reward, prompts: task.tokens, stopTokens: task.stopTokens },
    { ...trainerOptions(options), klTarget: options.klTarget ?? null, seed: options.seed },
  );
  for await (const record of tracked(run, stage, ({ step, score, kl, entropy }) => ({
    done: step,
    numbers: { reward: score, KL: kl, entropy },
  })))
    records.push({ ...record, rollouts: undefined });

  const plain = { pooling: 'last', rewardMean: 0, rewardScale: 1 } as const;
  writeTrained(options.out, { kind: 'lm', config, tokenizer, weights: policy.weights() }, records, {
    value: { kind: 'scalar', config: valueConfig, tokenizer, reward: plain, weights: value.weights() },
  });
  const ends = [records[0], records[records.length - 1]];
  printTable(
    ends.map(({ step, score, kl, entropy, length, unfinished }) => ({
      round: step,
      reward: score,
      KL: kl,
      entropy,
      tokens: length,
      unfinished,
    })),
    options,
  );
}

/** A reward and the value model to begin with. */
interface Start {
  readonly reward: Reward;
  readonly value: ScalarModel;
  readonly valueConfig: Checkpoint['config'];
}

/** The value model begins as the reward model (Stiennon et al. 2020). */
function fromModel(backend: Backend, policy: Checkpoint, folder: string): Start {
  const { checkpoint, reward } = openRewardModel(folder, backend, policy);
  const { config, weights } = checkpoint;
  return { reward, value: backend.scalarModel(config, weights), valueConfig: config };
}

/** The judge brings no network: the value model begins as the SFT model with a new head. */
function fromJudge(
  backend: Backend,
  { config, weights }: Checkpoint,
  reference: LanguageModel,
  task: Task,
  { seed, maxNewTokens }: PpoCommandOptions,
): Start {
  const raw = (asked: Task) => goldReward(asked, { mean: 0, sd: 1 });
  const random = new Random(seed).split('scale of the judge');
  const scale = measureScale(reference, task, raw, { replies: scaleReplies, maxNewTokens }, random);
  const value = backend.scalarModel(config, withScalarHead(config, weights));
  return { reward: goldReward(task, scale), value, valueConfig: config };
}

function trainerOptions(options: PpoCommandOptions): TrainerOptions {
  const { iterations, valueWarmup, rowsPerIteration, minibatchRows, epochs, maxNewTokens } = options;
  const { learningRate, valueLearningRate, klCoefficient, lambda, clipRatio, entropyCoefficient } = options;
  return {
    iterations,
    valueWarmup,
    rowsPerIteration,
    minibatchRows,
    epochs,
    maxNewTokens,
    learningRate,
    valueLearningRate,
    klCoefficient,
    lambda,
    clipRatio,
    entropyCoefficient,
  };
}
