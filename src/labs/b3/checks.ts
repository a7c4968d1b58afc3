/** The claims that lab B3 tests. */
import { bootstrapDifference } from '../../eval/bootstrap';
import { mean, quantile } from '../../eval/statistics';
import { Random } from '../../random';
import { effectOver, meanEffect, minus, type Effect } from '../../study/effects';
import { checkOf, type Check } from '../../study/lab';
import type { B3Data, Exam } from './data';
import { reliability, withFlips } from './measure';
import {
  annotatorBySeed,
  binaryCard,
  cellsBy,
  centerCell,
  goldBySeed,
  inSection,
  rightBySeed,
  type CellResult,
} from './series';

const claim = 'B3';

/** What σ(score difference) may be off by, on average, and still be called a probability. */
const tolerableError = 0.1;

/** A share of pairs that has to be above a bound. */
function share(statement: string, perSeed: readonly (readonly number[])[], bound: number): Check {
  return checkOf({ claim, statement, ...meanEffect(perSeed), bound, unit: 'share of pairs' });
}

/** More of one than of the other, on the same pairs. */
function more(
  statement: string,
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): Check {
  return share(
    statement,
    a.map((values, i) => minus(values, b[i])),
    0,
  );
}

/** All checks of the lab. */
export function b3Checks(data: B3Data): Check[] {
  const center = centerCell(data);
  return [
    ...cellsBy(data, 'labels').map((cell) =>
      share(
        `${kindNames[cell.cell.labels]}: the reward model prefers what the annotator prefers more often than chance`,
        annotatorBySeed(data, cell),
        0.5,
      ),
    ),
    share('and what the judge prefers', goldBySeed(data, center), 0.5),
    ...cellsBy(data, 'labels')
      .filter((cell) => cell !== center)
      .map((cell) =>
        more(
          `at the same labelling budget, ${kindNames[cell.cell.labels]} give more agreement with the judge than binary choices`,
          goldBySeed(data, cell),
          goldBySeed(data, center),
        ),
      ),
    ...trends(data),
    ...calibrationChecks(data, center),
    ...cardChecks(data),
  ];
}

export const kindNames: Readonly<Record<B3Data['center']['labels'], string>> = {
  binary: 'binary choices',
  rating: 'ratings from 1 to 7',
  attributes: 'attribute marks',
  notes: 'choices with notes',
};

/** The ends of each factor's range against one another. */
function trends(data: B3Data): Check[] {
  const ends = (factor: 'budget' | 'size' | 'flipRate') => {
    const cells = cellsBy(data, factor);
    return [cells[0], cells[cells.length - 1]] as const;
  };
  const [few, many] = ends('budget');
  const [small, large] = ends('size');
  const [clean, noisy] = ends('flipRate');
  const gold = (cell: CellResult) => goldBySeed(data, cell);
  return [
    more(
      `${many.cell.budget} comparisons give more agreement with the judge than ${few.cell.budget}`,
      gold(many),
      gold(few),
    ),
    more(
      `a reward model of ${large.parameters} parameters agrees with the judge more than one of ${small.parameters}`,
      gold(large),
      gold(small),
    ),
    more(
      `with ${percent(clean.cell.flipRate)} of the labels turned round there is more agreement with the judge than with ${percent(noisy.cell.flipRate)}`,
      gold(clean),
      gold(noisy),
    ),
  ];
}

export function percent(rate: number): string {
  return `${Math.round(100 * rate)} %`;
}

/** The exam as the annotator of a cell would sit it. */
export function ownProbabilities(data: B3Data, { cell }: CellResult, { pFirst }: Exam): number[] {
  return withFlips(pFirst, data.center.flipRate, cell.flipRate);
}

/** Calibration error by seed. */
function errorsBySeed(data: B3Data, cell: CellResult): number[] {
  return cell.seeds.map(
    ({ leads }, i) => reliability(leads, ownProbabilities(data, cell, data.exams[i])).error,
  );
}

/** An effect that is worked out anew on pairs that are drawn again, where there is one seed only. */
function resampled(pairs: number, measure: (drawn: readonly number[]) => number): Effect {
  const random = new Random(1).split('B3', 'pairs');
  const all = Array.from({ length: pairs }, (_, i) => i);
  const draws = Array.from({ length: 500 }, () => measure(all.map(() => random.int(pairs))));
  const effect = { value: measure(all), low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
  return { effect, over: `${pairs} pairs` };
}

function calibrationChecks(data: B3Data, center: CellResult): Check[] {
  const passes = cellsBy(data, 'epochs');
  const most = passes[passes.length - 1];
  const [exam] = data.exams;
  const errorOn = (cell: CellResult, drawn: readonly number[]) => {
    const [{ leads }] = cell.seeds;
    const own = ownProbabilities(data, cell, exam);
    return reliability(
      drawn.map((i) => leads[i]),
      drawn.map((i) => own[i]),
    ).error;
  };
  const pairs = exam.pFirst.length;
  const below = effectOver(
    errorsBySeed(data, center).map((error) => tolerableError - error),
    () => resampled(pairs, (drawn) => tolerableError - errorOn(center, drawn)),
  );
  const checks = [
    checkOf({
      claim,
      statement: `σ(score difference) is the annotator's probability within ${tolerableError} on average`,
      ...below,
      bound: 0,
      unit: 'probability',
    }),
  ];
  if (most === center) return checks;
  const grows = effectOver(minus(errorsBySeed(data, most), errorsBySeed(data, center)), () =>
    resampled(pairs, (drawn) => errorOn(most, drawn) - errorOn(center, drawn)),
  );
  return [
    ...checks,
    checkOf({
      claim,
      statement: `${most.cell.epochs} passes over the comparisons instead of one: the calibration error grows`,
      ...grows,
      bound: 0,
      unit: 'probability',
    }),
  ];
}

function cardChecks(data: B3Data): Check[] {
  const narrow = binaryCard(data, 'narrow');
  const broad = binaryCard(data, 'broad');
  if (!narrow || !broad) return [];
  const chat = rightBySeed(data, narrow, inSection('chat'));
  const hard = rightBySeed(data, narrow, inSection('chat-hard'));
  const random = () => new Random(1).split('B3', 'card');
  const harder = effectOver(
    chat.map((values, i) => mean(values) - mean(hard[i])),
    () => ({
      effect: bootstrapDifference(chat[0], hard[0], { random: random() }),
      over: `${chat[0].length} and ${hard[0].length} pairs`,
    }),
  );
  const fooled = rightBySeed(data, narrow, ({ name }) => name === 'very polite').map((values) =>
    values.map((value) => 1 - value),
  );
  const elsewhere = (section: 'safety' | 'reasoning') =>
    more(
      `${section}: a reward model agrees with the judge more when such prompts were among its comparisons`,
      rightBySeed(data, broad, inSection(section)),
      rightBySeed(data, narrow, inSection(section)),
    );
  return [
    checkOf({
      claim,
      statement: 'report card: damage that looks good is harder to see than plain damage',
      ...harder,
      bound: 0,
      unit: 'share of pairs',
    }),
    share('report card: it ranks a reply with polite filler above the same reply without', fooled, 0.5),
    share(
      'report card: of two replies of equal length it prefers the one that the judge prefers',
      rightBySeed(data, narrow, inSection('length-controlled')),
      0.5,
    ),
    elsewhere('safety'),
    elsewhere('reasoning'),
  ];
}
