/**
 * A model as a Hugging Face folder: `config.json`, `generation_config.json`, `model.safetensors`,
 * `tokenizer.json`, `tokenizer_config.json`. What is written here opens in Python's transformers, and Llama
 * models from there open here. Pure functions from and to bytes; files are the host's matter.
 *
 * A reward model is a `LlamaForSequenceClassification` with one label and a further key `posttrain`, which says
 * how scores are pooled and scaled.
 */
import { UserError } from '../errors';
import { parameterShapes } from './config';
import type { ModelConfig } from './config';
import { readConfig, toHuggingFace } from './hf-config';
import type { ReadConfig } from './hf-config';
import type { OptimizerState, Tensor, Weights } from './model';
import { readSafetensors, writeSafetensors } from './safetensors';
import { Tokenizer } from './tokenizer';
import { tokenizerConfigSchema, tokenizerJsonSchema } from './tokenizer-json';

/** All that a model's folder holds: a language model, or a scalar model with its reward head. */
export type Checkpoint = ReadConfig & { readonly weights: Weights; readonly tokenizer: Tokenizer };

/** Gives the bytes of a file of the folder, undefined when it is not there. */
export type ReadFile = (name: string) => Uint8Array | undefined;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The weights must be those that the shape asks for, and numbers. */
function checkWeights(weights: Weights, shapes: ReadonlyMap<string, readonly number[]>, file: string): void {
  for (const [name, shape] of shapes) {
    const tensor = weights.get(name);
    if (tensor === undefined)
      throw new UserError(`${file}: tensor ${name} is missing; is it another model's file?`);
    if (tensor.shape.join() !== shape.join()) {
      throw new UserError(
        `${file}: tensor ${name} has the shape [${tensor.shape.join(', ')}], but config.json asks for ` +
          `[${shape.join(', ')}]; take both files from one model`,
      );
    }
    const bad = tensor.data.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new UserError(`${file}: tensor ${name} holds ${bad}; the file is damaged`);
  }
  const extra = [...weights.keys()].find((name) => !shapes.has(name));
  if (extra !== undefined) {
    throw new UserError(`${file}: tensor ${extra} has no place in a model as config.json describes it`);
  }
}

/**
 * The named tensors, in the order of the names: what is stored never depends on how a map was built.
 * @param from stands before each name in `weights`. @param to stands before it in the result.
 */
function select(weights: Weights, names: Iterable<string>, from = '', to = ''): Map<string, Tensor> {
  const selected = new Map<string, Tensor>();
  for (const name of names) {
    const tensor = weights.get(from + name);
    if (tensor !== undefined) selected.set(to + name, tensor);
  }
  return selected;
}

/**
 * The files of a model's folder, by name.
 * @throws UserError when weights, tokenizer and shape do not belong together.
 */
export function saveModel(model: Checkpoint): Map<string, string | Uint8Array> {
  const { tokenizer, weights } = model;
  const shapes = parameterShapes(model.config, model.kind);
  checkWeights(weights, shapes, 'model to be saved');
  checkVocabulary(model.config, tokenizer, 'model to be saved');
  return new Map<string, string | Uint8Array>([
    ['config.json', json(toHuggingFace(model, tokenizer))],
    ['generation_config.json', json(generationConfig(tokenizer))],
    ['model.safetensors', writeSafetensors(select(weights, shapes.keys()))],
    // Parsing brings the keys into one order: a tokenizer just made and one that was loaded give the same bytes.
    ['tokenizer.json', json(tokenizerJsonSchema.parse(tokenizer.json))],
    ['tokenizer_config.json', json(tokenizerConfigSchema.parse(tokenizer.config))],
  ]);
}

/** Sampling at temperature 1 until a turn or a document ends. */
function generationConfig(tokenizer: Tokenizer): Record<string, unknown> {
  const { bosId, eosId } = tokenizer;
  return { bos_token_id: bosId, eos_token_id: [eosId, bosId], pad_token_id: bosId, do_sample: true };
}

function checkVocabulary(config: ModelConfig, tokenizer: Tokenizer, folder: string): void {
  if (config.vocab_size === tokenizer.vocabSize) return;
  throw new UserError(
    `${folder}: vocab_size is ${config.vocab_size} in config.json, but tokenizer.json has ` +
      `${tokenizer.vocabSize} tokens; take both files from one model`,
  );
}

/**
 * Opens a model's folder.
 * @param folder its name, for messages.
 * @throws UserError on a missing or damaged file, a model that is not computed here, or files of two models.
 */
export function loadModel(readFile: ReadFile, folder: string): Checkpoint {
  const bytesOf = (name: string) => {
    const bytes = readFile(name);
    if (bytes !== undefined) return bytes;
    throw new UserError(`${folder}: ${name} is missing; expected a model's folder in Hugging Face's layout`);
  };
  const model = readConfig(
    decodeUtf8(bytesOf('config.json'), `${folder}/config.json`),
    `${folder}/config.json`,
  );
  const template = readFile('chat_template.jinja');
  const tokenizer = Tokenizer.parse(
    decodeUtf8(bytesOf('tokenizer.json'), `${folder}/tokenizer.json`),
    decodeUtf8(bytesOf('tokenizer_config.json'), `${folder}/tokenizer_config.json`),
    folder,
    template && decodeUtf8(template, `${folder}/chat_template.jinja`),
  );
  checkVocabulary(model.config, tokenizer, folder);
  const file = `${folder}/model.safetensors`;
  const weights = readSafetensors(bytesOf('model.safetensors'), file).tensors;
  const shapes = parameterShapes(model.config, model.kind);
  checkWeights(weights, shapes, file);
  return { ...model, tokenizer, weights: select(weights, shapes.keys()) };
}

function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${file}: not UTF-8 text; expected JSON; copy the file again`);
  }
}

/** Names of AdamW's moments in a file, as PyTorch calls them. */
const [firstMoment, secondMoment] = ['exp_avg.', 'exp_avg_sq.'];

/** An optimiser's state as safetensors, for a checkpoint from which training goes on. */
export function saveOptimizer(state: OptimizerState): Uint8Array {
  const names = [...state.first.keys()].sort();
  const tensors = new Map([
    ...select(state.first, names, '', firstMoment),
    ...select(state.second, names, '', secondMoment),
  ]);
  return writeSafetensors(tensors, { steps: String(state.steps) });
}

/**
 * Reads an optimiser's state.
 * @param shapes of the parameters it belongs to; see `parameterShapes`. A state before the first step is empty.
 * @throws UserError when the file is damaged or belongs to another model.
 */
export function loadOptimizer(
  bytes: Uint8Array,
  shapes: ReadonlyMap<string, readonly number[]>,
  fileName: string,
): OptimizerState {
  const { tensors, metadata } = readSafetensors(bytes, fileName);
  if (!/^\d+$/.test(metadata['steps'] ?? '')) {
    throw new UserError(
      `${fileName}: no count of steps; expected an optimiser's state, not a model's weights`,
    );
  }
  const steps = Number(metadata['steps']);
  if (steps === 0 && tensors.size === 0) return { steps, first: new Map(), second: new Map() };
  const names = [...shapes].flatMap(([name, shape]): [string, readonly number[]][] => [
    [firstMoment + name, shape],
    [secondMoment + name, shape],
  ]);
  checkWeights(tensors, new Map(names), fileName);
  return {
    steps,
    first: select(tensors, shapes.keys(), firstMoment),
    second: select(tensors, shapes.keys(), secondMoment),
  };
}
