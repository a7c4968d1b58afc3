/**
 * How far a policy is from its reference, for the records of every RL run and of DPO. Three numbers, because no single
 * one will do, and each with a name of its own:
 *
 *  - `kl`, the sampled sequence KL: the sum of k1 over a reply's tokens, averaged over the policy's own replies. Unbiased
 *    for the KL of whole replies, noisy, below 0 now and then. The x axis of over-optimisation, and what PPO pays for.
 *  - `klK3`, the same by k3: unbiased as well, never below 0.
 *  - `klExact`, the KL over the vocabulary at every token of a fixed sample of replies, averaged. No sampling noise and
 *    the same texts each time, so two steps, or two runs, can be compared; but nats a token, and along texts that the
 *    reference wrote, not along the policy's own.
 */
import { exactKlPerToken, sequenceKl } from '../eval/kl';
import { mean } from '../eval/statistics';
import type { LanguageModel } from '../model/model';
import type { Random } from '../random';
import type { Episodes } from './episodes';
import { drawReplies, replyBatch } from './replies';
import type { Reply } from './reward';

/** A policy's own reply, scored by both networks. */
export interface ScoredReply {
  /** log π(token). `[reply tokens]` */
  readonly logprobs: ArrayLike<number>;
  /** log π_ref(token). `[reply tokens]` */
  readonly referenceLogprobs: ArrayLike<number>;
}

/** The sampled KL of a policy's own replies. */
export interface SampledKl {
  /** Sequence KL by k1, in nats a reply. Can dip below 0 by chance. */
  readonly kl: number;
  /** Sequence KL by k3, in nats a reply; cannot. */
  readonly klK3: number;
}

/** Both estimates, averaged over the replies. */
export function sampledKl(replies: readonly ScoredReply[]): SampledKl {
  const average = (estimator: 'k1' | 'k3') =>
    mean(replies.map((reply) => sequenceKl(reply.logprobs, reply.referenceLogprobs, estimator)));
  return { kl: average('k1'), klK3: average('k3') };
}

/** Gives a policy's `klExact`: the mean over a fixed sample's tokens of the KL over the vocabulary, in nats a token. */
export type KlProbe = (policy: LanguageModel) => number;

/**
 * A probe on these replies. The reference's logits are kept: `vocab` floats a reply token.
 * @param replies held out: nothing is trained on them.
 */
export function klProbe(
  reference: LanguageModel,
  replies: readonly Pick<Reply, 'prompt' | 'tokens' | 'turns'>[],
): KlProbe {
  const { batch, stateMask } = replyBatch(replies);
  const vocab = reference.config.vocab_size;
  const states = Array.from(stateMask.keys()).filter((t) => stateMask[t] === 1);
  const logitsOf = (model: LanguageModel) => {
    const all = model.logits(batch);
    const chosen = new Float32Array(states.length * vocab);
    states.forEach((t, i) => chosen.set(all.subarray(t * vocab, (t + 1) * vocab), i * vocab));
    return chosen;
  };
  const referenceLogits = logitsOf(reference);
  return (policy) => mean(exactKlPerToken(logitsOf(policy), referenceLogits, vocab));
}

/**
 * The probe of a run, on replies that its reference writes: one to each of the first prompts (all of them, over again,
 * where there are fewer). They are drawn from a stream of their own, so the run's other draws are what they would be
 * without a probe.
 * @param options `klProbeReplies` of them; 0 makes no probe.
 * @param random the run's; split here.
 */
export function probeOf(
  task: {
    readonly reference: LanguageModel;
    readonly prompts: readonly Int32Array[];
    readonly stopTokens: readonly number[];
    readonly episodes?: Episodes;
  },
  options: { readonly klProbeReplies: number; readonly maxNewTokens: number },
  random: Random,
): KlProbe | undefined {
  const { reference, prompts, stopTokens, episodes } = task;
  const { klProbeReplies: count, maxNewTokens } = options;
  if (count === 0) return undefined;
  const indices = Array.from({ length: count }, (_, i) => i % prompts.length);
  const sampling = { maxNewTokens, stopTokens, random: random.split('KL probe'), episodes };
  return klProbe(reference, drawReplies(reference, prompts, indices, sampling));
}
