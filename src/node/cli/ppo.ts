/** `posttrain ppo`: PPO on a reward, the last of the three steps (claims B4, B5). */
import { Command } from 'commander';
import { withScalarHead } from '../../model/weights';
import { UserError } from '../../errors';
import { Random } from '../../random';
import { ppo } from '../../train/ppo';
import { ppoDefaults, type PpoOptions } from '../../train/ppo-options';
import type { PpoTask } from '../../train/ppo-rollouts';
import { packedBatches } from '../../train/pretrain';
import { firstCharacters, packDocuments } from '../../train/pretrain-data';
import { shippedRandom } from '../../world';
import { readTexts, worldTexts } from './documents';
import { decimal, examples, wholeNumber, withRunOptions } from './options';
import {
  finishPolicy,
  followIterations,
  openPolicy,
  withMaxNewTokens,
  withPolicy,
  type OpenPolicy,
  type PolicyOptions,
} from './policy';
import { Session, withCheckpoints } from './session';
import { scheduleOf, withSchedule, type ScheduleOptions } from './training-options';

/** PPO's own options, in the library's names. */
type TrainerOptions = Pick<
  PpoOptions,
  | 'iterations'
  | 'valueWarmup'
  | 'rowsPerIteration'
  | 'minibatchRows'
  | 'epochs'
  | 'valueLearningRate'
  | 'klCoefficient'
  | 'klProbeReplies'
  | 'lambda'
  | 'clipRatio'
  | 'entropyCoefficient'
  | 'pretrainingCoefficient'
>;

type PpoCommandOptions = PolicyOptions &
  ScheduleOptions &
  TrainerOptions & { klTarget?: number; corpus?: string };

export function ppoCommand(): Command {
  const command = new Command('ppo').description(
    'Train a policy against a reward. Writes the policy, its value model (in the folder `value` below) and ' +
      'metrics.jsonl. Rewards count in standard deviations above the SFT model; KL in nats a reply.',
  );
  withTrainerOptions(withPolicy(command));
  withCheckpoints(command, 10, 'iterations');
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
  command
    .option('--iterations <n>', 'updates of the policy', wholeNumber(1), d.iterations)
    .option(
      '--value-warmup <n>',
      'iterations before them in which only the value model learns',
      wholeNumber(0),
      d.valueWarmup,
    )
    .option('--rows-per-iteration <n>', 'replies sampled in an iteration', wholeNumber(2), d.rowsPerIteration)
    .option('--minibatch-rows <n>', 'replies in an optimiser step', wholeNumber(1), d.minibatchRows)
    .option('--epochs <n>', "passes over an iteration's replies", wholeNumber(1), d.epochs)
    .option('--value-learning-rate <x>', 'of the value model', decimal(0), d.valueLearningRate)
    .option(
      '--kl-coefficient <x>',
      'price of a nat of KL; 0 lets the policy go anywhere',
      decimal(0),
      d.klCoefficient,
    )
    .option('--kl-target <x>', 'steer the coefficient to this KL (default: it stays as it is)', decimal(1e-6))
    .option(
      '--kl-probe-replies <n>',
      'replies of the reference on which the exact KL is measured each iteration; 0 measures none',
      wholeNumber(0),
      d.klProbeReplies,
    )
    .option('--lambda <x>', 'λ of generalised advantage estimation', decimal(0, 1), d.lambda)
    .option('--clip-ratio <x>', "ε of the policy's ratio", decimal(0), d.clipRatio)
    .option('--entropy-coefficient <x>', 'weight of the entropy bonus', decimal(0), d.entropyCoefficient)
    .option(
      '--pretraining-coefficient <x>',
      'weight of the loss on documents that is mixed into every update, against forgetting (PPO-ptx)',
      decimal(0),
      d.pretrainingCoefficient,
    )
    .option(
      '--corpus <file>',
      'these documents: a JSONL file with a column `text` (default: the tiny world)',
    );
  return withSchedule(withMaxNewTokens(command, d.maxNewTokens), d, 'iterations');
}

async function trainPolicy(options: PpoCommandOptions): Promise<void> {
  const session = new Session('ppo', options);
  const open = await openPolicy(options, session);
  const { backend, sft, rewardModels, policyTask } = open;
  // The value model begins as the first reward model (Stiennon et al. 2020); a reward that brings no network leaves
  // the SFT model with a new head.
  const start = rewardModels.at(0)?.checkpoint ?? {
    config: sft.config,
    weights: withScalarHead(sft.config, sft.weights),
  };
  const scalarModel = backend.scalarModel.bind(backend);
  const value = session.network('value', scalarModel, start.config, start.weights);

  const given = { ...trainerOptions(options), klTarget: options.klTarget ?? null, seed: options.seed };
  const mixed = options.pretrainingCoefficient > 0 ? { pretraining: pretrainingRows(open, options) } : {};
  const run = ppo({ ...policyTask, value, ...mixed }, given, session.checkpointing);
  await followIterations(session, 'PPO', run);
  const reward = { pooling: 'last', rewardMean: 0, rewardScale: 1 } as const;
  const { tokenizer } = sft;
  finishPolicy(session, open, options, {
    value: { kind: 'scalar', config: start.config, tokenizer, reward, weights: value.weights() },
  });
}

/** Characters of documents that pre-training rows are taken from, and the rows of an update. */
const corpusText = 500_000;
const rowsPerUpdate = 8;

/** Documents as rows for the pre-training mix. @throws UserError when they do not fill one. */
function pretrainingRows(
  { sft }: OpenPolicy,
  { corpus, seed }: PpoCommandOptions,
): NonNullable<PpoTask['pretraining']> {
  const texts = corpus === undefined ? worldTexts(shippedRandom('corpus', seed)) : readTexts(corpus);
  const { tokens } = packDocuments(sft.tokenizer, firstCharacters(texts, corpusText));
  const rowTokens = Math.min(128, sft.config.max_position_embeddings);
  if (tokens.length < rowTokens)
    throw new UserError(
      `${corpus}: ${tokens.length} tokens do not fill one row of ${rowTokens}; take more documents`,
    );
  return packedBatches(
    tokens,
    { rowTokens, rowsPerBatch: rowsPerUpdate },
    new Random(seed).split('pre-training mix'),
  );
}

function trainerOptions(options: PpoCommandOptions): Partial<PpoOptions> {
  const { iterations, valueWarmup, rowsPerIteration, minibatchRows, epochs, maxNewTokens } = options;
  const { valueLearningRate, klCoefficient, klProbeReplies, lambda, clipRatio } = options;
  const { entropyCoefficient, pretrainingCoefficient } = options;
  const counts = { iterations, valueWarmup, rowsPerIteration, minibatchRows, epochs, maxNewTokens };
  const rates = { valueLearningRate, klCoefficient, klProbeReplies, lambda, clipRatio };
  return { ...scheduleOf(options), ...counts, ...rates, entropyCoefficient, pretrainingCoefficient };
}
