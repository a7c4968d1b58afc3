/**
 * The annotator: a program with stated traits that compares and rates replies (lecture claim B3). It prefers the
 * better one by the gold score, as far as it can see it, has tastes of its own, and sometimes clicks on the wrong
 * side. Being a program, it has a known ceiling (bayes.ts).
 *
 *   P(first) = flip + (1 - 2 flip) (effort sigmoid(appeal_1 - appeal_2) + (1 - effort) sigmoid(glance_1 - glance_2))
 */
import type { PromptRow } from '../../data/records';
import type { Random } from '../../random';
import { combined } from '../house/parts';
import { wordsOf } from '../text';
import { drawStep, mixed, orderedLogit, sigmoid, type Scale } from './scales';
import { completeTraits, type AnnotatorTraits } from './traits';
import { look, type View } from './view';

type Prompt = PromptRow['prompt'];

/** One choice. */
export interface Choice {
  /** 0 when the first reply is preferred, 1 when the second is. */
  readonly choice: 0 | 1;
  /** Probability that this annotator makes this choice, slips included. */
  readonly pChoice: number;
}

/** The five attributes of HelpSteer2 (Wang et al. 2024, arXiv:2406.08673), each from 0 to 4. */
export const attributes = ['helpfulness', 'correctness', 'coherence', 'complexity', 'verbosity'] as const;
/** One of the five attributes. */
export type Attribute = (typeof attributes)[number];

/** Ratings go from 1 to 7. */
const ratingSteps = 7;
/** Attributes go from 0 to 4. */
const attributeSteps = 5;

/** Compares and rates replies. */
export interface Annotator {
  /** Complete: those that were left out are the main job's. */
  readonly traits: AnnotatorTraits;
  /** Probability that the first reply is preferred, slips included; in [0, 1]. */
  pFirst(prompt: Prompt, first: string, second: string): number;
  /** Chooses one of two replies. */
  prefer(prompt: Prompt, first: string, second: string, random: Random): Choice;
  /** Probability of each rating, from 1 to 7. `[7]` */
  ratingScale(prompt: Prompt, reply: string): Scale;
  /** Rates one reply from 1 to 7. */
  rate(prompt: Prompt, reply: string, random: Random): number;
  /** Probability of each mark, from 0 to 4, by attribute. `[5]` each */
  attributeScales(prompt: Prompt, reply: string): Record<Attribute, Scale>;
  /** Marks one reply by its attributes, each from 0 to 4. */
  mark(prompt: Prompt, reply: string, random: Random): Record<Attribute, number>;
}

/** This many distinct words are the most complex, this many words the most verbose reply. */
const mostDistinct = 40;
const mostWords = 60;

/** What the attributes are worth, in units of gold. */
function worths({ parts, appeal }: View, steepness: number, reply: string): Record<Attribute, number> {
  const words = wordsOf(reply);
  const of = (...names: string[]): number => combined(parts.filter((part) => names.includes(part.name)));
  return {
    helpfulness: appeal / steepness,
    correctness: of('content', 'steps', 'fairness'),
    coherence: of('format', 'repetition', 'spelling', 'ending'),
    complexity: Math.min(1, new Set(words).size / mostDistinct),
    verbosity: Math.min(1, words.length / mostWords),
  };
}

/**
 * An annotator with these traits; those left out are the main job's.
 * @throws RangeError when a trait is out of its range.
 */
export function annotator(given: Partial<AnnotatorTraits> = {}): Annotator {
  const traits = completeTraits(given);
  const { flipRate, effort } = traits;
  const steepness = traits.slope / traits.goldSd;

  const pFirst = (prompt: Prompt, first: string, second: string): number => {
    const [a, b] = [look(traits, prompt, first), look(traits, prompt, second)];
    const careful = sigmoid(a.appeal - b.appeal);
    const hasty = sigmoid(a.glance - b.glance);
    return flipRate + (1 - 2 * flipRate) * (effort * careful + (1 - effort) * hasty);
  };

  /** A wrong click is any click: the flips of a choice, generalised. */
  const withSlips = (scale: Scale): Scale =>
    mixed(
      1 - 2 * flipRate,
      scale,
      scale.map(() => 1 / scale.length),
    );

  const ratingScale = (prompt: Prompt, reply: string): Scale => {
    const { appeal, glance } = look(traits, prompt, reply);
    const scale = (worth: number): Scale => orderedLogit(worth / steepness, steepness, ratingSteps);
    return withSlips(mixed(effort, scale(appeal), scale(glance)));
  };

  const attributeScales = (prompt: Prompt, reply: string): Record<Attribute, Scale> => {
    const view = look(traits, prompt, reply);
    const read = worths(view, steepness, reply);
    const scale = (attribute: Attribute): Scale => {
      const careful = orderedLogit(read[attribute], steepness, attributeSteps);
      // At a glance every attribute is the look of the whole.
      const hasty = orderedLogit(view.glance / steepness, steepness, attributeSteps);
      return withSlips(mixed(effort, careful, hasty));
    };
    return {
      helpfulness: scale('helpfulness'),
      correctness: scale('correctness'),
      coherence: scale('coherence'),
      complexity: scale('complexity'),
      verbosity: scale('verbosity'),
    };
  };

  return {
    traits,
    pFirst,
    prefer(prompt, first, second, random) {
      const p = pFirst(prompt, first, second);
      return random.chance(p) ? { choice: 0, pChoice: p } : { choice: 1, pChoice: 1 - p };
    },
    ratingScale,
    rate: (prompt, reply, random) => 1 + drawStep(ratingScale(prompt, reply), random),
    attributeScales,
    mark(prompt, reply, random) {
      const scales = attributeScales(prompt, reply);
      const draw = (attribute: Attribute): number => drawStep(scales[attribute], random.split(attribute));
      return {
        helpfulness: draw('helpfulness'),
        correctness: draw('correctness'),
        coherence: draw('coherence'),
        complexity: draw('complexity'),
        verbosity: draw('verbosity'),
      };
    },
  };
}
