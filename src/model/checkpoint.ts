/**
 * A model as a Hugging Face folder: `config.json`, `generation_config.json`, `model.safetensors`,
 * `tokenizer.json`, `tokenizer_config.json`. What is written here opens in Python's transformers, and Llama
 * models from there open here (test/fixtures/check-transformers.py holds the two together), also those in 16 bits
 * or with their weights over several files. Pure functions from and to bytes; files are the host's matter.
 *
 * Weights of a folder on disk are read when they are used, one tensor at a time.
 *
 * A reward model is a `LlamaForSequenceClassification` with one label and a further key `posttrain`, which says
 * how scores are pooled and scaled.
 */
import * as z from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import type { ByteSource } from './byte-source';
import { shapeFault } from './checks';
import { parameterShapes, type ModelConfig } from './config';
import { namedBosId, readConfig, readEnds, toHuggingFace, type ReadConfig } from './hf-config';
import type { Tensor, Weights } from './weights';
import { lazyTensor, readSafetensors, writeSafetensors } from './safetensors';
import { Tokenizer } from './tokenizer';
import { asClassOpens, checkSettings } from './tokenizer-settings';
import { tokenizerConfigSchema, tokenizerJsonSchema, type GenerationSettings } from './tokenizer-json';

/** All that a model's folder holds: a language model, or a scalar model with its reward head. */
export type Checkpoint = ReadConfig & { readonly weights: Weights; readonly tokenizer: Tokenizer };

/** Gives a file of the folder, undefined when it is not there. */
export type ReadFile = (name: string) => Uint8Array | ByteSource | undefined;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The weights must be those that the shape asks for. */
function checkShapes(weights: Weights, shapes: ReadonlyMap<string, readonly number[]>, file: string): void {
  const fault = shapeFault(shapes, weights, 'config.json');
  if (fault !== undefined) throw new UserError(`${file}: ${fault}; take both files from one model`);
}

/** Weights must be numbers. @returns the same. */
function finite(data: Float32Array, name: string, file: string): Float32Array {
  let sum = 0; // stays 0 unless there is an infinity or NaN: a fast test for what never happens
  for (let i = 0; i < data.length; i++) sum += data[i] * 0;
  if (sum === 0) return data;
  const bad = data.find((value) => !Number.isFinite(value));
  throw new UserError(
    `${file}: tensor ${name} holds ${bad}; expected finite numbers; take another copy or train it anew`,
  );
}

/** The named tensors, in the order of the names: what is stored never depends on how a map was built. */
function select(weights: Weights, names: Iterable<string>): Map<string, Tensor> {
  const selected = new Map<string, Tensor>();
  for (const name of names) {
    const tensor = weights.get(name);
    if (tensor !== undefined) selected.set(name, tensor);
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
  checkShapes(weights, shapes, 'model to be saved');
  for (const [name, { data }] of weights) finite(data, name, 'model to be saved');
  checkVocabulary(model.config, tokenizer, 'model to be saved');
  return new Map<string, string | Uint8Array>([
    ['config.json', json(toHuggingFace(model, tokenizer))],
    [generationFile, json(generationConfig(tokenizer))],
    ['model.safetensors', writeSafetensors(select(weights, shapes.keys()))],
    // Parsing brings the keys into one order: a tokenizer just made and one that was loaded give the same bytes.
    ['tokenizer.json', json(tokenizerJsonSchema.parse(tokenizer.json))],
    ['tokenizer_config.json', json(tokenizerConfigSchema.parse(tokenizer.config))],
  ]);
}

/** As it was read, with all that ends a reply; or sampling at temperature 1 until a turn or a document ends. */
function generationConfig(tokenizer: Tokenizer): Record<string, unknown> {
  const { bosId, stopIds, generation } = tokenizer;
  const listed = generation.file === undefined ? [] : [generation.ends ?? []].flat();
  if (generation.file !== undefined && stopIds.every((id) => listed.includes(id))) return generation.file;
  const made = {
    bos_token_id: namedBosId(tokenizer),
    eos_token_id: [],
    pad_token_id: bosId,
    do_sample: true,
  };
  return { ...(generation.file ?? made), eos_token_id: stopIds };
}

/** `generation_config.json` and `config.json` as far as they say how replies end. */
function readGeneration(readFile: ReadFile, folder: string, config: string): GenerationSettings {
  const file =
    readFile(generationFile) === undefined ? undefined : readText(readFile, folder, generationFile);
  const ends = readEnds(config, `${folder}/config.json`);
  if (file === undefined) return { ends };
  const name = `${folder}/${generationFile}`;
  return {
    file: parseJson(file, name, z.record(z.string(), z.json())),
    ends: readEnds(file, name) ?? ends,
  };
}

/** Each token needs a row of the embedding; real models often have some rows more, for round numbers. */
function checkVocabulary(config: ModelConfig, tokenizer: Tokenizer, folder: string): void {
  if (config.vocab_size >= tokenizer.vocabSize) return;
  throw new UserError(
    `${folder}: vocab_size is ${config.vocab_size} in config.json, but tokenizer.json has ` +
      `${tokenizer.vocabSize} tokens; take both files from one model`,
  );
}

/**
 * Opens a model's folder.
 * @param folder its name, for messages.
 * @throws UserError on a missing or damaged file, a model that is not computed here, or files of two models. Where
 *   `readFile` gives sources, numbers that are none are only noticed when their tensor is read.
 */
export function loadModel(readFile: ReadFile, folder: string): Checkpoint {
  const config = readText(readFile, folder, 'config.json');
  const model = readConfig(config, `${folder}/config.json`);
  const template = readFile('chat_template.jinja') && readText(readFile, folder, 'chat_template.jinja');
  const inFile = Tokenizer.parse(
    readText(readFile, folder, 'tokenizer.json'),
    readText(readFile, folder, 'tokenizer_config.json'),
    folder,
    template,
    readGeneration(readFile, folder, config),
  );
  const opened = asClassOpens(inFile.json, inFile.config, folder);
  const tokenizer =
    opened.config === inFile.config
      ? inFile
      : new Tokenizer(opened.json, opened.config, folder, inFile.generation);
  checkSettings(tokenizer.json, tokenizer.config, folder, (name) =>
    readFile(name) === undefined ? undefined : readText(readFile, folder, name),
  );
  checkVocabulary(model.config, tokenizer, folder);
  const shapes = parameterShapes(model.config, model.kind);
  const weights = readWeights(readFile, folder, shapes);
  return { ...model, tokenizer, weights };
}

/**
 * A model from parts that another format than a folder gave.
 * @param tensors with Hugging Face's names and shapes. @param file its name, for messages.
 * @throws UserError when they do not belong together; numbers that are none are noticed when their tensor is read.
 */
export function openCheckpoint(
  model: ReadConfig,
  tensors: Weights,
  tokenizer: Tokenizer,
  file: string,
): Checkpoint {
  checkVocabulary(model.config, tokenizer, file);
  const shapes = parameterShapes(model.config, model.kind);
  checkShapes(tensors, shapes, file);
  const weights = new Map<string, Tensor>();
  for (const [name, tensor] of select(tensors, shapes.keys()))
    weights.set(
      name,
      lazyTensor(tensor.shape, () => finite(tensor.data, name, file)),
    );
  return { ...model, tokenizer, weights };
}

/** A file of the folder that must be there. */
function required(readFile: ReadFile, folder: string, name: string): Uint8Array | ByteSource {
  const file = readFile(name);
  if (file !== undefined) return file;
  const torch = name === weightsFile && readFile('pytorch_model.bin') !== undefined;
  throw new UserError(
    `${folder}: ${name} is missing; ` +
      (torch
        ? 'pytorch_model.bin is not read; open the model in Python and save it again, which writes safetensors'
        : "expected a model's folder in Hugging Face's layout"),
  );
}

function readText(readFile: ReadFile, folder: string, name: string): string {
  const content = required(readFile, folder, name);
  const bytes = content instanceof Uint8Array ? content : content.read(0, content.size);
  const file = `${folder}/${name}`;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(`${file}: not UTF-8 text; copy the file again`);
  }
  // Python takes it for a part of the template, and refuses it in JSON.
  if (text.startsWith('\ufeff'))
    throw new UserError(`${file}: begins with a byte order mark; save it without one`);
  return text;
}

