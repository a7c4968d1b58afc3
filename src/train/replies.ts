/** Sampled replies: drawing them, and looking at them through a network. */
import { toBatch, type Batch } from '../data/batch';
import type { LanguageModel } from '../model/model';
import type { Random } from '../random';
import { spanMask } from './ragged';
import type { Reply, SampledReply } from './reward';

/** How replies are drawn in training: at temperature 1 with nothing cut off, so the policy as it is. */
export interface ReplySampling {
  /** Longest reply, in tokens. */
  readonly maxNewTokens: number;
  /** Ids that end a reply. */
  readonly stopTokens: readonly number[];
  /** Reply i depends on it, on i and on its prompt only. */
  readonly random: Random;
}

/**
 * One reply for each index of a prompt.
 * @param indices into `prompts`, in any order and number.
 */
export function drawReplies(
  model: LanguageModel,
  prompts: readonly Int32Array[],
  indices: readonly number[],
  { maxNewTokens, stopTokens, random }: ReplySampling,
): SampledReply[] {
  const asked = indices.map((p) => prompts[p]);
  const sampling = { maxNewTokens, stopTokens, random, temperature: 1, topK: 0, topP: 1 };
  return model
    .generate(asked, sampling)
    .map((generation, i) => ({ ...generation, promptIndex: indices[i], prompt: asked[i] }));
}

/** Replies as rows, and the two views of their tokens that RL needs. */
export function replyBatch(replies: readonly Pick<Reply, 'prompt' | 'tokens'>[]): {
  readonly batch: Batch;
  /** The reply's tokens: where log-probabilities are read. `[tokens]` */
  readonly tokenMask: Uint8Array;
  /** One earlier: the state in which each token was drawn, where values and logits are read. `[tokens]` */
  readonly stateMask: Uint8Array;
} {
  const batch = toBatch(replies.map(({ prompt, tokens }) => [...prompt, ...tokens]));
  const starts = replies.map(({ prompt }) => prompt.length);
  const ends = replies.map(({ prompt, tokens }) => prompt.length + tokens.length);
  return {
    batch,
    tokenMask: spanMask(batch, starts, ends),
    stateMask: spanMask(batch, starts.map(oneEarlier), ends.map(oneEarlier)),
  };
}

const oneEarlier = (position: number) => position - 1;
