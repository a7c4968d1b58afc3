/**
 * Text to token ids and back, over Hugging Face's tokenizer for JavaScript.
 *
 * Text from outside never yields special tokens: `encode` spells out "<|end|>" in ordinary tokens, so no user
 * can end a turn. Only the chat template's own text goes through `encodeTemplate`.
 *
 * The library's parts (normaliser, pre-tokenizer, merges, decoder) are put together here, since it has no way to
 * leave special tokens unseen. It encodes about 2 MB/s; with the ids of words seen before kept in a map it is 5 to
 * 15 MB/s.
 */
import { SplitPreTokenizer, Tokenizer as Library } from '@huggingface/tokenizers';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { byteAlphabet, byteCharacters } from './bytes';
import { patternsThenBytes, preTokenizerParts } from './pre-tokenizer';
import { tokenizerConfigSchema, tokenizerJsonSchema } from './tokenizer-json';
import type { Generation, TokenizerConfig, TokenizerJson, TokenName } from './tokenizer-json';

/** Words kept with their ids; at the limit the map is emptied. */
const cacheLimit = 100_000;
/** The longest of them, in characters: some tokenizers take a whole text for a word. */
const cachedLength = 64;

/** SentencePiece writes a space as ▁; here a word ends and the next one begins. */
const wordEnd = /(?<=[^▁])(?=▁)/u;

/** A token that stands beside the vocabulary: text is cut at it before anything else. */
type AddedToken = TokenizerJson['added_tokens'][number];

/** A BPE tokenizer with its special tokens and chat template. */
export class Tokenizer {
  /** Number of tokens, special ones included; ids are 0 to vocabSize - 1. */
  readonly vocabSize: number;
  /** The token that stands before a document, e.g. `<|endoftext|>`. */
  readonly bosToken: string;
  /** Id of `bosToken`. */
  readonly bosId: number;
  /** The token that ends a turn, e.g. `<|end|>`. */
  readonly eosToken: string;
  /** Id of `eosToken`. */
  readonly eosId: number;
  /** Ids that end a reply, `eosId` among them: as the model's files list them, or that and `bosId`. */
  readonly stopIds: readonly number[];

  readonly #library: Library;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #added: ReadonlyMap<string, AddedToken>;
  /** Finds added tokens in the text of templates, and in other text those that are not special. */
  readonly #inTemplates: RegExp | undefined;
  readonly #inText: RegExp | undefined;
  /** Finds where the name of a special token begins. */
  readonly #special: RegExp | undefined;
  /** Where words are cut out by patterns alone, they can be cached as they stand. */
  readonly #patterns: readonly SplitPreTokenizer[] | undefined;
  /** Whether no token of SentencePiece's goes beyond the end of a word, so that text can be cut there. */
  readonly #wholeWords: boolean;
  readonly #cache = new Map<string, readonly number[]>();

