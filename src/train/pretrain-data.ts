/**
 * Documents as the stream of token ids that pre-training reads: `<|endoftext|>` before each document, so that the
 * start of one is the end of the one before.
 */
import { encodeDocument } from '../model/chat-template';
import type { Tokenizer } from '../model/tokenizer';
import type { TokenStream } from './pretrain';

/** Documents as one stream. */
export interface PackedDocuments {
  /** 16 bits an id where the vocabulary allows it, as all those made here do; otherwise 32. `[tokens]` */
  readonly tokens: TokenStream;
  /** Documents that were packed. */
  readonly documents: number;
  /** Length of the texts in UTF-8. */
  readonly bytes: number;
}

/**
 * Packs whole documents until there are `limit` tokens or no more documents.
 * @param documents may be endless where there is a limit.
 */
export function packDocuments(
  tokenizer: Tokenizer,
  documents: Iterable<string>,
  limit = Infinity,
): PackedDocuments {
  const pieces: Int32Array[] = [];
  const utf8 = new TextEncoder();
  let length = 0;
  let bytes = 0;
  for (const text of documents) {
    const piece = encodeDocument(tokenizer, text);
    pieces.push(piece);
    length += piece.length;
    bytes += utf8.encode(text).length;
    if (length >= limit) break;
  }
  const tokens = tokenizer.vocabSize > 2 ** 16 ? new Int32Array(length) : new Uint16Array(length);
  let at = 0;
  for (const piece of pieces) {
    tokens.set(piece, at);
    at += piece.length;
  }
  return { tokens, documents: pieces.length, bytes };
}

/**
 * Loss in bits per byte, log2 e · loss · tokens / bytes: unlike loss per token it can be compared between
 * vocabularies.
 * @param loss nats per token, over these documents.
 */
export function bitsPerByte(loss: number, { tokens, bytes }: PackedDocuments): number {
  return (loss / Math.LN2) * (tokens.length / bytes);
}

/** The first texts that together have `limit` characters or just more; all of them when they have fewer. */
export function firstCharacters(texts: Iterable<string>, limit: number): string[] {
  const taken: string[] = [];
  let length = 0;
  for (const text of texts) {
    taken.push(text);
    length += text.length;
    if (length >= limit) break;
  }
  return taken;
}
