/**
 * Best-of-n as a policy (claim B5): draw n replies to a prompt, keep the one that the reward likes best. Nothing is
 * trained; the price is paid at every prompt. Its curve over n from one pool is in `eval/best-of-n.ts`.
 */
import type { LanguageModel } from '../model/model';
import type { Checkpointing } from './checkpoint';
import type { Episodes } from './episodes';
import type { Reward } from './reward';
import { samplePool, type PoolOptions, type PoolRecord, type PoolSample } from './sample-pool';

/** All samples of one prompt, and the one that is kept. */
export type BestOfNRecord = PoolRecord & { readonly best: PoolSample };

/** The one with the highest score; of equally good ones the first. @throws RangeError on none. */
export function chooseBest<T extends { readonly score: number }>(samples: readonly T[]): T {
  if (samples.length === 0) throw new RangeError('best of n: no samples; expected at least one');
  return samples.reduce((best, sample) => (sample.score > best.score ? sample : best));
}

/** One record per prompt. @throws UserError as `samplePool` does. */
export async function* bestOfNPolicy(
  policy: LanguageModel,
  prompts: readonly Int32Array[],
  stopTokens: readonly number[],
  reward: Reward,
  options: Partial<PoolOptions> = {},
  checkpointing: Checkpointing = {},
  episodes?: Episodes,
): AsyncGenerator<BestOfNRecord, void, undefined> {
  for await (const record of samplePool(
    policy,
    prompts,
    stopTokens,
    reward,
    options,
    checkpointing,
    episodes,
  ))
    yield { ...record, best: chooseBest(record.samples) };
}
