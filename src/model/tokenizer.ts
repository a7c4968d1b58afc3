/**
 * Text to token ids and back, over Hugging Face's tokenizer for JavaScript.
 *
 * Text from outside never yields special tokens: `encode` spells out "<|end|>" in ordinary tokens, so no user
 * can end a turn. Only the chat template's own text goes through `encodeTemplate`.
 *
 * Merges and the decoder are the library's; what comes before them (added tokens, normaliser, pre-tokenizer) is ours,
 * held to Hugging Face's Rust, and a file that asks for more is refused when it is opened. It encodes about 2 MB/s;
 * with the ids of words seen before kept in a map it is 5 to 15 MB/s.
 */
import { Tokenizer as Library } from '@huggingface/tokenizers';
import * as z from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { AddedTokenFinder, anyOf, type AddedToken } from './added-tokens';
import { byteCharacters, bytesOf, charactersOf } from './bytes';
import { openNormalizer, type Normalizer } from './normalizer';
import { openPreTokenizer, type PreTokenizer } from './pre-tokenizer';
import { tokenizerConfigSchema, tokenizerJsonSchema } from './tokenizer-json';
import type { GenerationSettings, TokenizerConfig, TokenizerJson, TokenName } from './tokenizer-json';

/** Words kept with their ids; at the limit the map is emptied. */
const cacheLimit = 100_000;
/** The longest of them, in characters: some tokenizers take a whole text for a word. */
const cachedLength = 64;

/** One of Unicode's code points that are never characters. */
const markStandIn = '\ufdd0';

