/** Accuracy and calibration of lab B3, from the score differences that its result holds. */
import {
  calibrationBins,
  calibrationSlope,
  expectedCalibrationError,
  type CalibrationBin,
} from '../../eval/calibration';
import type { Exam } from './data';

/**
 * Share of the annotator's choices that an order agrees with, by pair: the annotator's probability of what the model
 * prefers, so that no luck of drawn labels is in it. `[pairs]`
 * @param leads positive where the first reply is ahead; 0 counts one half.
 */
export function annotatorAgreement(leads: readonly number[], { pFirst }: Pick<Exam, 'pFirst'>): number[] {
  return leads.map((lead, i) => (lead > 0 ? pFirst[i] : lead < 0 ? 1 - pFirst[i] : 0.5));
}

/** 1 where the order is the judge's, 0 where it is not, one half for a tie; pairs of equal gold are left out. */
export function goldAgreement(leads: readonly number[], { goldLead }: Pick<Exam, 'goldLead'>): number[] {
  return leads.flatMap((lead, i) => (goldLead[i] === 0 ? [] : right(lead * Math.sign(goldLead[i]))));
}

/** 1 for a lead of the better reply, 0 for one of the worse, one half for a tie. */
export function right(lead: number): number {
  return lead > 0 ? 1 : lead < 0 ? 0 : 0.5;
}

/** The same annotator's probabilities with another share of labels turned round. */
export function withFlips(pFirst: readonly number[], from: number, to: number): number[] {
  return pFirst.map((p) => to + ((1 - 2 * to) * (p - from)) / (1 - 2 * from));
}

/** A reliability curve with its error. */
export interface Reliability {
  /** Those that hold any pairs. */
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error. */
  readonly error: number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * Whether σ(slope · score difference) is the probability that the annotator prefers the first reply. Each pair counts in
 * both orders, since which reply is the first is nothing but chance.
 */
export function reliability(leads: readonly number[], pFirst: readonly number[], slope = 1): Reliability {
  const predicted = leads.flatMap((lead) => [sigmoid(slope * lead), sigmoid(-slope * lead)]);
  const outcomes = pFirst.flatMap((p) => [p, 1 - p]);
  const bins = calibrationBins(predicted, outcomes);
  return { bins: bins.filter(({ count }) => count > 0), error: expectedCalibrationError(bins) };
}

/**
 * Reliability after temperature scaling: the slope is fitted on every other pair and tried on the rest. The only fair
 * one for scores that are not in log-odds, as those of attributes.
 */
export function scaledReliability(leads: readonly number[], pFirst: readonly number[]): Reliability {
  const every = (values: readonly number[], rest: number) => values.filter((_, i) => i % 2 === rest);
  const slope = calibrationSlope(every(leads, 0), every(pFirst, 0));
  return reliability(every(leads, 1), every(pFirst, 1), slope);
}
