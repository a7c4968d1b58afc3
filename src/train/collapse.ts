/**
 * Signs that a policy is collapsing, as warnings in the record stream: it no longer chooses (entropy), says the same to
 * every prompt (duplicates), or has found that short or endless replies pay (length). Each iteration is compared with the
 * run's first; what is normal depends on the task, so nothing is absolute. The thresholds are far outside of what the
 * lecture's runs do, over-optimised ones included. A warning changes nothing in the run.
 */

/** What is watched, as means over an iteration's replies. */
export interface ReplyStatistics {
  /** Entropy per token, in nats. */
  readonly entropy: number;
  /** `duplicateShare` of the replies. */
  readonly duplicates: number;
  /** Tokens per reply. */
  readonly length: number;
}

/** Entropy below this share of the first iteration's. */
const leastEntropy = 0.25;
/** This share of the replies that differed in the first iteration now repeat another. */
const mostDuplicates = 0.5;
/** Replies this many times as long or as short as in the first iteration. */
const lengthFactor = 3;

/** Share of replies, in [0, 1], that another reply before them equals, token for token, whatever the prompts. */
export function duplicateShare(replies: readonly { readonly tokens: Int32Array }[]): number {
  return 1 - new Set(replies.map(({ tokens }) => tokens.join())).size / replies.length;
}

/**
 * What is wrong with the iteration, one line each; empty when nothing is.
 * @param first the run's first iteration.
 */
export function collapseWarnings(first: ReplyStatistics, now: ReplyStatistics): string[] {
  const warnings: string[] = [];
  const [before, after] = [first.entropy, now.entropy].map((nats) => nats.toFixed(3));
  if (now.entropy < leastEntropy * first.entropy) {
    warnings.push(`entropy collapse: ${after} nats a token, ${before} at the start`);
  }
  if (now.duplicates > first.duplicates + mostDuplicates * (1 - first.duplicates)) {
    warnings.push(
      `mode collapse: ${percent(now)} of the replies repeat another, ${percent(first)} at the start`,
    );
  }
  const ratio = now.length / first.length;
  if (ratio > lengthFactor || ratio < 1 / lengthFactor) {
    const [was, is] = [first.length, now.length].map((tokens) => tokens.toFixed(1));
    warnings.push(
      `length ${ratio > 1 ? 'explosion' : 'collapse'}: ${is} tokens a reply, ${was} at the start`,
    );
  }
  return warnings;
}

function percent({ duplicates }: ReplyStatistics): string {
  return `${Math.round(100 * duplicates)} %`;
}
