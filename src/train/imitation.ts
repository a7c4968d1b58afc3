/**
 * The loss of imitation, and its evaluation: what pre-training and SFT share. They differ only in where their
 * tokens come from and which of them count.
 */
import type { Batch } from '../data/batch';
import type { LanguageModel } from '../model/model';
import { accumulateTokenLoss } from './gradient';
import { crossEntropy } from './losses';
import { select } from './ragged';

/** Rows to be imitated, and the tokens that count. */
export interface MaskedBatch {
  /** Whole rows, with the tokens outside the loss. */
  readonly batch: Batch;
  /** 1 at the tokens of the loss; 0 at each row's first. `[tokens]` */
  readonly mask: Uint8Array;
}

/**
 * Adds the gradient of the masked tokens' cross-entropy to the model's.
 * @returns the loss in nats per token, and how many tokens went forward and back.
 */
export function accumulateImitation(
  model: LanguageModel,
  { batch, mask }: MaskedBatch,
): { loss: number; tokens: number } {
  const { loss } = accumulateTokenLoss(model, batch, mask, (logprobs) => ({ loss: crossEntropy(logprobs) }));
  return { loss, tokens: mask.length };
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
