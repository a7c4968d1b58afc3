/**
 * Best-of-n on any prompts (claim B5): each prompt's best reply, and the expected scores of best-of-n for several n
 * at once. Gold is the judge's score and counts on prompts of the world only; on others the judge knows no truth.
 */
import { bestOfN, bestOfNKl } from '../eval/best-of-n';
import { mean } from '../eval/statistics';
import { replyText } from '../model/chat-template';
import { chooseBest } from '../train/best-of-n';
import type { PoolRecord, PoolSample } from '../train/sample-pool';
import { judge } from '../world';
import type { Task } from './task';

/** A prompt's samples, measured. */
export interface MeasuredPool {
  /** The sample with the highest reward. */
  readonly best: PoolSample;
  /** Text of the best reply. */
  readonly reply: string;
  /** The reward of each sample. `[samples]` */
  readonly proxies: readonly number[];
  /** The judge's score of each sample, in [0, 1]; undefined where the prompt is not the world's. `[samples]` */
  readonly golds: readonly number[] | undefined;
}

/** Measures a prompt's samples. Of equally good ones the first is the best. */
export function measurePool(task: Task, { promptIndex, samples }: PoolRecord): MeasuredPool {
  const messages = [...task.prompts[promptIndex].messages];
  const texts = samples.map(({ tokens }) => replyText(task.tokenizer, tokens).trim());
  const judgements = texts.map((text) => judge(messages, text));
  const proxies = samples.map(({ score }) => score);
  const best = chooseBest(samples);
  const known = judgements.every(({ family }) => family !== 'other');
  return {
    best,
    reply: texts[samples.indexOf(best)],
    proxies,
    golds: known ? judgements.map(({ score }) => score) : undefined,
  };
}

/** A point of the best-of-n curve. */
export interface BestOfNPoint {
  /** Samples, of which the best is kept. */
  readonly n: number;
  /** `bestOfNKl(n)`, in nats. */
  readonly kl: number;
  /** Expected reward of the best, a mean over all prompts, in the reward's unit. */
  readonly proxy: number;
  /** Its expected score by the judge, in [0, 1], a mean over the world's prompts; undefined when there are none. */
  readonly gold: number | undefined;
}

/** The powers of two up to the number of samples, and that number. */
export function curveSizes(samples: number): number[] {
  const sizes: number[] = [];
  for (let n = 1; n < samples; n *= 2) sizes.push(n);
  return [...sizes, samples];
}

/** Expected proxy and gold over prompts for each n, by the unbiased estimator of `eval/best-of-n.ts`. */
export function bestOfNCurve(
  pools: readonly Pick<MeasuredPool, 'proxies' | 'golds'>[],
  sizes: readonly number[],
): BestOfNPoint[] {
  const curves = pools.map(({ proxies, golds }) => ({
    points: bestOfN(proxies, golds ?? proxies, sizes),
    known: golds !== undefined,
  }));
  const ofWorld = curves.filter(({ known }) => known);
  return sizes.map((n, i) => ({
    n,
    kl: bestOfNKl(n),
    proxy: mean(curves.map(({ points }) => points[i].proxy)),
    gold: ofWorld.length > 0 ? mean(ofWorld.map(({ points }) => points[i].gold)) : undefined,
  }));
}
