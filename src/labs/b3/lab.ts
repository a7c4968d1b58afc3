/**
 * Lab B3: a reward model learns from comparisons, and comparisons come in kinds: binary choices, ratings from 1 to 7,
 * attribute marks, choices with notes. All at the same labelling budget and on the same exam: accuracy against the annotator
 * and against the judge, each beside its ceiling, and calibration; by kind of label, number of comparisons, size,
 * label noise and epochs; with a report card by category. Controls: random weights (the tiny size), 40 % of the labels
 * turned round, prompts that the comparisons never were about.
 *
 * Simplified: one annotator labels everything, with the traits of the main job but for the noise.
 */
import { mean } from '../../eval/statistics';
import { parameterCount } from '../../model/config';
import { rewardScores, type RewardInput } from '../../train/reward-scores';
import { encodeReply } from '../../train/rows';
import { annotator, promptText, readingTime } from '../../world';
import { foundation } from '../../steps/foundation';
import { defineLab } from '../../study/lab';
import type { LabEvent, Workbench } from '../../study/workbench';
import { chatTokenizer } from '../../steps/common';
import { labelKinds, perfectLead } from '../../steps/labels';
import { pairRecipe, sideInput, type ReplyPair } from '../../steps/pairs';
import type { RewardModel } from '../../steps/reward-model';
import { sweptRewardModel, type RewardCell } from '../../steps/reward-cells';
import { b3Checks } from './checks';
import { b3Data, type B3Data, type Exam } from './data';
import { b3Figures } from './figures';
import { cardPairs, subsetNames, type CardPair } from './report-card';
import { affordable, b3Presets, labelSeconds, type B3Settings, type Cell } from './settings';

export const b3 = defineLab({
  id: 'B3',
  title: 'A reward model learns from comparisons of several kinds',
  presets: b3Presets,
  data: b3Data,
  run: runB3,
  checks: b3Checks,
  figures: b3Figures,
});

/** Runs the lab. */
export async function* runB3(bench: Workbench, settings: B3Settings): AsyncGenerator<LabEvent, B3Data> {
  const { center, cells } = settings;
  const exercises = subsetNames.map((name) => cardPairs(name, settings.cardPairs));
  const data: B3Data = {
    center,
    costs: labelKinds.map((labels) => ({ labels, seconds: [] })),
    exams: [],
    cells: cells.map((cell) => ({ cell, parameters: 0, seeds: [] })),
    card: { subsets: cardSubsets(center, exercises), models: [] },
  };
  const sit = (labels: Cell['labels'], prompts: 'narrow' | 'broad', seed: number, model: RewardModel) => {
    const leads = exercises.map((pairs) => leadsOn(bench, model, encoded(model, pairs)));
    const { models } = data.card;
    let entry = models.find((one) => one.labels === labels && one.prompts === prompts);
    if (!entry) models.push((entry = { labels, prompts, seeds: [] }));
    entry.seeds.push({ seed, leads });
  };
  for (const seed of settings.seeds) {
    const ground = yield* foundation(bench, settings.foundation, seed);
    const reading = mean(ground.pairs.piece.map(pairReading));
    for (const { labels, seconds } of data.costs) seconds.push(labelSeconds(labels, reading));
    data.exams.push(examOf(seed, center, ground.heldOut.piece));
    const test = ground.heldOut.piece.map(({ first, second }) => [sideInput(first), sideInput(second)]);
    for (const entry of data.cells) {
      const { cell } = entry;
      const labelled = affordable(cell.labels, cell.budget, reading);
      const { piece } = yield* sweptRewardModel(
        bench,
        settings.foundation,
        ground,
        rewardCell(cell, labelled),
        seed,
      );
      entry.parameters = parameterCount(piece.checkpoint.config, 'scalar');
      entry.seeds.push({ seed, labelled, examples: piece.examples, leads: leadsOn(bench, piece, test) });
      if (isCenterBut(cell, center)) sit(cell.labels, 'narrow', seed, piece);
    }
    const { maxNewTokens, pairs: count } = settings.foundation;
    const broad = yield* bench.make(
      pairRecipe,
      { families: [...settings.broad], maxNewTokens, seed, count, split: 'train' },
      { policy: ground.policy },
    );
    const more = yield* sweptRewardModel(
      bench,
      settings.foundation,
      { ...ground, pairs: broad },
      rewardCell(center, center.budget),
      seed,
    );
    sit('binary', 'broad', seed, more.piece);
  }
  return data;
}

/** The center, or what differs from it by its labels alone. */
function isCenterBut(cell: Cell, center: Cell): boolean {
  return JSON.stringify({ ...cell, labels: center.labels }) === JSON.stringify(center);
}

/** The cell's reward model; the binary ones are lab B5's own. */
function rewardCell({ labels, size, flipRate, epochs }: Cell, comparisons: number): RewardCell {
  const options = { epochs, pooling: 'mean' } as const;
  return { size, flipRate, comparisons, labels: labels === 'binary' ? undefined : labels, options };
}

/** Seconds to read a pair. */
function pairReading({ messages, first, second }: ReplyPair): number {
  return readingTime(promptText({ messages }), first.text, second.text);
}

/** Four digits are kept: what is measured needs no more, and results stay small. */
const rounded = (value: number) => Number(value.toPrecision(4));

function examOf(seed: number, { flipRate }: Cell, pairs: readonly ReplyPair[]): Exam {
  const who = annotator({ flipRate });
  const perfect = (kind: Cell['labels']) => pairs.map((pair) => rounded(perfectLead(kind, who, pair)));
  return {
    seed,
    pFirst: pairs.map(({ messages, first, second }) =>
      rounded(who.pFirst(messages, first.text, second.text)),
    ),
    goldLead: pairs.map(({ first, second }) => rounded(first.gold - second.gold)),
    perfect: {
      binary: perfect('binary'),
      rating: perfect('rating'),
      attributes: perfect('attributes'),
      notes: perfect('notes'),
    },
  };
}

function cardSubsets({ flipRate }: Cell, exercises: readonly (readonly CardPair[])[]) {
  const who = annotator({ flipRate });
  return exercises.map((pairs, i) => ({
    name: subsetNames[i],
    pBetter: pairs.map(({ messages, better, worse }) => rounded(who.pFirst([...messages], better, worse))),
  }));
}

/** Card pairs as the model reads them. */
function encoded({ checkpoint }: RewardModel, pairs: readonly CardPair[]): RewardInput[][] {
  const tokenizer = chatTokenizer(checkpoint);
  return pairs.map(({ messages, better, worse }) =>
    [better, worse].map((reply) => encodeReply(tokenizer, messages, reply)),
  );
}

/** Score of the first − score of the second. `[pairs]` */
function leadsOn(bench: Workbench, { checkpoint }: RewardModel, pairs: readonly RewardInput[][]): number[] {
  const { config, weights, reward } = checkpoint;
  const model = bench.backend.scalarModel(config, weights);
  const scores = rewardScores(model, pairs.flat(), reward.pooling);
  return pairs.map((_, i) => rounded(scores[2 * i] - scores[2 * i + 1]));
}
