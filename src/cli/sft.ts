/** `posttrain sft`: supervised fine-tuning, the first of the three steps (claim B1). */
import { Command, Option } from 'commander';
import { UserError } from '../errors';
import { tracked } from '../host/progress';
import { readLanguageModel, shippedBase } from '../host/models';
import { readDemonstrations } from '../host/rows';
import { fitContext, withChatTemplate } from '../model/chat-template';
import { Random } from '../random';
import { encodeDemonstration, type Imitated } from '../train/rows';
import { sft, sftDefaults, sftLoss, type SftRecord } from '../train/sft';
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
import { holdOut, withOutput, writeTrained } from './training';

interface SftCommandOptions extends RunOptions {
  model: string;
  data: string;
  format?: string;
  out: string;
  epochs: number;
  learningRate: number;
  rows: number;
  loss: Imitated;
  heldOut: number;
  json: boolean;
}

export function sftCommand(): Command {
  const command = new Command('sft')
    .description(
      'Fine-tune a model on demonstrations. Only what the assistant says counts in the loss, so it learns to answer ' +
        'and not to ask. A base model gets a chat template, which is stored with it.',
    )
    .option('--model <folder>', 'the model to start from', shippedBase)
    .requiredOption(
      '--data <file>',
      'conversations to imitate: TRL, Alpaca or ShareGPT, as JSONL, JSON or Parquet',
    )
    .addOption(formatOption());
  withOutput(command)
    .option('--epochs <n>', 'passes over the data', wholeNumber(1), sftDefaults.epochs)
    .option('--learning-rate <x>', 'its highest value', decimal(0), sftDefaults.learningRate)
    .option('--rows <n>', 'conversations in an optimiser step', wholeNumber(1), sftDefaults.rowsPerBatch)
    .addOption(
      new Option('--loss <tokens>', "which tokens count: the assistant's, or all")
        .choices(['assistant', 'all'] satisfies Imitated[])
        .default('assistant'),
    )
    .option('--held-out <share>', 'of the conversations, to evaluate on', decimal(0, 0.9), 0.05);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'sft --data datasets/demonstrations.jsonl --out runs/sft',
        'sft --data alpaca.json --out runs/alpaca',
        'sft --model runs/base --data mine.jsonl --out runs/mine --epochs 1 --loss all',
      ),
    )
    .action(fineTune);
}

async function fineTune(options: SftCommandOptions): Promise<void> {
  const { data, out, epochs, learningRate, rows: rowsPerBatch, seed } = options;
  refuseExisting('--out', out);
  const base = readLanguageModel(options.model);
  const { config } = base;
  const tokenizer = withChatTemplate(base.tokenizer);
  const encoded = (await readDemonstrations(data, options.format)).map(({ messages, where }) => {
    const example = encodeDemonstration(tokenizer, messages, options.loss);
    fitContext(example.tokens, config.max_position_embeddings, 0, where);
    if (!example.mask.subarray(1).includes(1))
      throw new UserError(`${where}: nothing to learn: no words of an assistant; add a turn`);
    return example;
  });
  const { training, heldOut } = holdOut(encoded, options.heldOut, new Random(seed).split('sft'));
  const model = (await backendFor(options)).languageModel(config, base.weights);

  const lossBefore = heldOut.length > 0 ? sftLoss(model, heldOut) : undefined;
  const records: SftRecord[] = [];
  const steps = epochs * Math.ceil(training.length / rowsPerBatch);
  const stage = progressFor(options).stage('SFT', steps);
  const run = sft(model, training, heldOut, { epochs, learningRate, rowsPerBatch, seed });
  for await (const record of tracked(run, stage, ({ type, step, loss }) =>
    type === 'step' ? { done: step, numbers: { loss } } : undefined,
  ))
    records.push(record);

  writeTrained(out, { kind: 'lm', config, tokenizer, weights: model.weights() }, records);
  const evaluation = records.find(({ type }) => type === 'evaluation');
  const summary = {
    conversations: training.length,
    'held out': heldOut.length,
    steps,
    'held-out loss before': lossBefore,
    after: evaluation?.loss,
  };
  printTable([summary], options);
}
