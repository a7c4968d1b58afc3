/** Sampled replies: drawing them, and looking at them through a network. */
import { toBatch, type Batch } from '../data/batch';
import type { LanguageModel } from '../model/model';
import type { SamplingRule } from '../model/sampling';
import type { Random } from '../random';
import { playOn, type Episodes } from './episodes';
import { ownSpans, type Reply, type SampledReply } from './reward';

/** How replies are drawn: in training at temperature 1 with nothing cut off, the default, so the policy as it is. */
export interface ReplySampling extends Partial<SamplingRule> {
  /** Longest reply, and of an episode longest turn, in tokens. */
  readonly maxNewTokens: number;
  /** Ids that end a reply. */
  readonly stopTokens: readonly number[];
  /** Reply i depends on it, on i and on its prompt only. */
  readonly random: Random;
  /** What the prompts open conversations with; left out, one reply to each is all. */
  readonly episodes?: Episodes;
}

/**
 * One reply, or one episode, for each index of a prompt.
 * @param indices into `prompts`, in any order and number.
 * @throws UserError as `playOn` does.
 */
export function drawReplies(
  model: LanguageModel,
  prompts: readonly Int32Array[],
  indices: readonly number[],
  { episodes, ...how }: ReplySampling,
): SampledReply[] {
  const asked = indices.map((p) => prompts[p]);
  const sampling = { temperature: 1, topK: 0, topP: 1, ...how };
  const replies = model
    .generate(asked, sampling)
    .map((generation, i) => ({ ...generation, promptIndex: indices[i], prompt: asked[i] }));
  return episodes === undefined ? replies : playOn(model, replies, episodes, sampling);
}

/** Replies as rows, and the two views of their tokens that RL needs. */
export function replyBatch(replies: readonly Pick<Reply, 'prompt' | 'tokens' | 'turns'>[]): {
  readonly batch: Batch;
  /** The policy's own tokens: where log-probabilities are read. `[tokens]` */
  readonly tokenMask: Uint8Array;
  /** One earlier: the state in which each token was drawn, where values and logits are read. `[tokens]` */
  readonly stateMask: Uint8Array;
} {
  const batch = toBatch(replies.map(({ prompt, tokens }) => [...prompt, ...tokens]));
  const tokenMask = new Uint8Array(batch.tokens.length);
  replies.forEach((reply, r) => {
    const at = batch.offsets[r] + reply.prompt.length;
    for (const { start, end } of ownSpans(reply)) tokenMask.fill(1, at + start, at + end);
  });
  const stateMask = new Uint8Array(tokenMask.length);
  stateMask.set(tokenMask.subarray(1));
  return { batch, tokenMask, stateMask };
}
