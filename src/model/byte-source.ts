/**
 * Bytes that are read in parts: a file on disk, which the host opens, or an array in memory. So a model's weights
 * go tensor by tensor from the disk to where they are computed with, and never lie in memory twice.
 */

/** Something with bytes in it. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** The bytes from `from` up to, not including, `to`, as an array of their own. */
  read(from: number, to: number): Uint8Array;
}

/** An array as a source. */
export function inMemory(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (from, to) => new Uint8Array(bytes.subarray(from, to)) };
}
