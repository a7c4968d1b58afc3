/**
 * Seeded randomness as an argument: a `Random` is split by name for every use (step, prompt, sample), so that
 * one rollout can be replayed alone and adding a draw in one place never shifts another.
 *
 * The generator is xoroshiro128+ from `pure-rand`; only the naming of streams is ours. No transcendental
 * function is used, so every draw is the same bit pattern on every JavaScript engine.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

/** A label of a stream: a purpose ("sft"), a step, a prompt's index. */
export type Label = string | number;

const fnvPrime = 0x01000193;

/** FNV-1a over the label's text, continuing from `hash`; the separator keeps ("a", 1) apart from ("a1"). */
function fold(hash: number, label: Label): number {
  const text = `${typeof label}:${label};`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), fnvPrime);
  return hash;
}

/** Murmur3's finaliser: spreads neighbouring keys over all 32 bits. */
function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A stream of random numbers that can be split into independent named streams. */
export class Random {
  readonly #keys: readonly [number, number];
  readonly #generator: JumpableRandomGenerator;

  /** @param seed any integer; equal seeds give equal streams. */
  constructor(seed: number | readonly [number, number]) {
    this.#keys = typeof seed === 'number' ? [fold(0x811c9dc5, seed), fold(0x9dc5811c, seed)] : seed;
    this.#generator = xoroshiro128plus(mix(this.#keys[0]));
    // pure-rand seeds from 32 bits; the second key moves the state on, so that 2^40 streams stay apart.
    const skip = mix(this.#keys[1]) & 0xff;
    for (let i = 0; i < skip; i++) this.#generator.next();
  }

  /** The stream of that name below this one. Does not advance this stream. */
  split(...labels: Label[]): Random {
    return new Random([labels.reduce(fold, this.#keys[0]), labels.reduce(fold, this.#keys[1])]);
  }

  /** Uniform in [0, 1), 24 bits: exact in float32 too. */
  uniform(): number {
    return (this.#generator.next() >>> 8) / 0x1000000;
  }

  /** Uniform integer in [0, n). @param n a positive whole number, at most 2^24. */
  int(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** True with probability `p`, a number in [0, 1]. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** One of `items`, each equally likely. @throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick: an empty list; expected at least one item');
    return items[this.int(items.length)];
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }

  /** Standard normal, as the sum of twelve uniforms less six: no logarithm, so the bits are portable. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum;
  }
}