/** SentencePiece writes a space as ▁; here a word ends and the next one begins. */
const wordEnd = /(?<=[^▁])(?=▁)/u;

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
  /** Find added tokens in the text as it stands, and those that are looked for in normalised text. */
  readonly #plain: AddedTokenFinder;
  readonly #normalized: AddedTokenFinder;
  /** Ids of the special tokens, without those that are text. */
  readonly #markers: ReadonlySet<number>;
  /** Finds where the name of a special token begins. */
  readonly #special: RegExp | undefined;
  readonly #normalizer: Normalizer;
  readonly #preTokenizer: PreTokenizer;
  /** Whether no token of SentencePiece's goes beyond the end of a word, so that text can be cut there. */
  readonly #wholeWords: boolean;
  /** Whether the decoder puts bytes together. */
  readonly #fallsBack: boolean;
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
    readonly generation: GenerationSettings = {},
  ) {
    const file = `${folder}/tokenizer.json`;
    const normalized = ({ special: isSpecial, normalized: is = !isSpecial }: AddedToken) => is;
    const opened = inFile(file, () => {
      const normalizer = openNormalizer(json.normalizer);
      // Python decodes a token that was found in normalised text to that text.
      const added = json.added_tokens.map((token) =>
        normalized(token) ? { ...token, content: normalizer(token.content) } : token,
      );
      return {
        library: new Library({ ...json, added_tokens: added, normalizer: null, pre_tokenizer: null }, config),
        normalizer,
        preTokenizer: openPreTokenizer(json.pre_tokenizer),
      };
    });
    this.#library = opened.library;
    this.#normalizer = opened.normalizer;
    this.#preTokenizer = opened.preTokenizer;
    this.#added = new Map(json.added_tokens.map((token) => [token.content, token]));
    const special = json.added_tokens.filter((token) => token.special);
    this.#ids = new Map(Object.entries(json.model.vocab));
    this.vocabSize = checkVocabulary(json, this.#ids, file);
    if (json.model.byte_fallback !== true && !JSON.stringify(json.pre_tokenizer).includes('"ByteLevel"'))
      throw new UserError(
        `${file}: no ByteLevel in pre_tokenizer and no byte_fallback, so that text would be lost; take a model with another tokenizer`,
      );
    this.#plain = new AddedTokenFinder(json.added_tokens.filter((token) => !normalized(token)));
    this.#normalized = new AddedTokenFinder(json.added_tokens.filter(normalized), this.#normalizer);
    this.#special = anyOf(special.map(({ content }) => content));
    this.#fallsBack = JSON.stringify(json.decoder).includes('"ByteFallback"');
    this.#markers = new Set(special.filter(({ content }) => this.#isMarker(content)).map(({ id }) => id));
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
    generation: GenerationSettings = {},
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
    return this.#encode(text, false, '');
  }

  /**
   * The ids of text we trust: the names of special tokens in it become these tokens. `[tokens]`
   * @param mark a character that is dropped after that, so that a name with it inside is spelled out; see `disarm`.
   */
  encodeTemplate(text: string, mark = ''): Int32Array {
    return this.#encode(text, true, mark);
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
    const skipped = (id: number) =>
      id >= this.vocabSize || (options.skipSpecial === true && this.#markers.has(id));
    const list = Array.from(ids).filter((id) => !skipped(id));
    if (list.length === 0) return '';
    const text = this.#library.decode(this.#withoutByteOrderMarks(list), {
      skip_special_tokens: false,
      clean_up_tokenization_spaces: false,
    });
    return this.#fallsBack ? text.replaceAll(markStandIn, '\ufeff') : text;
  }

  /** The library drops U+FEFF where bytes fall back; a character that no text has goes through it in its place. */
  #withoutByteOrderMarks(ids: readonly number[]): number[] {
    if (!this.#fallsBack) return [...ids];
    const [mark, other] = ['\ufeff', markStandIn].map((character) =>
      Array.from(new TextEncoder().encode(character), (byte) => this.#ids.get(fallbackBytes[byte]) ?? 0),
    );
    const replaced = [...ids];
    for (let at = ids.indexOf(mark[0]); at >= 0; at = ids.indexOf(mark[0], at + 1))
      if (mark.every((id, i) => ids[at + i] === id)) other.forEach((id, i) => (replaced[at + i] = id));
    return replaced;
  }

  /** The ids of a text. @param special whether the names of special tokens become these. @param mark is dropped. */
  #encode(text: string, special: boolean, mark: string): Int32Array {
    const ids: number[] = [];
    const unmark = (marked: string) => (mark === '' ? marked : marked.replaceAll(mark, ''));
    this.#plain.cut(text, special).forEach((piece, i) => {
      if (typeof piece !== 'string') {
        ids.push(piece.id);
        return;
      }
      // The mark has to outlast the search for tokens; where there is none, a name can be put together at once.
      const normalized = this.#normalizer(this.#normalized.empty ? unmark(piece) : piece);
      this.#normalized.cut(normalized, special).forEach((inner, k) => {
        if (typeof inner !== 'string') ids.push(inner.id);
        else
          for (const word of this.#words(unmark(inner), i === 0 && k === 0))
            for (const id of this.#idsOf(word)) ids.push(id);
      });
    });
    return Int32Array.from(ids);
  }

  /** Text between two added tokens, cut into words as BPE takes them. @param first whether nothing stands before. */
  #words(text: string, first: boolean): readonly string[] {
    const words = this.#preTokenizer.cut(text, first);
    // Merges do not reach over such a cut, so nothing changes but the time: the library is slow on long words.
    return this.#wholeWords ? words.flatMap((word) => word.split(wordEnd)) : words;
  }

  /** Whether it is a special token; some files mark the bytes to fall back on as such, but these are text. */
  #isMarker(token: string): boolean {
    return this.hasSpecial(token) && !(this.#fallsBack && fallbackBytes.includes(token));
  }

  /** Some vocabularies lack bytes that text hardly holds, and Python drops these without a word. */
  #checkBytes(piece: string, tokens: readonly string[]): void {
    if (tokens.join('') === piece) return;
    const missing = Array.from(piece).filter((character) => !this.#ids.has(character));
    const codes = bytesOf(missing.join('')).map((byte) => fallbackBytes.at(byte)?.slice(1, -1));
    throw new UserError(
      `the tokenizer has no token for ${codes.join(' ')} in ${JSON.stringify(charactersOf(piece))}; take it out of the text`,
    );
  }

  /** The ids of a word. */
  #idsOf(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const piece = this.#preTokenizer.toBytes ? byteCharacters(word) : word;
    const tokens = this.#library.model([piece]);
    // Merges that end in a special token's name, which some vocabularies have, are not taken.
    const safe = tokens.some((token) => this.#isMarker(token)) ? this.#library.model([...piece]) : tokens;
    if (this.json.model.byte_fallback !== true) this.#checkBytes(piece, safe);
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

/** Opens a part of a file. @throws UserError that names the file, on what is not known here. */
function inFile<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues[0].message : String(error);
    throw new UserError(`${file}: ${reason.replace(/^\w*Error: /, '')}; take a model with another tokenizer`);
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
  const merged = model.merges.flatMap((merge) => {
    const [left, right] = typeof merge === 'string' ? merge.split(' ') : merge;
    return [left, right, left + right];
  });
  const other = (['continuing_subword_prefix', 'end_of_word_suffix', 'dropout'] as const).find(
    (key) => model[key],
  );
  if (other !== undefined)
    throw new UserError(
      `${file}: model.${other} is ${JSON.stringify(model[other])}; expected none; take a model with another tokenizer`,
    );
  // Over bytes some may be missing: a text that needs one is refused when it is encoded.
  const needed = [...(model.byte_fallback ? fallbackBytes : []), ...merged];
  const lost = needed.find((token) => !vocab.has(token));
  if (lost !== undefined) {
    throw new UserError(
      `${file}: model.vocab has no "${lost}"; expected ${model.byte_fallback ? 'all 256 bytes and ' : ''}all that merges name`,
    );
  }
  return ids.size;
}
