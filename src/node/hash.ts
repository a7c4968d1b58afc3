/** Hashes, by which data are recognised. */
import { createHash } from 'node:crypto';

/** SHA-256 of the array's bytes, in hexadecimal. */
export function sha256(data: Uint8Array | Uint16Array): string {
  return createHash('sha256').update(data).digest('hex');
}
