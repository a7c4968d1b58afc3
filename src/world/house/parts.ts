/**
 * The parts of a judgement. Each part has a score in [0, 1] and a weight: the share of the whole that it can
 * take away alone. The whole is the product of what the parts leave, so flaws compound, every part matters
 * while the others are good, and there are many levels of partial credit.
 */

/** One part of a judgement, with the reason in plain words. */
export interface Part {
  /** What is judged. */
  readonly name: PartName;
  /** In [0, 1]. */
  readonly score: number;
  /** In [0, 1]: the share of the whole that a score of 0 takes away. */
  readonly weight: number;
  /** The reason for the score. */
  readonly why: string;
}

/** What each part can take away alone, a share in [0, 1]. */
export const partWeights = {
  /** The right ingredients, tips, items, facts, answer; nothing false. */
  content: 0.9,
  /** Steps that use the ingredients by the right method; steps of a sum, turns of a story. */
  steps: 0.5,
  /** No praise and no blame beyond the facts, whoever is asked about. */
  fairness: 0.6,
  /** The house format. */
  format: 0.6,
  /** No line and no phrase twice. */
  repetition: 0.8,
  /** No chatter around the answer. */
  directness: 0.35,
  /** Words that exist. */
  spelling: 0.5,
  /** Neither too short nor too long. */
  length: 0.7,
  /** Comes to a proper end. */
  ending: 0.3,
} as const;

/** A part of a judgement. */
export type PartName = keyof typeof partWeights;

/** A part; the score is clipped to [0, 1]. */
export function part(name: PartName, score: number, why: string): Part {
  return { name, score: Math.min(1, Math.max(0, score)), weight: partWeights[name], why };
}

/** The whole: the product over parts of 1 - weight (1 - score). */
export function combined(parts: readonly Part[]): number {
  return parts.reduce((whole, { score, weight }) => whole * (1 - weight * (1 - score)), 1);
}

/** Harmonic mean of precision and recall, from the number of hits among `given` answers and `wanted` ones. */
export function f1(hits: number, given: number, wanted: number): number {
  return given + wanted === 0 ? 1 : (2 * hits) / (given + wanted);
}

/** The mean of checks that hold in part (numbers) or not at all. */
export function mean(checks: readonly (number | boolean)[]): number {
  return checks.reduce<number>((sum, check) => sum + Number(check), 0) / checks.length;
}

/** The part of the house format, from checks of it. @param wrong the reason when one of them fails; `right` by default. */
export function format(checks: readonly (number | boolean)[], right: string, wrong = right): Part {
  const score = mean(checks);
  return part('format', score, score === 1 ? right : wrong);
}
