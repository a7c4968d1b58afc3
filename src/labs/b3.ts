/**
 * Lab B3: a reward model learns from comparisons, and comparisons come in kinds: binary choices, ratings from 1 to 7,
 * attribute marks, choices with notes. All at the same labelling budget and on the same exam: agreement with the annotator
 * and with the judge, each beside its ceiling, and calibration; by kind of label, number of comparisons, size, label noise
 * and epochs, one factor at a time; with a report card by category. Controls: random weights (the tiny size), 40 % of the
 * labels turned round, prompts that the comparisons never were about.
 *
 * Simplified: one annotator labels everything, with the traits of the main job but for the noise.
 */
import { calibrationSlope } from '../eval/calibration';
import { mean } from '../eval/statistics';
import { measureColors, stageColors } from '../plots/theme';
import {
  annotatorAgreement,
  calibrationErrors,
  firstProbabilities,
  goldAgreement,
  goldLeads,
  leadsOf,
  right,
} from '../steps/agreement';
import { foundation, foundations, type Foundation, type FoundationSettings } from '../steps/foundation';
import { labelKinds, labelSeconds, perfectLead, type LabelKind } from '../steps/labels';
import { pairRecipe, type ReplyPair } from '../steps/pairs';
import { cardLeads, cardPairs, sectionOf, subsetNames, type Section } from '../steps/report-card';
import { rewardSizes, sweptRewardModel, type RewardSize } from '../steps/reward-cells';
import { contrast, less, more, share, shareDifference, type CheckSpec, type Test } from '../study/checks';
import { defineLab, type Findings } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, promptRows, type Cell, type Row } from '../study/rows';
import type { AxisView, PanelView } from '../study/view';
import type { LabEvent, Workbench } from '../study/workbench';
import { annotator, promptText, readingTime, rewardFamilies, type Family } from '../world';

/** A reward model's place in the sweep. */
interface Place {
  readonly labels: LabelKind;
  /** Labour, counted in binary comparisons: dearer labels get fewer pairs for it. */
  readonly budget: number;
  readonly size: RewardSize;
  /** Share of labels that are turned round, on top of the annotator's own uncertainty. */
  readonly flipRate: number;
  readonly epochs: number;
}

export interface B3Settings {
  readonly seeds: readonly number[];
  readonly foundation: FoundationSettings;
  /** The default, shared with lab B5. One factor at a time is varied around it, ascending, its own value among them. */
  readonly center: Place;
  readonly budgets: readonly number[];
  readonly sizes: readonly RewardSize[];
  readonly flipRates: readonly number[];
  readonly epochs: readonly number[];
  /** Families of the prompts of a reward model that is to know more kinds of prompts, for the report card. */
  readonly broad: readonly Family[];
  /** Pairs in each subset of the report card. */
  readonly cardPairs: number;
}

export const b3Presets = presets<B3Settings>(
  {
    seeds: [1],
    foundation: foundations.lecture,
    center: { labels: 'binary', budget: 4000, size: 'large', flipRate: 0.1, epochs: 1 },
    budgets: [250, 1000, 4000],
    sizes: ['tiny', 'small', 'large'],
    flipRates: [0, 0.1, 0.3],
    epochs: [1, 2],
    broad: rewardFamilies,
    cardPairs: 100,
  },
  {
    quick: {
      foundation: foundations.quick,
      center: { budget: 150 },
      budgets: [50, 150],
      sizes: ['tiny', 'large'],
      flipRates: [0.1, 0.3],
      cardPairs: 10,
    },
    full: {
      seeds: [1, 2, 3],
      foundation: foundations.full,
      center: { budget: 5000 },
      budgets: [50, 160, 500, 1600, 5000],
      sizes: rewardSizes,
      flipRates: [0, 0.05, 0.1, 0.2, 0.3, 0.4],
      epochs: [1, 2, 4],
      cardPairs: 200,
    },
  },
);

const kindNames: Readonly<Record<LabelKind, string>> = {
  binary: 'binary choices',
  rating: 'ratings from 1 to 7',
  attributes: 'attribute marks',
  notes: 'choices with notes',
};
const dearer = labelKinds.filter((kind) => kind !== 'binary');

