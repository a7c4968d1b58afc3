/**
 * Where tokens stand in the text that they encode. Hugging Face's JavaScript does not say, so tokens are laid along the
 * text one after the other, byte by byte.
 */
import { UserError } from '../errors';
import { bytesOf } from './bytes';
import type { Tokenizer } from './tokenizer';

/** A token's place: from its first character to its last, in UTF-16 units; two tokens may share a character. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A vocabulary's entries by id, and its added tokens. */
interface Pieces {
  readonly ordinary: ReadonlyMap<number, string>;
  readonly added: ReadonlyMap<number, string>;
}
const known = new WeakMap<Tokenizer, Pieces>();

function piecesOf(tokenizer: Tokenizer): Pieces {
  const found = known.get(tokenizer) ?? {
    ordinary: new Map(Object.entries(tokenizer.json.model.vocab).map(([piece, id]) => [id, piece])),
    added: new Map(tokenizer.json.added_tokens.map(({ id, content }) => [id, content])),
  };
  known.set(tokenizer, found);
  return found;
}

const encoder = new TextEncoder();
const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** A token's own bytes. */
function bytesOfToken(piece: string, overBytes: boolean): readonly number[] {
  if (overBytes) return bytesOf(piece);
  const byte = /^<0x([0-9A-F]{2})>$/.exec(piece);
  return byte === null ? [...encoder.encode(piece.replaceAll('▁', ' '))] : [parseInt(byte[1], 16)];
}

/** The places in bytes; undefined where some token is not what stands there. */
function layOut(tokens: Int32Array, bytes: Uint8Array, tokenizer: Tokenizer): Place[] | undefined {
  const { ordinary, added } = piecesOf(tokenizer);
  const stripping = new Map(tokenizer.json.added_tokens.map((token) => [token.id, token]));
  const overBytes = tokenizer.json.model.byte_fallback !== true;
  const places: Place[] = [];
  let at = 0;
  for (const token of tokens) {
    const name = added.get(token);
    const piece =
      name === undefined ? bytesOfToken(ordinary.get(token) ?? '', overBytes) : [...encoder.encode(name)];
    const fits = (from: number, part: readonly number[]) => part.every((byte, i) => bytes[from + i] === byte);
    // Some tokens swallow the white space beside them, and some tokenizers drop it.
    let start = at;
    while (!fits(start, piece) && isSpace(bytes[start])) start++;
    if (fits(start, piece)) {
      let end = start + piece.length;
      // What such a token swallows is its own, in Python too.
      if (stripping.get(token)?.rstrip === true) while (isSpace(bytes[end])) end++;
      places.push({ start: stripping.get(token)?.lstrip === true ? at : start, end });
      at = end;
    } else if (piece[0] === 0x20 && fits(at, piece.slice(1))) {
      // SentencePiece puts a space before a text. Alone it takes the place of what follows.
      places.push({ start: at, end: at + Math.max(1, piece.length - 1) });
      at += piece.length - 1;
    } else return undefined;
  }
  return bytes.subarray(at).every(isSpace) ? places : undefined;
}

/** What normalisers make of a text, the usual ones. */
const forms: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFKC'),
  (text) => text.toLowerCase(),
  (text) => text.normalize('NFC').toLowerCase(),
];

/**
 * Finds tokens in their text.
 * @returns for a place in the text, in UTF-16 units, how many tokens end at or before it, and how many begin before it.
 * @throws UserError where the tokenizer changes the text in a way that is not known here.
 */
export function tokenPlaces(
  tokenizer: Tokenizer,
  tokens: Int32Array,
  text: string,
): { endedBy: (place: number) => number; begunBefore: (place: number) => number } {
  // SentencePiece takes its own sign for a space, and a space for the sign.
  const overBytes = tokenizer.json.model.byte_fallback !== true;
  const spaced = (value: string) => (overBytes ? value : value.replaceAll('▁', ' '));
  for (const normalized of forms) {
    const form = (value: string) => spaced(normalized(value));
    const places = layOut(tokens, encoder.encode(form(text)), tokenizer);
    if (places === undefined) continue;
    const inBytes = (place: number) => encoder.encode(form(text.slice(0, place))).length;
    const count = (fits: (place: Place) => boolean) => {
      const first = places.findIndex((place) => !fits(place));
      return first < 0 ? places.length : first;
    };
    return {
      endedBy: (place) => {
        const limit = inBytes(place);
        return count(({ end }) => end <= limit);
      },
      begunBefore: (place) => {
        const limit = inBytes(place);
        return count(({ start }) => start < limit);
      },
    };
  }
  throw new UserError(
    "tokenizer.json: its normalizer changes the conversation's text; expected one that leaves it as it is, so that the " +
      "assistant's tokens can be told; use --loss all",
  );
}
