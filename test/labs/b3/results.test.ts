/** Measures, checks and figures of lab B3 on made-up data. */
import { describe, expect, it } from 'vitest';
import { b3Checks } from '../../../src/labs/b3/checks';
import { b3Data, type B3Data } from '../../../src/labs/b3/data';
import { b3Figures } from '../../../src/labs/b3/figures';
import {
  annotatorAgreement,
  goldAgreement,
  reliability,
  scaledReliability,
  withFlips,
} from '../../../src/labs/b3/measure';
import { sectionOf, subsetNames } from '../../../src/labs/b3/report-card';
import { b3Presets, labelSeconds, type Cell } from '../../../src/labs/b3/settings';
import { labelKinds } from '../../../src/steps/labels';
import { Random } from '../../../src/random';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const pairs = 200;
const { cells, center } = b3Presets.full;

/** Log-odds of the annotator; a tenth of the labels is turned round. */
const worths = Array.from({ length: pairs }, (_, i) => 4 * Math.sin(i + 1));
const pFirst = worths.map((worth) => 0.1 + 0.8 * sigmoid(worth));

/** Scores that are right in this share of pairs, and as sure of themselves as the steepness says. */
function leads(share: number, steepness: number, random: Random): number[] {
  return worths.map((worth) => (random.chance(share) ? steepness : -steepness) * 0.5 * worth);
}

/** Share of pairs that a cell orders right, if all that is claimed were so. */
function skill({ labels, budget, size, flipRate }: Cell): number {
  const kind = { binary: 0, rating: 0.15, attributes: 0.1, notes: 0.2 }[labels];
  const small = size === 'large' ? 0 : 0.15;
  return 0.75 + kind - small - 0.5 * (flipRate - 0.1) - 0.1 * Math.log10(center.budget / budget);
}

/** @param shown whether all claims hold; where not, every model is one that guesses. */
function made(shown: boolean, seeds: readonly number[]): B3Data {
  const random = (...of: (string | number)[]) => new Random(3).split(...of);
  const share = (cell: Cell) => (shown ? skill(cell) : 0.5);
  const size = 100;
  const rightShare = (name: (typeof subsetNames)[number], prompts: 'narrow' | 'broad') => {
    if (!shown) return 0.5;
    if (name === 'very polite') return 0.1;
    if (sectionOf(name) === 'safety' || sectionOf(name) === 'reasoning')
      return prompts === 'broad' ? 0.9 : 0.5;
    return sectionOf(name) === 'chat-hard' ? 0.6 : 0.95;
  };
  return b3Data.parse({
    center,
    costs: labelKinds.map((labels) => ({ labels, seconds: seeds.map(() => labelSeconds(labels, 12)) })),
    exams: seeds.map((seed) => ({
      seed,
      pFirst,
      goldLead: worths.map((worth) => worth / 10),
      perfect: { binary: worths, rating: worths, attributes: worths, notes: worths },
    })),
    cells: cells.map((cell, c) => ({
      cell,
      parameters: { tiny: 50_000, small: 90_000, medium: 280_000, large: 1_000_000 }[cell.size],
      seeds: seeds.map((seed) => ({
        seed,
        labelled: cell.budget,
        examples: cell.budget,
        leads: leads(share(cell), shown && cell.epochs === 1 ? 0.5 : 6, random(shown ? 'right' : c, seed)),
      })),
    })),
    card: {
      subsets: subsetNames.map((name) => ({ name, pBetter: Array.from({ length: size }, () => 0.8) })),
      models: (['narrow', 'broad'] as const).map((prompts) => ({
        labels: 'binary',
        prompts,
        seeds: seeds.map((seed) => ({
          seed,
          leads: subsetNames.map((name) => {
            const own = random('card', prompts, name, seed);
            return Array.from({ length: size }, () => (own.chance(rightShare(name, prompts)) ? 1 : -1));
          }),
        })),
      })),
    },
  });
}

const seeds = [1, 2, 3];

describe('measures', () => {
  it('count a tie one half, and leave out what the judge cannot tell apart', () => {
    expect(annotatorAgreement([1, -1, 0], { pFirst: [0.9, 0.9, 0.9] })).toEqual([0.9, 1 - 0.9, 0.5]);
    expect(goldAgreement([1, -1, 0, 1], { goldLead: [0.1, 0.1, -0.1, 0] })).toEqual([1, 0, 0.5]);
  });

  it('know the same annotator with other noise', () => {
    expect(withFlips([0.1, 0.9, 0.5], 0.1, 0)).toEqual([0, 1, 0.5]);
    withFlips([0.1, 0.9, 0.5], 0.1, 0.4).forEach((p, i) => expect(p).toBeCloseTo([0.4, 0.6, 0.5][i], 12));
  });

  it('find scores calibrated that are log-odds, others after scaling, and overconfident ones not', () => {
    const honest = worths.map((worth) => sigmoid(worth));
    expect(reliability(worths, honest).error).toBeLessThan(1e-9);
    const other = worths.map((worth) => 7 * worth);
    expect(reliability(other, honest).error).toBeGreaterThan(0.1);
    expect(scaledReliability(other, honest).error).toBeLessThan(1e-6);
    for (const { count } of reliability(other, honest).bins) expect(count).toBeGreaterThan(0);
  });
});

describe('checks of lab B3', () => {
  it('all hold where all that is claimed is so, over seeds and within one', () => {
    for (const of of [seeds, [1]]) {
      const checks = b3Checks(made(true, of));
      expect(checks.filter(({ holds }) => !holds).map(({ statement }) => statement)).toEqual([]);
      expect(checks).toHaveLength(18);
    }
  });

  it('do not hold where every model guesses', () => {
    for (const of of [seeds, [1]])
      expect(b3Checks(made(false, of)).filter(({ holds }) => holds).length).toBeLessThanOrEqual(1);
  });
});

describe('figures of lab B3', () => {
  it('say in their titles what the checks found', () => {
    const titles = (shown: boolean) =>
      Object.values(b3Figures(made(shown, seeds))).map(({ layout }) => layout.title?.text);
    expect(titles(true)).toEqual([
      'The reward model agrees with annotator and judge above chance, below its ceiling',
      'At equal cost, choices with notes teach most',
      'Binary choices make scores that are probabilities',
      'Report card: very polite replies fool the reward model',
    ]);
    expect(titles(false).slice(1)).toEqual([
      'At equal cost, no kind of label is shown to beat binary choices',
      'Score differences are not shown to be probabilities (noise 10 %)',
      'Report card: politeness is not shown to fool the reward model',
    ]);
  });

  it('stack on request, from the same data', () => {
    const data = made(true, [1]);
    const [wide, narrow] = [b3Figures(data), b3Figures(data, 1)];
    expect(narrow.accuracy.data.length).toBe(wide.accuracy.data.length);
    expect(narrow.accuracy.layout.width).toBeLessThan(wide.accuracy.layout.width ?? 0);
  });
});
