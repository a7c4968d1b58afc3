/** The hash by which pieces and data are recognised, on Node and in pages alike. Files: node/hash.ts, which is faster. */
import { sha256 as digest } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

/** SHA-256 in hexadecimal, of bytes or of a text's UTF-8. */
export function sha256(data: Uint8Array | string): string {
  return bytesToHex(digest(data));
}
