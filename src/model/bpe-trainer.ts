/**
 * Trains a byte-level byte-pair encoding (Sennrich, Haddow and Birch 2016; over bytes: Radford et al. 2019) and
 * returns it as Hugging Face's `tokenizer.json`.
 *
 * Text is first cut into pre-tokens (words with the space before them, single digits, punctuation, line
 * breaks); merges never cross a cut. Then the most frequent pair of neighbouring tokens becomes a new token,
 * until the vocabulary is full. Ties go to the pair with the smaller ids, so that equal text gives an equal
 * tokenizer; the merges are those of Hugging Face's own trainer (test/fixtures/tokenizers.py).
 *
 * Simplified: each merge looks through all pairs for the best one, without a heap; 3 MB of mixed text and a
 * vocabulary of 1,024 take about 2 s.
 */
import { SplitPreTokenizer } from '@huggingface/tokenizers';
import { byteAlphabet } from './bytes';
import type { TokenizerJson } from './tokenizer-json';

/** The special tokens, at ids 0 to 4: between documents, the roles of a chat, the end of a turn. */
export const specialTokens = ['<|endoftext|>', '<|system|>', '<|user|>', '<|assistant|>', '<|end|>'] as const;

/**
 * GPT-2's pattern with two changes: a digit stands alone, so that sums are written in ten symbols; line breaks
 * are kept together, so that a blank line is one token.
 */
const preTokens = "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\n+|\\s+(?!\\S)|\\s+";

const split = {
  type: 'Split' as const,
  pattern: { Regex: preTokens },
  behavior: 'Isolated' as const,
  invert: false,
};

/** A pair seen fewer times than this is not merged: once is no pattern. */
const minFrequency = 2;

/** A distinct pre-token and how often it occurs. */
interface Word {
  ids: number[];
  readonly count: number;
}

/** Pairs of ids as one number; ids stay below 65,536, so it is exact and orders as (left, right) does. */
const pairKey = (left: number, right: number) => left * 0x10000 + right;

/** Counts the distinct pre-tokens of the texts. */
function countWords(texts: Iterable<string>, byteIds: readonly number[]): Word[] {
  const splitter = new SplitPreTokenizer(split);
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const piece of splitter.pre_tokenize(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  const utf8 = new TextEncoder();
  return [...counts].map(([piece, count]) => ({
    ids: Array.from(utf8.encode(piece), (byte) => byteIds[byte]),
    count,
  }));
}

/** How often each pair occurs, and in which words it has occurred, kept up to date while words change. */
class PairCounts {
  readonly #counts = new Map<number, number>();
  readonly #words = new Map<number, Set<Word>>();

  /** Counts the pairs of a word in (`sign` 1) or out (-1). */
  add(word: Word, sign: 1 | -1): void {
    for (let i = 1; i < word.ids.length; i++) {
      const key = pairKey(word.ids[i - 1], word.ids[i]);
      const count = (this.#counts.get(key) ?? 0) + sign * word.count;
      if (count === 0) this.#counts.delete(key);
      else this.#counts.set(key, count);
      if (sign < 0) continue;
      const words = this.#words.get(key);
      if (words) words.add(word);
      else this.#words.set(key, new Set([word]));
    }
  }

  /** The most frequent pair, ties to the smaller ids; undefined when none is frequent enough. */
  best(): number | undefined {
    let best: number | undefined;
    let most = minFrequency - 1;
    for (const [key, count] of this.#counts) {
      if (count > most || (count === most && best !== undefined && key < best)) [best, most] = [key, count];
    }
    return best;
  }

  /** Takes the words that have held the pair; some may hold it no longer. */
  takeWords(key: number): Set<Word> {
    const words = this.#words.get(key) ?? new Set();
    this.#words.delete(key);
    return words;
  }
}

/** Replaces each (left, right) by `merged`, from left to right. */
function merge(ids: readonly number[], left: number, right: number, merged: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === left && ids[i + 1] === right) {
      result.push(merged);
      i++;
    } else result.push(ids[i]);
  }
  return result;
}

/**
 * Trains a tokenizer.
 * @param texts the documents; text that looks like a special token is ordinary text here.
 * @param vocabSize special tokens, the 256 bytes and the merges together, at least 261 and at most 65,536. The
 *   vocabulary stays smaller when no pair occurs twice any more.
 * @throws RangeError on a size out of these bounds.
 */
export function trainBpe(texts: Iterable<string>, vocabSize: number): TokenizerJson {
  const smallest = specialTokens.length + 256;
  if (!Number.isInteger(vocabSize) || vocabSize < smallest || vocabSize > 0x10000) {
    throw new RangeError(`vocabSize is ${vocabSize}; expected a whole number from ${smallest} to 65536`);
  }
  const tokens: string[] = [...specialTokens, ...[...byteAlphabet].sort()];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const byteIds = byteAlphabet.map((character) => tokens.indexOf(character));
  const pairs = new PairCounts();
  for (const word of countWords(texts, byteIds)) pairs.add(word, 1);

  const merges: string[] = [];
  while (tokens.length < vocabSize) {
    const key = pairs.best();
    if (key === undefined) break;
    const [left, right] = [Math.floor(key / 0x10000), key % 0x10000];
    const text = tokens[left] + tokens[right];
    merges.push(`${tokens[left]} ${tokens[right]}`);
    // Two ways to build one string share its id.
    const merged = idOf.get(text) ?? tokens.push(text) - 1;
    idOf.set(text, merged);
    for (const word of pairs.takeWords(key)) {
      pairs.add(word, -1);
      word.ids = merge(word.ids, left, right, merged);
      pairs.add(word, 1);
    }
  }
  return toTokenizerJson(idOf, merges);
}

function toTokenizerJson(vocab: ReadonlyMap<string, number>, merges: string[]): TokenizerJson {
  const byteLevel = {
    type: 'ByteLevel' as const,
    add_prefix_space: false,
    trim_offsets: false,
    use_regex: false,
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [split, byteLevel] },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocab),
      merges,
    },
  };
}