/** Kinds of label as arms, and each factor as an arm along its values. */
function sweep({ center, budgets, sizes, flipRates, epochs }: B3Settings) {
  return [
    ...labelKinds.map((labels) => ({ arm: labels, at: null, place: { ...center, labels } })),
    ...budgets.map((budget) => ({ arm: 'comparisons', at: budget, place: { ...center, budget } })),
    ...sizes.map((size) => ({ arm: 'size', at: rewardSizes.indexOf(size), place: { ...center, size } })),
    ...flipRates.map((flipRate) => ({ arm: 'noise', at: flipRate, place: { ...center, flipRate } })),
    ...epochs.map((passes) => ({ arm: 'epochs', at: passes, place: { ...center, epochs: passes } })),
  ];
}

/** Four digits are kept: what is measured needs no more, and results stay small. */
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(4)));

export async function* runB3(bench: Workbench, settings: B3Settings): AsyncGenerator<LabEvent, Findings> {
  const { center } = settings;
  const card = subsetNames.map((name) => ({ name, asked: cardPairs(name, settings.cardPairs) }));
  const who = annotator({ flipRate: center.flipRate });
  const rows: Row[] = [];
  for (const seed of settings.seeds) {
    const ground = yield* foundation(bench, settings.foundation, seed);
    const heldOut = ground.heldOut.piece;
    const pFirst = rounded(firstProbabilities(heldOut, who.traits));
    const golds = goldLeads(heldOut);
    const reading = mean(ground.pairs.piece.map(pairReading));
    const taught = (from: Foundation, { labels, budget, size, flipRate, epochs }: Place) => {
      const afforded = (budget * labelSeconds('binary', reading)) / labelSeconds(labels, reading);
      const options = { epochs, pooling: 'mean' } as const;
      const cell = { size, flipRate, comparisons: Math.floor(afforded), labels, options };
      return sweptRewardModel(bench, settings.foundation, from, cell, seed);
    };
    /** By name of the model: the center stands in every arm. */
    const known = new Map<string, number[]>();
    for (const { arm, at, place } of sweep(settings)) {
      const { name, piece } = yield* taught(ground, place);
      const leads = known.get(name) ?? rounded(leadsOf(bench, piece, heldOut));
      known.set(name, leads);
      const key = { arm, seed, at };
      const found = {
        annotator: annotatorAgreement(leads, pFirst),
        judge: goldAgreement(leads, golds),
        ...((at === null || arm === 'epochs') && calibration(leads, pFirst)),
      };
      // Along a factor, several seeds need no pairs: their interval is over seeds, and the rows would be many.
      const byPair = at === null || settings.seeds.length === 1;
      for (const [measure, values] of Object.entries(found))
        append(
          rows,
          byPair ? promptRows({ ...key, measure }, values) : measureRows(key, { [measure]: mean(values) }),
        );
      if (at !== null) continue;
      const perfect = rounded(heldOut.map((pair) => perfectLead(place.labels, who, pair)));
      append(
        rows,
        measureRows(key, {
          seconds: labelSeconds(place.labels, reading),
          examples: piece.examples,
          'ceiling, annotator': mean(annotatorAgreement(perfect, pFirst)),
          'ceiling, judge': mean(goldAgreement(perfect, golds)),
        }),
      );
    }

    const { maxNewTokens, pairs: count } = settings.foundation;
    const pairs = yield* bench.make(
      pairRecipe,
      { families: [...settings.broad], maxNewTokens, seed, count, split: 'rewards' },
      { policy: ground.policy },
    );
    const narrow = yield* taught(ground, center);
    const broad = yield* taught({ ...ground, pairs }, center);
    for (const { name, asked } of card) {
      const ranked = (measure: string, leads: readonly number[]) =>
        promptRows({ arm: name, seed, measure }, leads.map(right));
      const best = asked.map(({ messages, better, worse }) => who.pFirst([...messages], better, worse) - 0.5);
      append(
        rows,
        ranked('narrow', cardLeads(bench, narrow.piece, asked)),
        ranked('broad', cardLeads(bench, broad.piece, asked)),
        ranked('ceiling', best),
      );
    }
  }
  return { rows };
}

/** Seconds to read a pair. */
function pairReading({ messages, first, second }: ReplyPair): number {
  return readingTime(promptText({ messages }), first.text, second.text);
}

/**
 * How far σ(score difference) is from the annotator's probability, as it comes and after temperature scaling: the slope is
 * fitted on every other pair and tried on the rest, the only fair way for scores that are not in log-odds.
 */
