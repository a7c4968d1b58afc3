/**
 * `posttrain pretrain`: a base model from nothing, tokenizer and all. Made once and shipped; everything else in this
 * project starts from it.
 */
import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors';
import { writeFolderAtomically } from '../files';
import { sha256 } from '../hash';
import {
  pretrainingCard,
  pretrainingReport,
  type PretrainHistory,
  type PretrainingRun,
} from '../../steps/pretraining';
import { trainBpe } from '../../model/bpe-trainer';
import { baseTokenizerConfig } from '../../model/chat-template';
import { saveModel } from '../../model/checkpoint';
import type { ModelConfig } from '../../model/config';
import { initialWeights } from '../../model/weights';
import { Tokenizer } from '../../model/tokenizer';
import { Random } from '../../random';
import { count, number, settle, withDefault, type OptionsOf } from '../../train/declared';
import { pretrain, pretrainOptions, type PretrainOptions } from '../../train/pretrain';
import { firstCharacters, packDocuments } from '../../train/pretrain-data';
import { exposure, shippedRandom } from '../../world';
import { readTexts, worldTexts } from './documents';
import { declareCommand, flagName, optionalText } from './command';
import { computeOptions, runOptions } from './options';
import { followDescent, Session, sessionOptions } from './session';

/** What decides the bytes, in the order in which a model's card names it. */
const settings = {
  corpus: optionalText(
    'file',
    'a JSONL file with a column `text`, one document a row (default: the tiny world)',
  ),
  tokens: number(14, 'tokens to train on, in millions', { min: 0, value: 'millions' }),
  vocabulary: count(2048, 'tokens of the tokenizer', { min: 261 }),
  hidden: count(96, 'width of the network'),
  layers: count(4, 'layers'),
  heads: count(3, 'attention heads'),
  ff: count(256, 'width of the feed-forward part'),
  context: count(256, 'the longest text the model can ever take, in tokens', { min: 2 }),
  rowsPerBatch: pretrainOptions.rowsPerBatch,
  rowTokens: withDefault(pretrainOptions.rowTokens, 128),
  learningRate: pretrainOptions.learningRate,
  evaluationInterval: pretrainOptions.evaluationInterval,
  seed: runOptions.seed,
};

const commandOptions = { ...settings, ...sessionOptions(500), ...computeOptions };

type PretrainCommandOptions = OptionsOf<typeof commandOptions>;

/** Text that the tokenizer is trained on, in characters. */
const tokenizerText = 3_000_000;
/** Documents of the world that the loss is measured on, and the share of a user's documents. */
const validationDocuments = 400;
const validationShare = 0.05;

export const pretrainCommand = () =>
  declareCommand('pretrain', {
    says:
      'Make a base model: train a tokenizer, then a network on documents of the tiny world, or on your own. ' +
      'The shipped base model was made so; its README.md has the command. A run that was stopped goes on with ' +
      '--resume and ends with the same bytes.',
    options: commandOptions,
    examples: [
      'pretrain --out runs/base --tokens 2',
      'pretrain --out runs/mine --corpus my-documents.jsonl --hidden 64 --heads 2 --layers 3',
    ],
    run: pretrainBase,
  });

async function pretrainBase(options: PretrainCommandOptions): Promise<void> {
  const session = new Session('pretrain', commandOptions, options);
  const trainer = settingsOf(options);
  const backend = await session.backend();

  const { source, documents } = documentsOf(options);
  const text = firstCharacters(documents.training(), tokenizerText);
  const tokenizer = new Tokenizer(trainBpe(text, options.vocabulary), baseTokenizerConfig);
  const training = packDocuments(tokenizer, documents.training(), 1e6 * options.tokens);
  const validation = packDocuments(tokenizer, documents.validation());

  const config = configOf(options, tokenizer);
  const hashes = { all: sha256(training.tokens), firstMillion: sha256(training.tokens.subarray(0, 1e6)) };
  const weights = initialWeights(config, 'lm', new Random(options.seed).split('initial weights'));
  const model = session.network('model', backend.languageModel.bind(backend), config, weights);
  const records = pretrain(model, training.tokens, validation.tokens, trainer, session.checkpointing);
  await followDescent(session, 'pre-training', records);

  const run: PretrainingRun = {
    command: commandOf(options),
    source,
    config,
    options: trainer,
    training,
    validation,
    sha256: hashes,
    history: historyOf(session.records),
  };
  const files = saveModel({ kind: 'lm', config, weights: model.weights(), tokenizer });
  files.set('pretraining.json', `${JSON.stringify(pretrainingReport(run), null, 2)}\n`);
  files.set('README.md', pretrainingCard(run));
  if (options.corpus === undefined) {
    const read = worldTexts(shippedRandom('corpus', options.seed), training.documents);
    files.set('exposure.json', `${JSON.stringify(exposure(read), null, 1)}\n`);
  }
  writeFolderAtomically(options.out, files);
  session.end();
}

