/** Hashes, by which data are recognised. */
import { createHash } from 'node:crypto';

/** SHA-256 of the array's bytes, in hexadecimal. */
export function sha256(data: NodeJS.ArrayBufferView): string {
  return createHash('sha256').update(data).digest('hex');
}
