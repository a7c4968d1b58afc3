/**
 * How far a reward model's order of replies agrees with others' (claim B3): with the annotator who taught it, by the
 * probability of each choice so that no luck of drawn labels is in it, and with the judge.
 */
import { calibrationShares } from '../eval/calibration';
import type { Workbench } from '../study/workbench';
import { rewardScores } from '../train/reward-scores';
import { annotator, type AnnotatorTraits } from '../world';
import { goldsOf } from './assess';
import { sideInput, type ReplyPair } from './pairs';
import type { RewardModel } from './reward-model';

/** How far the first reply of each pair is ahead of the second, by the model's score. `[pairs]` */
export function leadsOf(
  bench: Workbench,
  { checkpoint }: RewardModel,
  pairs: readonly ReplyPair[],
): number[] {
  const { config, weights, reward } = checkpoint;
  const model = bench.backend.scalarModel(config, weights);
  const scores = (side: 'first' | 'second') =>
    rewardScores(
      model,
      pairs.map((pair) => sideInput(pair[side])),
      reward.pooling,
    );
  const [first, second] = [scores('first'), scores('second')];
  return Array.from(first, (score, i) => score - second[i]);
}

/** The same by the judge's score. `[pairs]` */
export function goldLeads(pairs: readonly ReplyPair[]): number[] {
  const golds = goldsOf(pairs);
  return pairs.map((_, i) => golds[2 * i] - golds[2 * i + 1]);
}

/** The annotator's probability of choosing the first reply. `[pairs]` */
export function firstProbabilities(
  pairs: readonly ReplyPair[],
  traits: Partial<AnnotatorTraits> = {},
): number[] {
  const who = annotator(traits);
  return pairs.map(({ messages, first, second }) => who.pFirst(messages, first.text, second.text));
}

/**
 * Share of the annotator's choices that an order agrees with, by pair.
 * @param leads positive where the first reply is ahead; 0 counts one half.
 */
export function annotatorAgreement(leads: readonly number[], pFirst: readonly number[]): number[] {
  return leads.map((lead, i) => (lead > 0 ? pFirst[i] : lead < 0 ? 1 - pFirst[i] : 0.5));
}

/** 1 where the order is the judge's, 0 where it is not, one half for a tie; pairs of equal gold are left out. */
export function goldAgreement(leads: readonly number[], golds: readonly number[]): number[] {
  return leads.flatMap((lead, i) => (golds[i] === 0 ? [] : right(lead * Math.sign(golds[i]))));
}

/** 1 for a lead of the better reply, 0 for one of the worse, one half for a tie. */
export function right(lead: number): number {
  return lead > 0 ? 1 : lead < 0 ? 0 : 0.5;
}

/**
 * How far σ(slope · score difference) is from the annotator's probability of the first reply: each pair's share in the
 * expected calibration error, in both orders, since which reply is the first is nothing but chance. `[pairs]`
 */
export function calibrationErrors(leads: readonly number[], pFirst: readonly number[], slope = 1): number[] {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const predicted = leads.flatMap((lead) => [sigmoid(slope * lead), sigmoid(-slope * lead)]);
  const shares = calibrationShares(
    predicted,
    pFirst.flatMap((p) => [p, 1 - p]),
  );
  return leads.map((_, i) => (shares[2 * i] + shares[2 * i + 1]) / 2);
}
