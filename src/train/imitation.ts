/**
 * One step of imitation, and its evaluation: what pre-training and SFT share. They differ only in where their
 * tokens come from and which of them count.
 */
import type { Batch } from '../data/batch';
import type { AdamWOptions, LanguageModel } from '../model/model';
import { requireFinite } from './checks';
import { accumulateTokenLoss } from './gradient';
import { crossEntropy } from './losses';
import { select } from './ragged';

/** Rows to be imitated, and the tokens that count. */
export interface MaskedBatch {
  readonly batch: Batch;
  /** 1 at the tokens of the loss; 0 at each row's first. `[tokens]` */
  readonly mask: Uint8Array;
}

/**
 * One optimiser step on the cross-entropy of the masked tokens.
 * @param where names the step in errors, e.g. `sft: step 12`.
 * @returns the loss before the step in nats per token, and the gradient's norm before clipping.
 * @throws UserError when either is not finite.
 */
export function imitate(
  model: LanguageModel,
  { batch, mask }: MaskedBatch,
  adamW: AdamWOptions,
  where: string,
): { loss: number; gradNorm: number } {
  const { loss } = accumulateTokenLoss(model, batch, mask, (logprobs) => ({ loss: crossEntropy(logprobs) }));
  requireFinite(where, { loss });
  const { gradNorm } = model.step(adamW);
  requireFinite(where, { gradNorm });
  return { loss, gradNorm };
}

/** Mean loss over the masked tokens of all batches, in nats per token; its exponential is the perplexity. */
export function imitationLoss(model: LanguageModel, batches: Iterable<MaskedBatch>): number {
  let sum = 0;
  let count = 0;
  for (const { batch, mask } of batches) {
    const logprobs = select(model.score(batch, mask).logprobs, mask);
    for (const logprob of logprobs) sum -= logprob;
    count += logprobs.length;
  }
  return sum / count;
}
