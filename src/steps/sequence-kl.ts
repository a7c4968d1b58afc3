/** How far a policy is from another, by the sequence KL of its own replies. */
import { sequenceKl } from '../eval/kl';
import type { LanguageModel } from '../model/model';
import { chunks } from '../train/ragged';
import { replyBatch } from '../train/replies';
import type { Reply } from '../train/reward';

/** Replies that go through both networks in one pass: bounds the memory, does not change the numbers. */
const repliesPerPass = 64;

/** Sequence KL of each reply by k1 and k3, in nats. `[replies]` each */
export function sequenceKls(policy: LanguageModel, reference: LanguageModel, replies: readonly Reply[]) {
  const passes = chunks(replies, repliesPerPass).map((some) => {
    const { batch, tokenMask: mask } = replyBatch(some);
    const own = policy.score(batch, mask).logprobs;
    const other = reference.score(batch, mask).logprobs;
    return some.map(({ prompt }, r) => {
      const [from, to] = [batch.offsets[r] + prompt.length, batch.offsets[r + 1]];
      return [own.subarray(from, to), other.subarray(from, to)] as const;
    });
  });
  const kl = (estimator: 'k1' | 'k3') =>
    passes.flat().map(([own, other]) => sequenceKl(own, other, estimator));
  return { kls: kl('k1'), klsK3: kl('k3') };
}