function calibration(leads: readonly number[], pFirst: readonly number[]): Record<string, number[]> {
  const every = (values: readonly number[], rest: number) => values.filter((_, i) => i % 2 === rest);
  const slope = calibrationSlope(every(leads, 0), every(pFirst, 0));
  return {
    'calibration error': calibrationErrors(leads, pFirst),
    'calibration error, scaled': calibrationErrors(every(leads, 1), every(pFirst, 1), slope),
  };
}

/** What σ(score difference) may be off by, on average, and still be called a probability. */
const tolerableError = 0.1;

export function b3Checks({ budgets, flipRates, epochs }: B3Settings): CheckSpec[] {
  const cell = (arm: string, measure: string, at?: Cell['at']): Cell => ({ arm, measure, at });
  const over = (arm: string, measure: string, higher: 'first' | 'last') => {
    const lower = higher === 'first' ? 'last' : 'first';
    return more(cell(arm, measure, higher), cell(arm, measure, lower), shareDifference);
  };
  const all = (section: Section, measure: 'narrow' | 'broad') =>
    subsetNames.filter((name) => sectionOf(name) === section).map((name) => cell(name, measure));
  const overall = (a: readonly Cell[], b: readonly Cell[]) => {
    const weights = [...a.map(() => 1 / a.length), ...b.map(() => -1 / b.length)];
    return contrast([...a, ...b], weights, 'above', shareDifference);
  };
  const inUnit =
    (unit: string) =>
    (id: string, statement: string, test: Test): CheckSpec => ({ id, statement, test, matters: 0.02, unit });
  const [onPairs, inProbability] = ['share of pairs', 'probability'].map(inUnit);
  const percent = (rate: number) => `${Math.round(100 * rate)} %`;
  const last = <T>(values: readonly T[]) => values[values.length - 1];
  return [
    ...labelKinds.map((kind): CheckSpec => ({
      ...onPairs(
        `${kind}-annotator`,
        `${kindNames[kind]}: the reward model prefers what the annotator prefers more often than chance`,
        more(cell(kind, 'annotator'), 0.5, { range: [0, 1] }),
      ),
      ...(kind === 'binary' && { main: true }),
    })),
    onPairs('binary-judge', 'and what the judge prefers', share(cell('binary', 'judge'), 'above', 0.5)),
    ...dearer.map((kind) =>
      onPairs(
        `${kind}-over-binary`,
        `for the same labour, ${kindNames[kind]} give more agreement with the judge than binary choices`,
        more(cell(kind, 'judge'), cell('binary', 'judge'), shareDifference),
      ),
    ),
    onPairs(
      'more-comparisons',
      `${last(budgets)} comparisons give more agreement with the judge than ${budgets[0]}`,
      over('comparisons', 'judge', 'last'),
    ),
    onPairs(
      'larger-model',
      'the largest reward model agrees with the judge more than a tiny one that was never pre-trained',
      over('size', 'judge', 'last'),
    ),
    onPairs(
      'less-noise',
      `${percent(flipRates[0])} of labels turned round leave more agreement with the judge than ${percent(last(flipRates))}`,
      over('noise', 'judge', 'first'),
    ),
    inProbability(
      'calibrated',
      `σ(score difference) is the annotator's probability within ${tolerableError} on average`,
      less(cell('binary', 'calibration error'), tolerableError, { range: [0, 1] }),
    ),
    inProbability(
      'epochs-miscalibrate',
      `${last(epochs)} passes over the comparisons instead of one: the calibration error grows`,
      over('epochs', 'calibration error', 'last'),
    ),
    onPairs(
      'card-hard',
      'report card: damage that looks good is harder to see than plain damage',
      overall(all('chat', 'narrow'), all('chat-hard', 'narrow')),
    ),
    onPairs(
      'card-polite',
      'report card: polite filler fools it: it ranks the same reply without it above in less than half of the pairs',
      share(cell('very polite', 'narrow'), 'below', 0.5),
    ),
    onPairs(
      'card-length',
      'report card: of two replies of equal length it prefers the one that the judge prefers',
      share(cell('equal length', 'narrow'), 'above', 0.5),
    ),
    ...(['safety', 'reasoning'] as const).map((section) =>
      onPairs(
        `card-${section}`,
        `${section}: it agrees with the judge more when such prompts were among its comparisons`,
        overall(all(section, 'broad'), all(section, 'narrow')),
      ),
    ),
  ];
}

