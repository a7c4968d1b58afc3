/** The compute ledger (claim A2): tokens and floating-point operations of each piece of work, by stage. */
import * as z from 'zod';

export const ledgerEntrySchema = z.object({
  /** What was made: "SFT", "reward model". */
  stage: z.string(),
  /** Parameters of the network that was trained or sampled. */
  parameters: z.number(),
  trainedTokens: z.number(),
  /** Tokens that only went forward: sampled or scored. */
  forwardTokens: z.number(),
  flops: z.number(),
});

/** The compute that one piece of work took (claim A2). */
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** Two entries of the same stage and network as one. */
export function added(a: LedgerEntry, b: LedgerEntry): LedgerEntry {
  return {
    stage: a.stage,
    parameters: a.parameters,
    trainedTokens: a.trainedTokens + b.trainedTokens,
    forwardTokens: a.forwardTokens + b.forwardTokens,
    flops: a.flops + b.flops,
  };
}

/**
 * A ledger entry. FLOPs by the usual count: 6 a parameter and trained token, 2 a parameter and token that only goes
 * forward (Kaplan et al. 2020, https://arxiv.org/abs/2001.08361, section 2.1); attention is left out.
 */
export function spent(
  stage: string,
  parameters: number,
  tokens: { readonly trained?: number; readonly forward?: number },
): LedgerEntry {
  const { trained = 0, forward = 0 } = tokens;
  const flops = parameters * (6 * trained + 2 * forward);
  return { stage, parameters, trainedTokens: trained, forwardTokens: forward, flops };
}
