/** `posttrain dpo`: a policy from comparisons, without reward model and without sampling. */
import { Command } from 'commander';
import { readLanguageModel } from '../models';
import { Random } from '../../random';
import { dpo, dpoDefaults, type DpoOptions } from '../../train/dpo';
import { backendFor, decimal, examples, formatOption, withRunOptions } from './options';
import { followDescent, Session, withCheckpoints, type SessionOptions } from './session';
import { printTable } from './table';
import { holdOutPrompts, readPairs, withOutput, writeTrained } from './training';
import { datasetOptionsOf, withDataset, type DatasetCommandOptions } from './training-options';

interface DpoCommandOptions
  extends
    SessionOptions,
    DatasetCommandOptions,
    Pick<DpoOptions, 'beta' | 'labelSmoothing' | 'lengthNormalised'> {
  model: string;
  data: string;
  format?: string;
  json: boolean;
}

export function dpoCommand(): Command {
  const d = dpoDefaults;
  const command = new Command('dpo')
    .description(
      'Train a policy on comparisons directly (DPO): preferred replies become likelier than the others, measured ' +
        'against the SFT model. No reward model, no sampling. Watch chosenReward in metrics.jsonl: the margin can ' +
        'grow while the preferred replies themselves become less likely.',
    )
    .requiredOption('--model <folder>', 'the SFT model: where the policy starts, and the reference')
    .requiredOption(
      '--data <file>',
      'comparisons: TRL, HH-RLHF, HelpSteer2 or RewardBench, as JSONL, JSON or Parquet',
    )
    .addOption(formatOption());
  withOutput(command)
    .option(
      '--beta <x>',
      'worth of a nat away from the reference; larger stays nearer',
      decimal(1e-6),
      d.beta,
    )
    .option(
      '--label-smoothing <share>',
      'of the labels taken to be wrong',
      decimal(0, 0.499),
      d.labelSmoothing,
    )
    .option('--length-normalised', 'log-probabilities per token, not per reply; wants a larger beta', false);
  withCheckpoints(withDataset(command, d, 'comparisons', 0.1), 100);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'dpo --model runs/sft --data my-comparisons.jsonl --out runs/dpo',
        'dpo --model runs/sft --data my-comparisons.jsonl --out runs/dpo-norm --length-normalised --beta 5',
      ),
    )
    .action(trainPolicy);
}

async function trainPolicy(options: DpoCommandOptions): Promise<void> {
  const session = new Session('dpo', options);
  const sft = readLanguageModel(options.model);
  const { config, tokenizer, weights } = sft;
  const { pairs } = await readPairs(options.data, sft, options.format);
  const random = new Random(options.seed).split('dpo');
  const { training, heldOut, counts } = holdOutPrompts(pairs, options.heldOut, random, session);
  const backend = await backendFor(options);
  const languageModel = backend.languageModel.bind(backend);
  const policy = session.network('model', languageModel, config, weights);
  const { beta, labelSmoothing, lengthNormalised } = options;
  const given = { ...datasetOptionsOf(options), beta, labelSmoothing, lengthNormalised };
  const reference = languageModel(config, weights);
  const run = dpo(policy, reference, training, heldOut, given, session.checkpointing);
  const { steps, evaluation } = await followDescent(session, 'DPO', run, ({ loss, accuracy, margin }) => ({
    loss,
    accuracy,
    margin,
  }));
  writeTrained(options.out, { kind: 'lm', config, tokenizer, weights: policy.weights() }, session.records);
  session.end();
  const summary = {
    pairs: training.length,
    ...counts,
    steps,
    'held-out loss': evaluation?.loss,
    accuracy: evaluation?.accuracy,
    margin: evaluation?.margin,
    'reward of chosen': evaluation?.chosenReward,
  };
  printTable([summary], options);
}
