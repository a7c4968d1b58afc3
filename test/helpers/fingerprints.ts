/** Fingerprints (src/model/fingerprint.ts) as something a test can compare and print. */
import { createHash } from 'node:crypto';
import type { Engine } from '../../src/engine/engine';
import { engineBackend } from '../../src/model/engine-backend';
import { fingerprint } from '../../src/model/fingerprint';

/** SHA-256 of each part of a fingerprint. */
export type Hashes = Record<string, string>;

export function hashesOf(parts: Readonly<Record<string, Uint8Array>>): Hashes {
  return Object.fromEntries(
    Object.entries(parts).map(([part, bytes]) => [part, createHash('sha256').update(bytes).digest('hex')]),
  );
}

/** What an engine gives: 50 training steps of both kinds of network, and 4,000 tokens. */
export function engineHashes(engine: Engine): Hashes {
  return hashesOf(fingerprint(engineBackend(engine)));
}
