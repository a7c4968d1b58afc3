/** `posttrain sft`: supervised fine-tuning, the first of the three steps (claim B1). */
import { Command, Option } from 'commander';
import { openingOf, promptKey } from '../../data/hold-out';
import { UserError } from '../../errors';
import { readLanguageModel, shippedBase } from '../models';
import { readDemonstrations } from '../rows';
import { fitContext, withChatTemplate } from '../../model/chat-template';
import { trainingNeed } from '../../model/memory-need';
import { Random } from '../../random';
import { atRow, encodeDemonstration, type Imitated } from '../../train/rows';
import { sft, sftDefaults, sftLoss } from '../../train/sft';
import { checkMemory } from './memory';
import { backendFor, examples, formatOption, withRunOptions } from './options';
import { followDescent, Session, withCheckpoints, type SessionOptions } from './session';
import { printTable } from './table';
import { holdOutPrompts, withOutput, writeTrained } from './training';
import { datasetOptionsOf, largestBatch, withDataset, type DatasetCommandOptions } from './training-options';

interface SftCommandOptions extends SessionOptions, DatasetCommandOptions {
  model: string;
  data: string;
  format?: string;
  loss: Imitated;
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
  withOutput(command).addOption(
    new Option('--loss <tokens>', "which tokens count: the assistant's, or all")
      .choices(['assistant', 'all'] satisfies Imitated[])
      .default('assistant'),
  );
  withCheckpoints(withDataset(command, sftDefaults, 'conversations', 0.05), 100);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'sft --data datasets/demonstrations.jsonl --out runs/sft',
        'sft --model runs/base --data mine.jsonl --out runs/mine --epochs 1 --loss all',
        'sft --data alpaca.json --out runs/alpaca',
        'sft --data mine.jsonl --out runs/mine --evaluation-interval 20 --patience 2',
      ),
    )
    .action(fineTune);
}

async function fineTune(options: SftCommandOptions): Promise<void> {
  const { data, out, seed } = options;
  const session = new Session('sft', options);
  const base = readLanguageModel(options.model);
  const { config } = base;
  const tokenizer = withChatTemplate(base.tokenizer);
  const conversations = await readDemonstrations(data, options.format);
  const encoded = conversations.map(({ messages, promptTurns, where }) => {
    const example = atRow(where, () => encodeDemonstration(tokenizer, messages, options.loss, promptTurns));
    fitContext(example.tokens, config.max_position_embeddings, 0, where);
    if (!example.mask.subarray(1).includes(1))
      throw new UserError(`${where}: nothing to learn: no words of an assistant; add a turn`);
    return { ...example, promptKey: promptKey(openingOf(messages)) };
  });
  const random = new Random(seed).split('sft');
  const { training, heldOut, counts } = holdOutPrompts(encoded, options.heldOut, random, session);
  checkMemory(
    options.model,
    trainingNeed(config, 'lm', {
      tokens: largestBatch(
        training.map(({ tokens }) => tokens.length),
        options,
      ),
      checkpoints: options.checkpointEvery > 0,
    }),
    'lower --rows-per-batch or --tokens-per-batch, or make no checkpoints (--checkpoint-every 0), or take a smaller model',
    options,
  );
  const backend = await backendFor(options);
  const languageModel = backend.languageModel.bind(backend);
  const model = session.network('model', languageModel, config, base.weights);
  const before = session.state === undefined ? model : languageModel(config, base.weights);
  const lossBefore = heldOut.length > 0 ? sftLoss(before, heldOut) : undefined;

  const run = sft(model, training, heldOut, datasetOptionsOf(options), session.checkpointing);
  const { steps, evaluation } = await followDescent(session, 'SFT', run);
  writeTrained(out, { kind: 'lm', config, tokenizer, weights: model.weights() }, session.records);
  session.end();
  const summary = {
    conversations: training.length,
    ...counts,
    steps,
    'held-out loss before': lossBefore,
    after: evaluation?.loss,
  };
  printTable([summary], options);
}