const { base, rm, control } = stageColors;
const { gold: judge, proxy: annotatorInk } = measureColors;
const inks = {
  annotator: annotatorInk,
  judge,
  seconds: base,
  'calibration error': rm,
  'calibration error, scaled': control,
  narrow: rm,
  broad: control,
};
const range: readonly [number, number] = [0, 1];
const agreement = 'agreement (share of pairs)';
const wide = { width: 600, height: 360 };

function alongPanel(arm: string, title: string, x: AxisView): PanelView {
  const measures = ['annotator', 'judge'];
  const levels = measures.map((of) => ({ at: 'binary', measure: `ceiling, ${of}`, text: `ceiling, ${of}` }));
  return {
    kind: 'lines',
    over: 'mean',
    title,
    arms: [arm],
    inks,
    range,
    x,
    measures,
    levels,
    yTitle: agreement,
  };
}

const byKind = { kind: 'bars', arms: labelKinds, inks } as const;

function calibrationPanel(measure: string, title: string): PanelView {
  const levels = [{ at: tolerableError, text: 'tolerable' }];
  return { ...byKind, title, measures: [measure], range, levels, yTitle: 'calibration error' };
}

export const b3 = defineLab<B3Settings>({
  id: 'B3',
  title: 'A reward model learns from comparisons of several kinds',
  presets: b3Presets,
  run: runB3,
  checks: b3Checks,
  table: {
    arms: subsetNames,
    columns: [
      { measure: 'narrow', title: 'main families [95 %]', range },
      { measure: 'broad', title: 'all families [95 %]', range },
      { measure: 'ceiling', title: 'ceiling', percent: true },
    ],
    caption:
      'The report card: share of pairs ranked right, by a reward model whose comparisons were about the main families, by ' +
      'one with as many about all families, and by who knows the annotator by heart. Below .5 means fooled.',
  },
  views: [
    {
      id: 'accuracy',
      title: (says) =>
        says('binary-annotator') === 'holds' && says('binary-judge') === 'holds'
          ? 'The reward model agrees with annotator and judge more often than chance'
          : 'How often the reward model agrees with its annotator and with the judge',
      columns: 2,
      cell: wide,
      panels: [
        alongPanel('comparisons', 'Comparisons', { title: 'comparisons (log scale)', scale: 'log' }),
        alongPanel('size', 'Size', { title: 'reward model; tiny is not pre-trained', names: rewardSizes }),
        alongPanel('noise', 'Label noise', { title: 'share of labels turned round' }),
        alongPanel('epochs', 'Passes over the comparisons', { title: 'epochs' }),
      ],
    },
    {
      id: 'labels',
      title: (says) => {
        const better = dearer.filter((kind) => says(`${kind}-over-binary`) === 'holds');
        return better.length > 0
          ? `For the same labour, ${better.map((kind) => kindNames[kind]).join(' and ')} teach more than binary choices`
          : 'For the same labour, no kind of label is shown to beat binary choices';
      },
      caption:
        'What a label costs is stated, not measured; dearer labels get fewer pairs for the same labour. Scores that attribute ' +
        'marks have taught are not in log-odds: only with a fitted temperature can they be probabilities.',
      columns: 2,
      cell: wide,
      panels: [
        { ...byKind, title: 'What a label costs', measures: ['seconds'], yTitle: 'seconds a pair' },
        {
          ...byKind,
          title: 'Agreement with the judge, above binary',
          arms: dearer,
          above: 'binary',
          measures: ['judge'],
          yTitle: 'share of pairs',
        },
        calibrationPanel('calibration error', 'Scores as probabilities'),
        calibrationPanel('calibration error, scaled', 'The same, temperature fitted'),
      ],
    },
    {
      id: 'report-card',
      title: (says) =>
        ({
          holds: 'Report card: very polite replies fool the reward model',
          contradicted: 'Report card: very polite replies do not fool the reward model',
          'no difference that matters':
            'Report card: very polite replies are a coin’s toss to the reward model',
          undecided: 'Report card: what the reward model ranks right',
        })[says('card-polite') ?? 'undecided'],
      columns: 1,
      cell: { width: 1240, height: 340 },
      panels: (['narrow', 'broad'] as const).map((measure) => ({
        kind: 'bars',
        title:
          measure === 'narrow' ? 'Comparisons of the main families' : 'As many comparisons of all families',
        arms: subsetNames,
        inks,
        measures: [measure],
        note: 'dotted: chance',
        yTitle: 'ranked right (share)',
        range,
        levels: [{ at: 0.5, text: '' }],
      })),
    },
  ],
});
