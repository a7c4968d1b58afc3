/**
 * Text to token ids and back, over Hugging Face's tokenizer for JavaScript.
 *
 * Text from outside never yields special tokens: `encode` spells out "<|end|>" in ordinary tokens, so no user
 * can end a turn. Only the chat template's own text goes through `encodeTemplate`.
 *
 * The library encodes about 2 MB/s; with the ids of words seen before kept in a map it is 5 to 15 MB/s.
 */
import { SplitPreTokenizer, Tokenizer as Library } from '@huggingface/tokenizers';
import { z } from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { byteAlphabet, byteCharacters } from './bytes';
import { tokenizerConfigSchema, tokenizerJsonSchema } from './tokenizer-json';
import type { TokenizerConfig, TokenizerJson } from './tokenizer-json';

/** Words kept with their ids; at the limit the map is emptied. */
const cacheLimit = 100_000;

/** The usual way to cut text: by a pattern, then into bytes. Pieces of text can then be cached as they stand. */
const patternThenBytes = z.object({
  type: z.literal('Sequence'),
  pretokenizers: z.tuple([
    z.object({
      type: z.literal('Split'),
      pattern: z.object({ Regex: z.string() }),
      behavior: z.literal('Isolated'),
      invert: z.literal(false),
    }),
    z.object({
      type: z.literal('ByteLevel'),
      add_prefix_space: z.literal(false),
      use_regex: z.literal(false),
    }),
  ]),
});

/** A byte-level BPE tokenizer with its special tokens and chat template. */
export class Tokenizer {
  /** Number of tokens, special ones included; ids are 0 to vocabSize - 1. */
  readonly vocabSize: number;
  /** The token that stands before a document, `<|endoftext|>`, and its id. */
  readonly bosToken: string;
  readonly bosId: number;
  /** The token that ends a turn, `<|end|>`, and its id. */
  readonly eosToken: string;
  readonly eosId: number;

  readonly #library: Library;
  readonly #specials: ReadonlyMap<string, number>;
  readonly #cut: (text: string) => string[];
  readonly #toBytes: boolean;
  readonly #cache = new Map<string, readonly number[]>();

  /**
   * @param json `tokenizer.json`. @param config `tokenizer_config.json`. @param folder for messages.
   * @throws UserError when the two do not describe a byte-level BPE tokenizer with its special tokens.
   */
  constructor(
    readonly json: TokenizerJson,
    readonly config: TokenizerConfig,
    folder = 'tokenizer',
  ) {
    const file = `${folder}/tokenizer.json`;
    this.#library = openLibrary(json, config, file);
    this.#specials = new Map(json.added_tokens.map(({ content, id }) => [content, id]));
    this.vocabSize = checkVocabulary(json, file);
    const usual = patternThenBytes.safeParse(json.pre_tokenizer);
    const split = usual.success ? new SplitPreTokenizer(usual.data.pretokenizers[0]) : undefined;
    this.#toBytes = split !== undefined;
    this.#cut = (text) => (split ?? this.#library.pre_tokenizer)?.pre_tokenize(text) ?? [text];
    this.bosToken = nameOf(config.bos_token);
    this.eosToken = nameOf(config.eos_token);
    this.bosId = this.specialId(this.bosToken);
    this.eosId = this.specialId(this.eosToken);
  }

  /**
   * From the text of the files.
   * @param chatTemplate text of `chat_template.jinja`, where newer transformers keep it; goes before the one in
   *   `tokenizer_config.json`.
   * @throws UserError that names the file and the key at fault.
   */
  static parse(
    tokenizerJson: string,
    tokenizerConfig: string,
    folder = 'tokenizer',
    chatTemplate?: string,
  ): Tokenizer {
    const config = parseJson(tokenizerConfig, `${folder}/tokenizer_config.json`, tokenizerConfigSchema);
    return new Tokenizer(
      parseJson(tokenizerJson, `${folder}/tokenizer.json`, tokenizerJsonSchema),
      chatTemplate === undefined ? config : { ...config, chat_template: chatTemplate },
      folder,
    );
  }

  /** The id of a special token. @throws UserError when there is none of that name. */
  specialId(name: string): number {
    const id = this.#specials.get(name);
    if (id !== undefined) return id;
    const known = [...this.#specials.keys()].join(' ');
    throw new UserError(`the tokenizer has no special token ${name}; it has: ${known}`);
  }

  /**
   * The ids of a text, special tokens never among them. Unpaired surrogates become U+FFFD; all other text comes
   * back from `decode` exactly. `[tokens]`
   */
  encode(text: string): Int32Array {
    const ids: number[] = [];
    for (const piece of this.#cut(text)) for (const id of this.#idsOf(piece)) ids.push(id);
    return Int32Array.from(ids);
  }

  /** The ids of text we trust: the names of special tokens in it become these tokens. `[tokens]` */
  encodeTemplate(text: string): Int32Array {
    return Int32Array.from(this.#library.encode(text, { add_special_tokens: false }).ids);
  }

  /**
   * The text of token ids. Bytes that are not UTF-8 become U+FFFD.
   * @param options.skipSpecial leaves special tokens out; default false.
   * @throws RangeError on an id outside the vocabulary.
   */
  decode(ids: ArrayLike<number>, options: { skipSpecial?: boolean } = {}): string {
    const list = Array.from(ids);
    const wrong = list.find((id) => !Number.isInteger(id) || id < 0 || id >= this.vocabSize);
    if (wrong !== undefined)
      throw new RangeError(`no token has the id ${wrong}; ids are below ${this.vocabSize}`);
    if (list.length === 0) return '';
    return this.#library.decode(list, {
      skip_special_tokens: options.skipSpecial ?? false,
      clean_up_tokenization_spaces: false,
    });
  }

  /** The ids of a piece between two cuts. */
  #idsOf(piece: string): readonly number[] {
    const known = this.#cache.get(piece);
    if (known !== undefined) return known;
    const tokens = this.#library.model([this.#toBytes ? byteCharacters(piece) : piece]);
    const ids = tokens.map((token) => this.json.model.vocab[token]);
    if (this.#cache.size >= cacheLimit) this.#cache.clear();
    this.#cache.set(piece, ids);
    return ids;
  }
}

function nameOf(token: TokenizerConfig['bos_token']): string {
  return typeof token === 'string' ? token : token.content;
}

function openLibrary(json: TokenizerJson, config: TokenizerConfig, file: string): Library {
  try {
    return new Library(json, config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file}: ${reason}; expected a byte-level BPE tokenizer`);
  }
}

/** The vocabulary's size, once it is sure that each text has ids and each id a token. */
function checkVocabulary({ model, added_tokens: added }: TokenizerJson, file: string): number {
  const ids = new Set([...Object.values(model.vocab), ...added.map(({ id }) => id)]);
  const largest = Math.max(...ids);
  if (largest !== ids.size - 1) {
    throw new UserError(`${file}: ${ids.size} tokens, but the largest id is ${largest}; expected no gaps`);
  }
  const merged = model.merges.map((merge) => (typeof merge === 'string' ? merge.split(' ') : merge).join(''));
  const lost = [...byteAlphabet, ...merged].find((token) => !Object.hasOwn(model.vocab, token));
  if (lost !== undefined) {
    throw new UserError(`${file}: model.vocab has no "${lost}"; expected all 256 bytes and all merges`);
  }
  return ids.size;
}