const generationFile = 'generation_config.json';

/** The one file of weights, and the index that stands in its place where they are spread over several. */
const weightsFile = 'model.safetensors';
const indexFile = 'model.safetensors.index.json';

/** Says which file holds which tensor. */
const indexSchema = z.looseObject({
  weight_map: z.record(z.string(), z.string().regex(/^[^/\\]+\.safetensors$/, 'expected the name of a file')),
});

/**
 * The parameters from the folder's safetensors, each with its check.
 *
 * Left out: what older versions of transformers stored beside them, namely the rotary frequencies, and the output
 * matrix of a model in which it is the embedding; one that is not is refused, since transformers would use it.
 */
function readWeights(
  readFile: ReadFile,
  folder: string,
  shapes: ReadonlyMap<string, readonly number[]>,
): Weights {
  const sharded = readFile(weightsFile) === undefined && readFile(indexFile) !== undefined;
  const files = sharded
    ? filesOf(readText(readFile, folder, indexFile), `${folder}/${indexFile}`)
    : [weightsFile];
  const weights = new Map<string, Tensor>();
  for (const name of files) {
    const file = `${folder}/${name}`;
    const content = required(readFile, folder, name);
    for (const [key, tensor] of readSafetensors(content, file).tensors) {
      if (key.endsWith('.rotary_emb.inv_freq')) continue;
      if (weights.has(key)) throw new UserError(`${file}: tensor ${key} is in another file too; keep one`);
      const read = () => finite(tensor.data, key, file);
      const eager = content instanceof Uint8Array;
      weights.set(key, eager ? { shape: tensor.shape, data: read() } : lazyTensor(tensor.shape, read));
    }
  }
  const file = `${folder}/${sharded ? indexFile : weightsFile}`;
  const output = shapes.has('lm_head.weight') ? undefined : weights.get('lm_head.weight')?.data;
  if (output !== undefined) {
    const embedding = weights.get('model.embed_tokens.weight')?.data ?? output;
    if (output.some((value, i) => value !== embedding[i]))
      throw new UserError(
        `${file}: tensor lm_head.weight is not the embedding, but config.json says so; set "tie_word_embeddings" to false`,
      );
    weights.delete('lm_head.weight');
  }
  checkShapes(weights, shapes, file);
  return select(weights, shapes.keys());
}

/** The files that an index names, each once. */
function filesOf(index: string, file: string): string[] {
  return [...new Set(Object.values(parseJson(index, file, indexSchema).weight_map))];
}