  /**
   * @param json `tokenizer.json`. @param config `tokenizer_config.json`. @param folder for messages.
   * @param generation what the model's other files say of the ends of replies; nothing by default.
   * @throws UserError when the two do not describe a BPE tokenizer with its special tokens.
   */
  constructor(
    readonly json: TokenizerJson,
    readonly config: TokenizerConfig,
    folder = 'tokenizer',
    readonly generation: Generation = {},
  ) {
    const file = `${folder}/tokenizer.json`;
    const parts = json.pre_tokenizer === null ? [] : preTokenizerParts(json.pre_tokenizer);
    const cutter = parts.length === 0 ? null : { type: 'Sequence', pretokenizers: parts };
    this.#library = openLibrary({ ...json, pre_tokenizer: cutter }, config, file);
    this.#added = new Map(json.added_tokens.map((token) => [token.content, token]));
    const special = json.added_tokens.filter((token) => token.special);
    this.#ids = new Map(Object.entries(json.model.vocab));
    this.vocabSize = checkVocabulary(json, this.#ids, file);
    this.#inTemplates = anyOf(json.added_tokens);
    this.#inText = anyOf(json.added_tokens.filter((token) => !token.special));
    this.#special = anyOf(special);
    if (json.normalizer === null)
      this.#patterns = patternsThenBytes(parts)?.map((pattern) => new SplitPreTokenizer(pattern));
    this.#wholeWords =
      json.model.byte_fallback === true && ![...this.#ids.keys()].some((token) => wordEnd.test(token));
    const configFile = `${folder}/tokenizer_config.json`;
    this.eosToken = nameOf(config.eos_token);
    this.eosId = this.specialId(this.eosToken, configFile);
    this.bosToken = config.bos_token == null ? this.eosToken : nameOf(config.bos_token);
    this.bosId = this.specialId(this.bosToken, configFile);
    const { ends } = generation;
    this.stopIds = [...new Set(ends == null ? [this.eosId, this.bosId] : [ends, this.eosId].flat())];
  }

  /**
   * From the text of the files.
   * @param chatTemplate text of `chat_template.jinja`, where newer transformers keep it; goes before the one in
   *   `tokenizer_config.json`.
   * @param generation as the constructor's.
   * @throws UserError that names the file and the key at fault.
   */
  static parse(
    tokenizerJson: string,
    tokenizerConfig: string,
    folder = 'tokenizer',
    chatTemplate?: string,
    generation: Generation = {},
  ): Tokenizer {
    const config = parseJson(tokenizerConfig, `${folder}/tokenizer_config.json`, tokenizerConfigSchema);
    return new Tokenizer(
      parseJson(tokenizerJson, `${folder}/tokenizer.json`, tokenizerJsonSchema),
      chatTemplate === undefined ? config : { ...config, chat_template: chatTemplate },
      folder,
      generation,
    );
  }

  /** Whether there is a special token of that name. */
  hasSpecial(name: string): boolean {
    return this.#added.get(name)?.special ?? false;
  }

  /** The id of a special token. @param file that asks for it, for messages. @throws UserError when there is none. */
  specialId(name: string, file?: string): number {
    const token = this.#added.get(name);
    if (token !== undefined) return token.id;
    const names = [...this.#added.keys()];
    const known = names.length > 20 ? `${names.slice(0, 20).join(' ')} … (${names.length})` : names.join(' ');
    const where = file === undefined ? '' : `${file}: `;
    throw new UserError(`${where}the tokenizer has no special token ${name}; expected one of ${known}`);
  }

  /**
   * The ids of a text, special tokens never among them. Unpaired surrogates become U+FFFD; with a byte-level
   * tokenizer without a normaliser, all other text comes back from `decode` exactly. `[tokens]`
   */
  encode(text: string): Int32Array {
    return this.#encode(text, this.#inText, '');
  }

  /**
   * The ids of text we trust: the names of special tokens in it become these tokens. `[tokens]`
   * @param mark a character that is dropped after that, so that a name with it inside is spelled out; see `disarm`.
   */
  encodeTemplate(text: string, mark = ''): Int32Array {
    return this.#encode(text, this.#inTemplates, mark);
  }

  /** Puts a mark into each name of a special token in text from outside, so that `encodeTemplate` does not see it. */
  disarm(text: string, mark: string): string {
    if (this.#special === undefined) return text;
    return text.replace(new RegExp(`(?=${this.#special.source})[^]`, 'gu'), (first) => first + mark);
  }

  /**
   * The text of token ids. Bytes that are not UTF-8 become U+FFFD. Ids from the vocabulary's end on, which a network
   * has where its embedding is padded, stand for no text.
   * @param options.skipSpecial leaves special tokens out; default false.
   * @throws RangeError on what is no id.
   */
  decode(ids: ArrayLike<number>, options: { skipSpecial?: boolean } = {}): string {
    const wrong = Array.from(ids).find((id) => !Number.isInteger(id) || id < 0);
    if (wrong !== undefined) throw new RangeError(`token ${wrong}; expected a whole number from 0 up`);
    const list = Array.from(ids).filter((id) => id < this.vocabSize);
    if (list.length === 0) return '';
    return this.#library.decode(list, {
      skip_special_tokens: options.skipSpecial ?? false,
      clean_up_tokenization_spaces: false,
    });
  }

  /** The ids of a text that is cut at some of the added tokens. */
  #encode(text: string, cuts: RegExp | undefined, mark: string): Int32Array {
    const ids: number[] = [];
    const sections = cuts === undefined ? [text] : text.split(cuts);
    // Of what `split` gives, every second piece is a token.
    for (let i = 0; i < sections.length; i += 2) {
      let section = sections[i];
      if (this.#added.get(sections[i - 1])?.rstrip) section = section.trimStart();
      if (this.#added.get(sections[i + 1])?.lstrip) section = section.trimEnd();
      if (mark !== '') section = section.replaceAll(mark, '');
      if (section !== '')
        for (const word of this.#words(section, i === 0)) for (const id of this.#idsOf(word)) ids.push(id);
      const token = this.#added.get(sections[i + 1]);
      if (token !== undefined) ids.push(token.id);
    }
    return Int32Array.from(ids);
  }

  /** Text between two added tokens, cut into words as BPE takes them. @param first whether nothing stands before. */
  #words(text: string, first: boolean): readonly string[] {
    if (this.#patterns !== undefined)
      return this.#patterns.reduce(
        (words, pattern) => words.flatMap((word) => pattern.pre_tokenize(word)),
        [text],
      );
    const { normalizer, pre_tokenizer: preTokenizer } = this.#library;
    const normalized = normalizer === null ? text : normalizer(text);
    const words = preTokenizer?.pre_tokenize(normalized, { section_index: first ? 0 : 1 }) ?? [normalized];
    // Merges do not reach over such a cut, so nothing changes but the time: the library is slow on long words.
    return this.#wholeWords ? words.flatMap((word) => word.split(wordEnd)) : words;
  }

  /** The ids of a word. */
  #idsOf(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const piece = this.#patterns === undefined ? word : byteCharacters(word);
    const tokens = this.#library.model([piece]);
    // Merges that end in a special token's name, which some vocabularies have, are not taken.
    const safe = tokens.some((token) => this.hasSpecial(token)) ? this.#library.model([...piece]) : tokens;
    const ids = safe.flatMap((token) => this.#ids.get(token) ?? []);
    if (word.length > cachedLength) return ids;
    if (this.#cache.size >= cacheLimit) this.#cache.clear();
    this.#cache.set(word, ids);
    return ids;
  }
}

function nameOf(token: TokenName): string {
  return typeof token === 'string' ? token : token.content;
}

/** A pattern that finds any of the tokens, the longest one first; with one group, so that `split` keeps them. */
function anyOf(tokens: readonly AddedToken[]): RegExp | undefined {
  if (tokens.length === 0) return undefined;
  const names = tokens.map(({ content }) => content).sort((a, b) => b.length - a.length);
  return new RegExp(`(${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})`, 'u');
}

function openLibrary(json: TokenizerJson, config: TokenizerConfig, file: string): Library {
  try {
    return new Library(json, config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file}: ${reason}; expected a BPE tokenizer`);
  }
}

/** The names of the 256 bytes, where a tokenizer over characters falls back on them. */
const fallbackBytes = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

/** The vocabulary's size, once it is sure that each text has ids and each id a token. */
function checkVocabulary(
  { model, added_tokens: added }: TokenizerJson,
  vocab: ReadonlyMap<string, number>,
  file: string,
): number {
  const ids = new Set([...vocab.values(), ...added.map(({ id }) => id)]);
  let largest = -1;
  for (const id of ids) largest = Math.max(largest, id);
  if (largest !== ids.size - 1) {
    throw new UserError(`${file}: ${ids.size} tokens, but the largest id is ${largest}; expected no gaps`);
  }
  const merged = model.merges.map((merge) => (typeof merge === 'string' ? merge.split(' ') : merge).join(''));
  const bytes = model.byte_fallback ? fallbackBytes : byteAlphabet;
  const lost = [...bytes, ...merged].find((token) => !vocab.has(token));
  if (lost !== undefined) {
    throw new UserError(`${file}: model.vocab has no "${lost}"; expected all 256 bytes and all merges`);
  }
  return ids.size;
}
