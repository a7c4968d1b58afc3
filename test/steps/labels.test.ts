/** What labels of each kind come to, on pairs by average writers. */
import { describe, expect, it } from 'vitest';
import { annotatorAgreement, firstProbabilities, goldAgreement, goldLeads } from '../../src/steps/agreement';
import { goldsOf } from '../../src/steps/assess';
import { comparisonsBy, labelKinds, markedReplies, perfectLead } from '../../src/steps/labels';
import type { ReplyPair } from '../../src/steps/pairs';
import { mean } from '../../src/eval/statistics';
import { Random } from '../../src/random';
import { annotator, centrepiece, drawPairs } from '../../src/world';

const traits = { flipRate: 0.1 };
const who = annotator(traits);

/** Tokens say which reply it is: [0, pair, side]. */
const pairs: ReplyPair[] = drawPairs(new Random(5), { count: 400, families: centrepiece }).map(
  ({ asked, first, second }, i) => {
    const messages = [...asked.messages];
    const side = (text: string, s: number) => ({ tokens: [0, i, s], replyStart: 1, text });
    return { messages, first: side(first, 0), second: side(second, 1) };
  },
);
const pFirst = firstProbabilities(pairs, traits);
/** Pair after pair, first and second. */
const golds = goldsOf(pairs);
const random = () => new Random(7);
const ids = (kind: 'binary' | 'rating' | 'notes') =>
  comparisonsBy(kind, pairs, traits, random()).map(({ chosen }) => chosen.tokens.join());

/** Share of comparisons whose chosen reply the judge does not put below the other. */
function rightShare(kind: 'binary' | 'rating' | 'notes'): number {
  const found = comparisonsBy(kind, pairs, traits, random());
  const gold = (tokens: Int32Array) => golds[2 * tokens[1] + tokens[2]];
  return mean(found.map(({ chosen, rejected }) => (gold(chosen.tokens) >= gold(rejected.tokens) ? 1 : 0)));
}

describe('labels', () => {
  it('are one comparison a pair when binary, and follow the annotator', () => {
    const chosen = comparisonsBy('binary', pairs, traits, random());
    expect(chosen.map(({ chosen: { tokens } }) => tokens[1])).toEqual(pairs.map((_, i) => i));
    const agree = mean(
      chosen.map(({ chosen: { tokens } }, i) => ((tokens[2] === 0) === pFirst[i] > 0.5 ? 1 : 0)),
    );
    expect(agree).toBeCloseTo(mean(pFirst.map((p) => Math.max(p, 1 - p))), 1);
    expect(comparisonsBy('binary', pairs.slice(0, 9), traits, random())).toEqual(chosen.slice(0, 9));
  });

  it('leave ties out when ratings, with a margin of one sixth a step', () => {
    const rated = comparisonsBy('rating', pairs, traits, random());
    expect(rated.length).toBeLessThan(pairs.length);
    expect(rated.length).toBeGreaterThan(pairs.length / 2);
    for (const { margin = 0 } of rated) {
      expect(6 * margin).toBeCloseTo(Math.round(6 * margin), 9);
      expect(margin).toBeGreaterThan(0.1);
      expect(margin).toBeLessThanOrEqual(1);
    }
  });

  it('leave taste and slips out when choices with notes, so that those that stay are right more often', () => {
    const [all, noted] = [ids('binary'), ids('notes')];
    expect(noted.every((id) => all.includes(id))).toBe(true);
    expect(noted.length).toBeLessThan(all.length);
    expect(rightShare('notes')).toBeGreaterThan(rightShare('binary') + 0.03);
  });

  it('are marks around 0 that rise with gold when attributes', () => {
    const marked = markedReplies(pairs, traits, random());
    expect(marked).toHaveLength(2 * pairs.length);
    expect(mean(marked.map(({ rating }) => rating))).toBeCloseTo(0, 9);
    const of = (wanted: (gold: number) => boolean) =>
      mean(marked.filter((_, i) => wanted(golds[i])).map(({ rating }) => rating));
    expect(of((gold) => gold > 0.8)).toBeGreaterThan(of((gold) => gold < 0.4) + 0.5);
  });
});

describe('the perfect learner of each kind of label', () => {
  const leads = labelKinds.map((kind) => pairs.map((pair) => perfectLead(kind, who, pair)));

  it('from binary choices reaches the Bayes accuracy, which no other order surpasses', () => {
    const reached = leads.map((of) => mean(annotatorAgreement(of, pFirst)));
    expect(reached[0]).toBeCloseTo(mean(pFirst.map((p) => Math.max(p, 1 - p))), 12);
    for (const other of reached) expect(other).toBeLessThanOrEqual(reached[0] + 1e-12);
  });

  it('is nearer to the judge with notes and attributes, in which taste counts less', () => {
    const flattered = annotator({ ...traits, politenessBias: 4 });
    const reached = (kind: (typeof labelKinds)[number]) =>
      mean(
        goldAgreement(
          pairs.map((pair) => perfectLead(kind, flattered, pair)),
          goldLeads(pairs),
        ),
      );
    expect(reached('attributes')).toBeGreaterThan(reached('binary') + 0.01);
    expect(reached('notes')).toBeGreaterThan(reached('binary') + 0.01);
  });

  it('turns with the pair', () => {
    const [pair] = pairs;
    const turned = { ...pair, first: pair.second, second: pair.first };
    for (const kind of labelKinds)
      expect(perfectLead(kind, who, turned)).toBeCloseTo(-perfectLead(kind, who, pair), 9);
  });
});