/** The trainer's options; what does not fit together is refused before any work. */
function settingsOf(options: PretrainCommandOptions): PretrainOptions {
  const { tokens, rowsPerBatch, rowTokens, context, hidden, heads } = options;
  const steps = Math.floor((1e6 * tokens) / (rowsPerBatch * rowTokens));
  if (steps < 1)
    throw new UserError(
      `--tokens ${tokens}: less than one step of ${rowsPerBatch} rows of ${rowTokens} tokens; raise it`,
    );
  if (rowTokens > context)
    throw new UserError(`--row-tokens ${rowTokens}: longer than --context ${context}; lower it`);
  if (hidden % (2 * heads) !== 0)
    throw new UserError(
      `--hidden ${hidden}: over ${heads} heads that is not an even number each; change one`,
    );
  return settle('pretrain', pretrainOptions, { ...options, steps });
}

function configOf(options: PretrainCommandOptions, tokenizer: Tokenizer): ModelConfig {
  return {
    vocab_size: tokenizer.vocabSize,
    hidden_size: options.hidden,
    intermediate_size: options.ff,
    num_hidden_layers: options.layers,
    num_attention_heads: options.heads,
    num_key_value_heads: options.heads,
    max_position_embeddings: options.context,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    tie_word_embeddings: true,
  };
}

/** Where documents come from; each function gives them from the start. */
interface Documents {
  training(): Iterable<string>;
  validation(): Iterable<string>;
}

/** The world's endless documents, or a file's; of those the last ones are held out. */
function documentsOf({ corpus: file, seed }: PretrainCommandOptions): {
  source: string;
  documents: Documents;
} {
  if (file === undefined) {
    const heldOut = new Random(seed).split('validation');
    const documents = {
      training: () => worldTexts(shippedRandom('corpus', seed)),
      validation: () => worldTexts(heldOut, validationDocuments),
    };
    return { source: `the tiny world, seed ${seed}`, documents };
  }
  const texts = readTexts(file);
  if (texts.length < 2)
    throw new UserError(`${file}: one document; expected two or more, since some are held out`);
  const cut = texts.length - Math.max(1, Math.floor(validationShare * texts.length));
  const documents = { training: () => texts.slice(0, cut), validation: () => texts.slice(cut) };
  return { source: basename(file), documents };
}

const recordSchema = z.object({ type: z.enum(['step', 'evaluation']), step: z.int(), loss: z.number() });

/** The losses of a run's records. */
function historyOf(records: readonly object[]): PretrainHistory {
  const read = records.map((record) => recordSchema.parse(record));
  return {
    losses: read.filter(({ type }) => type === 'step').map(({ loss }) => loss),
    evaluations: read.filter(({ type }) => type === 'evaluation').map(({ step, loss }) => ({ step, loss })),
  };
}

/** The command that gives the same bytes, with all that decides them. */
function commandOf(options: PretrainCommandOptions): string {
  const all = new Map<string, unknown>(Object.entries(options));
  if (options.corpus !== undefined) all.set('corpus', basename(options.corpus));
  const names = [...Object.keys(settings), ...(options.backend === 'engine' ? [] : ['backend'])];
  const given = names.filter((name) => all.get(name) !== undefined);
  return `posttrain pretrain --out base ${given.map((name) => `${flagName(name)} ${all.get(name)}`).join(' ')}`;
}
