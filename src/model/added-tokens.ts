/**
 * The tokens that stand beside the vocabulary, and where a text is cut at them before anything else is done to it, as
 * Hugging Face's Rust does it (`AddedVocabulary::find_matches`).
 */
import type { Normalizer } from './normalizer';
import type { TokenizerJson } from './tokenizer-json';

/** A token that stands beside the vocabulary. */
export type AddedToken = TokenizerJson['added_tokens'][number];

const word = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]';
const beginsWithWord = new RegExp(`^${word}`, 'u');
const endsWithWord = new RegExp(`${word}$`, 'u');
const space = /^\p{White_Space}$/u;

/** A pattern that finds any of the names, the longest one first. */
export function anyOf(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined;
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu');
}

/** Some of the added tokens, by the text that they are found by. */
export class AddedTokenFinder {
  readonly #tokens = new Map<string, AddedToken>();
  readonly #pattern: RegExp | undefined;

  /** @param normalize what was done to the texts that they are looked for in. */
  constructor(tokens: readonly AddedToken[], normalize: Normalizer = (text) => text) {
    for (const token of tokens) {
      const name = normalize(token.content);
      if (name !== '' && !this.#tokens.has(name)) this.#tokens.set(name, token);
    }
    this.#pattern = anyOf([...this.#tokens.keys()]);
  }

  /** Whether there is nothing to find. */
  get empty(): boolean {
    return this.#pattern === undefined;
  }

  /**
   * Cuts a text at the tokens in it: pieces of text, none of them empty, and tokens, in order.
   * @param special whether special tokens are seen; otherwise their names are text.
   */
  cut(text: string, special: boolean): (string | AddedToken)[] {
    if (this.#pattern === undefined) return text === '' ? [] : [text];
    const pieces: (string | AddedToken)[] = [];
    let done = 0;
    for (const { index, 0: name } of text.matchAll(this.#pattern)) {
      const token = this.#tokens.get(name);
      if (token === undefined || (token.special && !special)) continue;
      let [start, end] = [index, index + name.length];
      // A character takes two places at most.
      const [before, after] = [text.slice(Math.max(0, start - 2), start), text.slice(end, end + 2)];
      if (token.single_word === true && (endsWithWord.test(before) || beginsWithWord.test(after))) continue;
      if (token.lstrip === true) while (start > done && space.test(text[start - 1])) start--;
      if (token.rstrip === true) while (end < text.length && space.test(text[end])) end++;
      if (start > done) pieces.push(text.slice(done, start));
      pieces.push(token);
      done = end;
    }
    if (done < text.length) pieces.push(text.slice(done));
    return pieces;
  }
}
