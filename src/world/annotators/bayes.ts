/**
 * Ceilings: how often the best possible predictor is right about an annotator's labels, for every type of label. A
 * reward model can do no better, unless by luck.
 */
import type { PromptRow } from '../../data/records';
import { attributes, type Annotator, type Attribute } from './annotator';
import { order, type Scale } from './scales';
import { largest } from '../../extremes';

/**
 * The accuracy of the best possible predictor of choices made with these probabilities: the mean of max(p, 1 - p).
 * @param probabilities of either side (`pFirst` or `pChoice`), one a comparison.
 * @throws RangeError when there are none.
 */
export function bayesAccuracy(probabilities: readonly number[]): number {
  if (probabilities.length === 0)
    throw new RangeError('bayesAccuracy: no comparisons; expected at least one');
  return probabilities.reduce((sum, p) => sum + Math.max(p, 1 - p), 0) / probabilities.length;
}

/** Two replies to one prompt. */
export interface UnlabelledPair {
  /** Text, or a conversation that ends with the user's turn. */
  readonly prompt: PromptRow['prompt'];
  /** The reply shown first; the order says nothing. */
  readonly first: string;
  /** The reply shown second. */
  readonly second: string;
}

/** The ceilings of an annotator's labels: accuracies of the best possible predictor, shares in [0, 1]. */
export interface Ceilings {
  /** Which of two replies is chosen; of notes too, whose reason follows from the choice. */
  readonly binary: number;
  /** Which of two replies is rated higher from 1 to 7; a tie counts half. */
  readonly rating: number;
  /** The rating itself, to the step. */
  readonly ratingExact: number;
  /** Which of two replies gets the higher mark, by attribute; a tie counts half. */
  readonly attributes: Readonly<Record<Attribute, number>>;
}

/** The best guess at an order, ties counting half. */
function orderCeiling(first: Scale, second: Scale): number {
  const { higher, equal, lower } = order(first, second);
  return Math.max(higher, lower) + equal / 2;
}

/** The ceilings on these pairs. @throws RangeError when there are none. */
export function ceilings(annotator: Annotator, pairs: readonly UnlabelledPair[]): Ceilings {
  if (pairs.length === 0) throw new RangeError('ceilings: no pairs; expected at least one');
  const mean = (of: (pair: UnlabelledPair) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const marks = pairs.map(({ prompt, first, second }) => [
    annotator.attributeScales(prompt, first),
    annotator.attributeScales(prompt, second),
  ]);
  const ofAttribute = (name: Attribute): number =>
    marks.reduce((sum, [first, second]) => sum + orderCeiling(first[name], second[name]), 0) / pairs.length;
  return {
    binary: bayesAccuracy(pairs.map(({ prompt, first, second }) => annotator.pFirst(prompt, first, second))),
    rating: mean(({ prompt, first, second }) =>
      orderCeiling(annotator.ratingScale(prompt, first), annotator.ratingScale(prompt, second)),
    ),
    ratingExact: mean(({ prompt, first }) => largest(annotator.ratingScale(prompt, first))),
    attributes: {
      helpfulness: ofAttribute('helpfulness'),
      correctness: ofAttribute('correctness'),
      coherence: ofAttribute('coherence'),
      complexity: ofAttribute('complexity'),
      verbosity: ofAttribute('verbosity'),
    },
  };
}

/** The ceilings as lines of a table, for cards and terminals; accuracies as shares in [0, 1]. */
export function ceilingRows(of: Ceilings): [label: string, accuracy: number][] {
  return [
    ['binary choice', of.binary],
    ['1-7 rating, order of two', of.rating],
    ['1-7 rating, exact', of.ratingExact],
    ...attributes.map((name): [string, number] => [`${name} 0-4, order of two`, of.attributes[name]]),
  ];
}
