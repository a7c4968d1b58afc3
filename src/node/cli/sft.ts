/** `posttrain sft`: supervised fine-tuning, the first of the three steps (claim B1). */
import { openingOf, promptKey } from '../../data/hold-out';
import { UserError } from '../../errors';
import { readLanguageModel, shippedBase } from '../models';
import { readDemonstrations } from '../rows';
import { fitContext, withChatTemplate } from '../../model/chat-template';
import type { Checkpoint } from '../../model/checkpoint';
import { trainingNeed } from '../../model/memory-need';
import { Random } from '../../random';
import { choice, type OptionsOf } from '../../train/declared';
import { atRow, encodeDemonstration, type Imitated } from '../../train/rows';
import { sft, sftLoss, sftOptions } from '../../train/sft';
import { declareCommand, requiredText, text } from './command';
import { formatOption, runOptions } from './options';
import { followDescent, Session, sessionOptions, summaryOption } from './session';
import { heldOutOption, holdOutPrompts, largestBatch } from './training';

/** Options of `posttrain sft`. */
export const sftCommandOptions = {
  model: text('folder', 'the model to start from', shippedBase),
  data: requiredText('file', 'conversations to imitate: TRL, Alpaca or ShareGPT, as JSONL, JSON or Parquet'),
  ...formatOption,
  ...summaryOption,
  ...sessionOptions(100),
  loss: choice<Imitated>('assistant', ['assistant', 'all'], "which tokens count: the assistant's, or all", {
    value: 'tokens',
    trl: (value) => ({ assistant_only_loss: value === 'assistant' }),
  }),
  ...sftOptions,
  ...heldOutOption(0.05),
  ...runOptions,
};

export const sftCommand = () =>
  declareCommand('sft', {
    says:
      'Fine-tune a model on demonstrations. Only what the assistant says counts in the loss, so it learns to answer ' +
      'and not to ask. A base model gets a chat template, which is stored with it.',
    options: sftCommandOptions,
    examples: [
      'sft --data datasets/demonstrations.jsonl --out runs/sft',
      'sft --model runs/base --data mine.jsonl --out runs/mine --epochs 1 --loss all',
      'sft --data alpaca.json --out runs/alpaca',
      'sft --data mine.jsonl --out runs/mine --evaluation-interval 20 --patience 2',
    ],
    async run(options) {
      const session = new Session('sft', sftCommandOptions, options);
      const base = readLanguageModel(options.model);
      await fineTune(session, base, await readDemonstrations(options.data, options.format), options);
    },
  });

async function fineTune(
  session: Session,
  base: Checkpoint,
  conversations: Awaited<ReturnType<typeof readDemonstrations>>,
  options: Omit<OptionsOf<typeof sftCommandOptions>, 'data' | 'format'>,
): Promise<void> {
  const { config } = base;
  const tokenizer = withChatTemplate(base.tokenizer);
  const encoded = conversations.map(({ messages, promptTurns, where }) => {
    const example = atRow(where, () => encodeDemonstration(tokenizer, messages, options.loss, promptTurns));
    fitContext(example.tokens, config.max_position_embeddings, 0, where);
    if (!example.mask.subarray(1).includes(1))
      throw new UserError(`${where}: nothing to learn: no words of an assistant; add a turn`);
    return { ...example, promptKey: promptKey(openingOf(messages)) };
  });
  const random = new Random(options.seed).split('sft');
  const { training, heldOut, counts } = holdOutPrompts(encoded, options.heldOut, random, session);
  const lengths = training.map(({ tokens }) => tokens.length);
  session.checkMemory(
    options.model,
    trainingNeed(config, 'lm', {
      tokens: largestBatch(lengths, options),
      checkpoints: options.checkpointEvery > 0,
    }),
    'lower --rows-per-batch or --tokens-per-batch, or make no checkpoints (--checkpoint-every 0), or take a smaller model',
  );
  const backend = await session.backend();
  const languageModel = backend.languageModel.bind(backend);
  const model = session.network('model', languageModel, config, base.weights);
  const before = session.state === undefined ? model : languageModel(config, base.weights);
  const lossBefore = heldOut.length > 0 ? sftLoss(before, heldOut) : undefined;

  const run = sft(model, training, heldOut, options, session.checkpointing);
  const { steps, evaluation } = await followDescent(session, 'SFT', run);
  session.write({ kind: 'lm', config, tokenizer, weights: model.weights() });
  const summary = {
    conversations: training.length,
    ...counts,
    steps,
    'held-out loss before': lossBefore,
    after: evaluation?.loss,
  };
  session.end([summary]);
}
