/**
 * How varied the corpus is, without any model: the share of lines that occur once, and what a strong compressor leaves
 * of a sample. A compressor bounds the entropy from above; a language model that has read more can stay below it.
 */
import { brotliCompressSync, constants } from 'node:zlib';
import type { WorldDocument } from '../../world';

export interface CorpusMeasures {
  readonly documents: number;
  readonly bytes: number;
  /** Share of documents that no other of the sample equals. */
  readonly uniqueDocuments: number;
  /** Share of lines of at least eight words that stand in the sample once. */
  readonly uniqueLines: number;
  /** Brotli at its best (quality 11, window of 16 MiB): bits left per byte of the sample. */
  readonly compressedBitsPerByte: number;
}

/** Documents from the stream's beginning up to so many bytes. */
export function* sampleOf(documents: Iterable<WorldDocument>, bytes: number): Generator<string> {
  let taken = 0;
  for (const { text } of documents) {
    if (taken >= bytes) return;
    taken += Buffer.byteLength(text);
    yield text;
  }
}

function onceShare(pieces: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return pieces.filter((piece) => counts.get(piece) === 1).length / pieces.length;
}

const wordsOfLine = 8;

/** Measures some documents. */
export function corpusMeasures(texts: readonly string[]): CorpusMeasures {
  const bytes = Buffer.from(texts.join('\n\n'));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => (line.match(/[A-Za-z]+/g) ?? []).length >= wordsOfLine);
  return {
    documents: texts.length,
    bytes: bytes.length,
    uniqueDocuments: onceShare(texts),
    uniqueLines: onceShare(lines),
    compressedBitsPerByte: (8 * brotliCompressSync(bytes, { params }).length) / bytes.length,
  };
}
