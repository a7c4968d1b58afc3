/**
 * What a reward model learns from, by the kind of label (claim B3): a choice between two replies, ratings from 1 to 7,
 * attribute marks, a choice with a note. Annotators of any traits label the same pairs in every kind.
 *
 * - binary: the chosen reply shall score higher (Bradley and Terry).
 * - rating: each reply gets 1 to 7; the higher shall score higher, by the margin of Llama 2 (Touvron et al. 2023). Ties
 *   say nothing and are left out.
 * - attributes: each reply's marks for helpfulness, correctness and coherence, as one number to regress on (HelpSteer2,
 *   Wang et al. 2024). Complexity and verbosity are marked too, but are no virtues in the tiny world: weight 0.
 * - notes: a choice whose note names no part of the reply ("nothing decides") is left out: it was taste or a slip.
 *
 * Simplified: of a note only the part that it names is used, not its words.
 */
import { ratingMargin } from '../train/losses';
import { weightedRating, type RatedReply } from '../train/attribute-model';
import type { RewardPair } from '../train/reward-model';
import { mean } from '../eval/statistics';
import { Random } from '../random';
import {
  annotator,
  attributes,
  labour,
  noteOn,
  type Annotator,
  type AnnotatorTraits,
  type Attribute,
} from '../world';
import { given } from '../study/store';
import type { Made } from '../study/workbench';
import { sideInput, type ReplyPair } from './pairs';
import type { Labels } from './reward-model';

/** Binary choices, ratings from 1 to 7, attribute marks from 0 to 4, choices with notes. */
export const labelKinds = ['binary', 'rating', 'attributes', 'notes'] as const;
/** A kind of label. */
export type LabelKind = (typeof labelKinds)[number];

const attributeWeights: Readonly<Record<Attribute, number>> = {
  helpfulness: 1,
  correctness: 1,
  coherence: 1,
  complexity: 0,
  verbosity: 0,
};

/** Texts of a pair, for annotators. */
export interface PairText {
  readonly messages: ReplyPair['messages'];
  readonly first: { readonly text: string };
  readonly second: { readonly text: string };
}

/**
 * The comparisons that an annotator's labels of some pairs come to. Equal seeds label equal pairs alike, whatever else
 * is labelled.
 */
export function comparisonsBy(
  kind: Exclude<LabelKind, 'attributes'>,
  pairs: readonly ReplyPair[],
  traits: Partial<AnnotatorTraits>,
  random: Random,
): RewardPair[] {
  const who = annotator(traits);
  return pairs.flatMap((pair, i): RewardPair[] => {
    const { messages, first, second } = pair;
    const own = random.split('label', i);
    if (kind === 'rating') {
      const [a, b] = [first, second].map(({ text }, side) => who.rate(messages, text, own.split(side)));
      if (a === b) return [];
      const [chosen, rejected] = a > b ? [first, second] : [second, first];
      // Two ratings from 1 to 7 are as far apart as one comparison on that scale is from its middle, twice.
      const margin = ratingMargin(4 + (a - b) / 2);
      return [{ chosen: sideInput(chosen), rejected: sideInput(rejected), margin }];
    }
    const { choice } = who.prefer(messages, first.text, second.text, own);
    if (kind === 'notes' && !hasReason(who, pair, choice)) return [];
    const [chosen, rejected] = choice === 0 ? [first, second] : [second, first];
    return [{ chosen: sideInput(chosen), rejected: sideInput(rejected) }];
  });
}

/** The replies of some pairs with their weighted marks, which count from their mean: a reward's offset is free. */
export function markedReplies(
  pairs: readonly ReplyPair[],
  traits: Partial<AnnotatorTraits>,
  random: Random,
): RatedReply[] {
  const who = annotator(traits);
  const marked = pairs.flatMap(({ messages, first, second }, i) =>
    [first, second].map((side, s) => {
      const marks = who.mark(messages, side.text, random.split('label', i, s));
      return { ...sideInput(side), rating: weightedRating(marks, attributeWeights) };
    }),
  );
  const centre = mean(marked.map(({ rating }) => rating));
  return marked.map((reply) => ({ ...reply, rating: reply.rating - centre }));
}

/** Whether a note on this choice would name a part of the reply. */
function hasReason({ traits }: Annotator, { messages, first, second }: PairText, choice: 0 | 1): boolean {
  const [chosen, rejected] = choice === 0 ? [first, second] : [second, first];
  return noteOn(traits, messages, chosen.text, rejected.text).reason !== 'taste';
}

/**
 * How far the first reply is ahead for who has learnt all that labels of this kind can say, ratings and marks by their
 * expectations: the sign is the best order there is to learn, the ceiling of reward models taught by them.
 */
export function perfectLead(kind: LabelKind, who: Annotator, pair: PairText): number {
  const { messages, first, second } = pair;
  const expected = (scale: readonly number[]) => scale.reduce((sum, p, step) => sum + p * step, 0);
  switch (kind) {
    case 'binary':
      return who.pFirst(messages, first.text, second.text) - 0.5;
    case 'rating':
      return (
        expected(who.ratingScale(messages, first.text)) - expected(who.ratingScale(messages, second.text))
      );
    case 'attributes': {
      const worth = (text: string) => {
        const scales = who.attributeScales(messages, text);
        return weightedRating(
          Object.fromEntries(attributes.map((name) => [name, expected(scales[name])])),
          attributeWeights,
        );
      };
      return worth(first.text) - worth(second.text);
    }
    case 'notes': {
      const p = who.pFirst(messages, first.text, second.text);
      return (hasReason(who, pair, 0) ? p : 0) - (hasReason(who, pair, 1) ? 1 - p : 0);
    }
  }
}

/** Whose labels, of what kind, on how many pairs. */
export interface LabelSettings {
  /** The first so many of the pairs are labelled. */
  readonly comparisons: number;
  /** Binary choices when left out. */
  readonly labels?: LabelKind;
  readonly annotator: Partial<AnnotatorTraits>;
  readonly seed: number;
}

/** What a reward model is taught, named by its content: an annotator or a judge who would say the same makes no new model. */
export function labelled(
  pairs: readonly ReplyPair[],
  { comparisons, labels = 'binary', annotator: traits, seed }: LabelSettings,
): Made<Labels> {
  const chosen = pairs.slice(0, comparisons);
  const random = new Random(seed).split('reward model').split('labels');
  const found: Labels =
    labels === 'attributes'
      ? { kind: 'marks', rows: markedReplies(chosen, traits, random) }
      : { kind: 'comparisons', rows: comparisonsBy(labels, chosen, traits, random) };
  return given(`labels-${labels}`, found);
}

/**
 * The cost model: what is read takes the time that editing counts with (world/demonstrations/edit.ts); each answer is
 * found and clicked in three seconds; a note is a sentence of some ten words, typed. Stated here, measured nowhere.
 */
const secondsPerAnswer = 3;

/** What is given on a pair of replies, beside reading it. */
const effort: Readonly<Record<LabelKind, { readonly answers: number; readonly words: number }>> = {
  binary: { answers: 1, words: 0 },
  rating: { answers: 2, words: 0 },
  attributes: { answers: 10, words: 0 },
  notes: { answers: 1, words: 10 },
};

/** Seconds of labour for one pair. @param reading seconds to read prompt and replies. */
export function labelSeconds(kind: LabelKind, reading: number): number {
  const { answers, words } = effort[kind];
  return reading + secondsPerAnswer * answers + labour.secondsPerWordTyped * words;
}
