/**
 * Labelled data without a model: pairs of replies by average writers, and what an annotator says of them, as one row
 * a pair or a reply in every form of label (claim B3). Replies of a model are labelled in the same way, see labs.
 */
import type { AttributesRow, ImprovedRow, NoteRow, RatingRow } from '../../data/annotations';
import type { ComparisonRow } from '../../data/records';
import type { Random } from '../../random';
import { familyNamed, rewardFamilies, type Family } from '../families';
import { writeReply } from '../families/write';
import { averageRates, drawFlaws } from '../house/flaws';
import type { Split } from '../families/family';
import { drawPrompts, type Prompt } from '../prompts';
import type { Annotator } from './annotator';
import type { UnlabelledPair } from './bayes';
import { improve } from './improve';
import { noteOn } from './notes';

/** A pair of replies with the prompt that they are to. */
export interface DrawnPair extends UnlabelledPair {
  /** The prompt's id and the number of the pair: "recipe/pea-soup/0#17". */
  readonly id: string;
  /** The prompt with what is known of it. */
  readonly asked: Prompt;
}

/** What pairs are asked for. */
export interface PairOptions {
  /** Pairs that are drawn. */
  readonly count: number;
  /** `rewardFamilies` when left out. */
  readonly families?: readonly Family[];
  /** 'rewards' by default. */
  readonly split?: Split;
}

/** Pairs of different replies by average writers. Number i is the same whatever the count. */
export function drawPairs(random: Random, options: PairOptions): DrawnPair[] {
  const { count, families = rewardFamilies, split = 'rewards' } = options;
  return drawPrompts(random.split('prompts'), count, split, families).map((asked, i) => {
    const write = (side: string, again: number): string => {
      const own = random.split('pair', i, side, again);
      return writeReply(
        asked.subject,
        drawFlaws(familyNamed(asked.family).flaws, averageRates, own.split('flaws')),
        own,
      );
    };
    const first = write('first', 0);
    let second = write('second', 0);
    for (let again = 1; second === first; again++) second = write('second', again);
    return { id: `${asked.id}#${i}`, asked, prompt: [...asked.messages], first, second };
  });
}

/** What stands in every row: which prompt it is. */
type Named<Row> = Row & { readonly id: string; readonly family: Family; readonly split: Split };

/** All labels of one annotator on some pairs. */
export interface Labels {
  /** The choice, one a pair; prompt, chosen and rejected as TRL names them. */
  readonly comparisons: readonly Named<ComparisonRow>[];
  /** From 1 to 7, one a reply. */
  readonly ratings: readonly Named<RatingRow>[];
  /** Five marks from 0 to 4, one row a reply. */
  readonly attributes: readonly Named<AttributesRow>[];
  /** The choice with its reason in words, one a pair. */
  readonly notes: readonly Named<NoteRow>[];
  /** The chosen reply as the annotator would have it, one a pair. */
  readonly improved: readonly Named<ImprovedRow>[];
}

/** Labels pairs in every form; each label is drawn by itself, notes and improvements belong to the choice. */
export function label(annotator: Annotator, pairs: readonly DrawnPair[], random: Random): Labels {
  const { traits } = annotator;
  const chosen = pairs.map(({ id, asked, prompt, first, second }, i) => {
    const own = random.split('label', i);
    const { choice } = annotator.prefer(prompt, first, second, own.split('choice'));
    const [better, worse] = choice === 0 ? [first, second] : [second, first];
    const { family, split } = asked;
    return { row: { id, family, split, prompt, chosen: better, rejected: worse }, own };
  });
  const replies = pairs.flatMap(({ id, asked: { family, split }, prompt, first, second }, i) =>
    [first, second].map((reply, side) => ({
      named: { id: `${id}.${side}`, family, split, prompt },
      reply,
      own: random.split('label', i, side),
    })),
  );
  return {
    comparisons: chosen.map(({ row }) => row),
    ratings: replies.map(({ named, reply, own }) => ({
      ...named,
      reply,
      rating: annotator.rate(named.prompt, reply, own.split('rating')),
    })),
    attributes: replies.map(({ named, reply, own }) => ({
      ...named,
      response: reply,
      ...annotator.mark(named.prompt, reply, own.split('attributes')),
    })),
    notes: chosen.map(({ row }) => ({ ...row, ...noteOn(traits, row.prompt, row.chosen, row.rejected) })),
    improved: chosen.map(({ row, own }) => ({
      ...row,
      improved: improve(traits, row.prompt, row.chosen, own.split('improve')),
    })),
  };
}
