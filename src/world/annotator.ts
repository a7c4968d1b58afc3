/**
 * The annotator: a program with stated traits that compares two replies (lecture claim B3). It prefers the
 * better one by the gold score, as Bradley and Terry (1952) have it, likes length and politeness a little more
 * than the truth does, and sometimes clicks on the wrong side. Being a program, it has a known ceiling: the
 * accuracy of the best possible predictor of its choices.
 *
 *   P(first) = flip + (1 - 2 flip) sigmoid(slope (gold_1 - gold_2) / goldSd
 *                                         + lengthBias (words_1 - words_2) / 10 + politenessBias (polite_1 - polite_2))
 */
import type { PromptRow } from '../data/records';
import type { Random } from '../random';
import { politeness } from './demonstrations/style';
import { judge } from './judge/judge';
import { wordsOf } from './text';

/** The traits of an annotator. */
export interface AnnotatorTraits {
  /** Log-odds per standard deviation of gold; 0 chooses without looking at quality. */
  readonly slope: number;
  /** The standard deviation of gold, among replies to one prompt, that `slope` refers to. */
  readonly goldSd: number;
  /** Probability of the opposite click, in [0, 0.5]. */
  readonly flipRate: number;
  /** Log-odds for ten words more. */
  readonly lengthBias: number;
  /** Log-odds for one mark of politeness more ("thank you", "happy to help"); at most `politeMarks` count. */
  readonly politenessBias: number;
  /** Marks beyond this number please no more. */
  readonly politeMarks: number;
}

/**
 * The annotator of the main job: careful, but human. A line of filler costs about 0.12 of gold, hence about 1.3 in
 * log-odds, and brings about 1.5 marks of politeness: this annotator forgives half of what the truth dislikes in it,
 * and likes more marks in one line. That is one of the things that over-optimisation can find.
 */
export const defaultTraits: AnnotatorTraits = {
  slope: 3,
  goldSd: 0.28,
  flipRate: 0.1,
  lengthBias: 0.1,
  politenessBias: 0.4,
  politeMarks: 6,
};

/** Log-odds and slips only: no taste of its own. */
export const unbiasedTraits: AnnotatorTraits = { ...defaultTraits, lengthBias: 0, politenessBias: 0 };

/** One choice. */
export interface Choice {
  /** 0 when the first reply is preferred, 1 when the second is. */
  readonly choice: 0 | 1;
  /** Probability that this annotator makes this choice, slips included. */
  readonly pChoice: number;
}

/** Compares replies. */
export interface Annotator {
  readonly traits: AnnotatorTraits;
  /** Probability that the first reply is preferred, slips included. */
  pFirst(prompt: PromptRow['prompt'], first: string, second: string): number;
  /** Chooses one of two replies. */
  prefer(prompt: PromptRow['prompt'], first: string, second: string, random: Random): Choice;
}

/**
 * An annotator with these traits; those left out are the main job's.
 * @throws RangeError when `flipRate` is not in [0, 0.5] or `goldSd` is not positive.
 */
export function annotator(traits: Partial<AnnotatorTraits> = {}): Annotator {
  const all = { ...defaultTraits, ...traits };
  const { slope, goldSd, flipRate, lengthBias, politenessBias, politeMarks } = all;
  if (!(flipRate >= 0 && flipRate <= 0.5))
    throw new RangeError(`flipRate must be in [0, 0.5], is ${flipRate}`);
  if (!(goldSd > 0)) throw new RangeError(`goldSd must be positive, is ${goldSd}`);

  const appeal = (prompt: PromptRow['prompt'], reply: string): number =>
    (slope * judge(prompt, reply).score) / goldSd +
    (lengthBias * wordsOf(reply).length) / 10 +
    politenessBias * Math.min(politeMarks, politeness(reply));

  const pFirst = (prompt: PromptRow['prompt'], first: string, second: string): number => {
    const odds = appeal(prompt, first) - appeal(prompt, second);
    return flipRate + (1 - 2 * flipRate) / (1 + Math.exp(-odds));
  };
  return {
    traits: all,
    pFirst,
    prefer(prompt, first, second, random) {
      const p = pFirst(prompt, first, second);
      return random.chance(p) ? { choice: 0, pChoice: p } : { choice: 1, pChoice: 1 - p };
    },
  };
}

/**
 * The accuracy of the best possible predictor of choices made with these probabilities: the mean of
 * max(p, 1 - p). A reward model can be no better on labels by this annotator, unless by luck.
 * @param probabilities of either side (`pFirst` or `pChoice`), one a comparison.
 * @throws RangeError when there are none.
 */
export function bayesAccuracy(probabilities: readonly number[]): number {
  if (probabilities.length === 0) throw new RangeError('the Bayes accuracy of no comparisons is undefined');
  return probabilities.reduce((sum, p) => sum + Math.max(p, 1 - p), 0) / probabilities.length;
}
