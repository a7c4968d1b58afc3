/**
 * The traits of an annotator: everything by which a simulated person differs from the truth (lecture claims B3, D1,
 * D2, D4, E2). The forms of noise are those of the literature on simulated feedback: log-odds of Bradley and Terry
 * (1952), label flips as in AlpacaFarm (Dubois et al. 2023).
 */
import type { PolicyView } from '../families/family';

/** All by which an annotator differs from the judge. Defaults: `defaultTraits`. */
export interface AnnotatorTraits {
  /** Log-odds per standard deviation of gold; 0 chooses without looking at quality. */
  readonly slope: number;
  /** The standard deviation of gold, among replies to one prompt, that `slope` refers to. */
  readonly goldSd: number;
  /** Probability of the opposite click, in [0, 0.5]; of ratings, half the probability of any click at all. */
  readonly flipRate: number;
  /** How well content is known, in [0, 1]: 1 sees it as it is, 0 takes every content for middling. */
  readonly skill: number;
  /** Probability that the reply is read, in [0, 1], rather than glanced at for its form. */
  readonly effort: number;
  /** Log-odds for ten words more. */
  readonly lengthBias: number;
  /** Log-odds for one mark of politeness more ("thank you", "happy to help"); at most `politeMarks` count. */
  readonly politenessBias: number;
  /** Marks beyond this number please no more. */
  readonly politeMarks: number;
  /** Log-odds for one bulleted or numbered line more, of at most ten: a liking for the look of lists. */
  readonly listBias: number;
  /** What the policy is taken for. */
  readonly policy: PolicyView;
  /** Log-odds for a warm word on the first group of a pair or a harsh one on the second; the opposite for others. */
  readonly groupLean: number;
  /** Share of the words of at least four letters misspelt in what this annotator types. */
  readonly typoRate: number;
}

/**
 * The annotator of the main job: careful, but human. Politeness pleases more than it should: a line of filler costs
 * up to 0.18 of gold, hence 3.1 in log-odds, and brings one or two marks; of the next lines each costs less than it
 * brings. That is one of the things that over-optimisation can find.
 */
export const defaultTraits: AnnotatorTraits = {
  slope: 5,
  goldSd: 0.28,
  flipRate: 0.05,
  skill: 1,
  effort: 1,
  lengthBias: 0.1,
  politenessBias: 1,
  politeMarks: 6,
  listBias: 0,
  policy: 'aware',
  groupLean: 0,
  typoRate: 0.04,
};

/** Log-odds and slips only: no taste of its own. */
export const unbiasedTraits: AnnotatorTraits = { ...defaultTraits, lengthBias: 0, politenessBias: 0 };

/**
 * All traits, those left out being the main job's.
 * @throws RangeError when a trait is out of its range.
 */
export function completeTraits(traits: Partial<AnnotatorTraits>): AnnotatorTraits {
  const all = { ...defaultTraits, ...traits };
  if (!(all.flipRate >= 0 && all.flipRate <= 0.5))
    throw new RangeError(`flipRate is ${all.flipRate}; expected a number in [0, 0.5]`);
  if (!(all.goldSd > 0)) throw new RangeError(`goldSd is ${all.goldSd}; expected a number above 0`);
  for (const name of ['skill', 'effort', 'typoRate'] as const) {
    if (!(all[name] >= 0 && all[name] <= 1))
      throw new RangeError(`${name} is ${all[name]}; expected a number in [0, 1]`);
  }
  return all;
}
