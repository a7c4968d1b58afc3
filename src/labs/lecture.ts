/**
 * The main job, the three steps of the lecture from the shipped base model, and the question that it ends with (claims A1, B1,
 * B3, B4, B5): how gold and proxy reward move along the distance from the SFT model, for best-of-n and for PPO without a KL
 * penalty, with one, and, as the control, on the gold score itself.
 */
import { mean } from '../eval/statistics';
import {
  annotatorAgreement,
  firstProbabilities,
  goldAgreement,
  goldLeads,
  leadsOf,
} from '../steps/agreement';
import { curveRows, judgedPool } from '../steps/best-of-n-curve';
import { chatTokenizer } from '../steps/checkpoints';
import {
  courseGolds,
  courseRows,
  landmarkTexts,
  peakIndex,
  withPoints,
  type CourseOf,
} from '../steps/course';
import { foundation, type Foundation } from '../steps/foundation';
import * as job from '../steps/main-job';
import { poolScoresRecipe } from '../steps/pool-scores';
import type { RewardModel } from '../steps/reward-model';
import { chatTask } from '../steps/task';
import { slideReplies, stageRows, type Stage } from '../steps/stages';
import {
  check,
  fallsFromPeak,
  less,
  more,
  risesPastPeak,
  risesToPeak,
  share,
  shareDifference,
  type CheckSpec,
} from '../study/checks';
import { defineLab, type Findings, type LabText } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, promptRows, type Row } from '../study/rows';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { atEnd, atPeak, base, lectureTable, lectureViews, penalised, sd, sft } from './lecture-views';

export interface LectureSettings extends job.MainJobSettings {
  readonly seeds: readonly number[];
  /** Price of KL of the arm that pays one. */
  readonly klCoefficient: number;
  readonly bestOfN: { readonly prompts: number; readonly samples: number; readonly fittedUpTo: number };
  /** Held-out prompts of the table of stages, of PPO's families, and as many of all families. */
  readonly tablePrompts: number;
}

export const lecturePresets = presets<LectureSettings>(
  {
    ...job.mainJobs.lecture,
    seeds: [1],
    klCoefficient: job.mainKlCoefficient,
    bestOfN: { prompts: 48, samples: 64, fittedUpTo: 8 },
    tablePrompts: 600,
  },
  {
    quick: { ...job.mainJobs.quick, bestOfN: { prompts: 12, samples: 8 }, tablePrompts: 48 },
    full: { ...job.mainJobs.full, seeds: [1, 2, 3] },
  },
);

export async function* runLecture(
  bench: Workbench,
  settings: LectureSettings,
): AsyncGenerator<LabEvent, Findings> {
  const rows: Row[] = [];
  const texts: LabText[] = [];
  let models: Findings['models'];
  const { families, maxNewTokens } = settings.foundation;
  for (const seed of settings.seeds) {
    const ground = yield* foundation(bench, settings.foundation, seed);
    const model = yield* job.mainRewardModel(bench, settings, ground, seed);
    append(rows, learningRows(bench, seed, ground, model.piece));
    append(rows, yield* bestOfN(bench, settings, ground, model, seed));
    const { free, penalty, control } = yield* threeArms(bench, settings, ground, model, seed);
    append(rows, [free, penalty, control].flatMap(courseRows));
    const peak = free.run.points[peakIndex(courseGolds(free).map((golds) => mean(golds)))].iteration;
    const stages = stagesOf(bench, ground, free, penalty, peak);
    for (const stage of stages)
      append(
        rows,
        yield* stageRows(bench, stage, { prompts: settings.tablePrompts, families, maxNewTokens, seed }),
      );
    append(
      rows,
      [
        fromCourse(sft, free, 0),
        fromCourse(atPeak, free, peak),
        fromCourse(atEnd, free),
        fromCourse(penalised, penalty),
      ].flat(),
    );
    const slides = yield* slideReplies(bench, stages, {
      maxNewTokens,
      seed,
      inFull: [sft, penalised],
    });
    append(rows, slides.rows);
    if (seed !== settings.seeds[0]) continue;
    append(texts, slides.few, landmarkTexts(free, job.shownPrompts(families)), slides.all);
    models = {
      sft: ground.policy.piece.checkpoint,
      'reward-model': model.piece.checkpoint,
      'ppo-peak': free.run.at(peak),
      'ppo-end': free.run.end,
      'ppo-penalty': penalty.run.end,
    };
  }
  return { rows, texts, models };
}

/** The losses as they fall, and how well the reward model has learnt, beside its annotator's ceiling. */
function learningRows(
  bench: Workbench,
  seed: number,
  { policy, heldOut }: Foundation,
  model: RewardModel,
): Row[] {
  const losses = (arm: string, values: readonly number[]) =>
    values.flatMap((loss, i) => measureRows({ arm, seed, at: i + 1 }, { loss }));
  const leads = leadsOf(bench, model, heldOut.piece);
  const pFirst = firstProbabilities(heldOut.piece);
  const key = { arm: 'reward model', seed };
  return [
    ...losses(sft, policy.piece.loss),
    ...losses('reward model', model.loss),
    ...promptRows({ ...key, measure: 'agreement with the annotator' }, annotatorAgreement(leads, pFirst)),
    ...promptRows(
      { ...key, measure: 'ceiling' },
      pFirst.map((p) => Math.max(p, 1 - p)),
    ),
    ...promptRows({ ...key, measure: 'agreement with gold' }, goldAgreement(leads, goldLeads(heldOut.piece))),
  ];
}

async function* bestOfN(
  bench: Workbench,
  { bestOfN: { prompts, samples, fittedUpTo }, foundation: settings }: LectureSettings,
  ground: Foundation,
  rewardModel: Made<RewardModel>,
  seed: number,
): AsyncGenerator<LabEvent, Row[]> {
  const size = { prompts, samplesPerPrompt: samples };
  const { pool, golds } = yield* judgedPool(bench, ground, settings, size, seed);
  const { piece: proxies } = yield* bench.make(poolScoresRecipe, {}, { pool, rewardModel });
  return curveRows({ arm: 'best-of-n', seed, proxies, golds, fittedUpTo });
}

const curveNames: Readonly<Record<string, string>> = {
  free: 'PPO without a KL penalty',
  penalty: penalised,
  control: 'Control: PPO on gold itself',
};

/** A course, and the name of the run that it is of. */
type Arm = CourseOf & { readonly name: string };

async function* threeArms(
  bench: Workbench,
  settings: LectureSettings,
  ground: Foundation,
  model: Made<RewardModel>,
  seed: number,
): AsyncGenerator<LabEvent, Readonly<Record<'free' | 'penalty' | 'control', Arm>>> {
  const { scale } = ground;
  const { families } = settings.foundation;
  const prompts = job.evaluationPrompts(families, settings.evaluation.prompts);
  const task = chatTask(chatTokenizer(ground.policy.piece.checkpoint), prompts);
  const run = async function* (arm: string, how: Omit<job.RunOf, 'families'>): AsyncGenerator<LabEvent, Arm> {
    const course = { ...how, families };
    const events = job.mainPpo(bench, settings, ground, [model], course, seed, { keepAll: true });
    const { name, piece } = yield* withPoints(events, `${curveNames[arm]}, seed ${seed}`, task, scale);
    return { arm, name, seed, run: piece, prompts, scale };
  };
  return {
    free: yield* run('free', { klCoefficient: 0 }),
    penalty: yield* run('penalty', { klCoefficient: settings.klCoefficient }),
    control: yield* run('control', { klCoefficient: 0, reward: { kind: 'gold', ...scale } }),
  };
}

function stagesOf(bench: Workbench, { policy }: Foundation, free: Arm, penalty: Arm, peak: number): Stage[] {
  const { name, piece } = bench.base('large');
  const at = (
    arm: string,
    from: Arm,
    iteration = from.run.points[from.run.points.length - 1].iteration,
  ): Stage => ({
    arm,
    as: 'chats',
    policy: { name: `${from.name}/${iteration}`, piece: { checkpoint: from.run.at(iteration) } },
  });
  return [
    { arm: base, as: 'pages', policy: { name, piece: { checkpoint: piece } } },
    { arm: sft, as: 'chats', policy },
    at(atPeak, free, peak),
    at(atEnd, free),
    at(penalised, penalty),
  ];
}

/** Proxy and KL of a stage: those of its run's own evaluation. */
function fromCourse(arm: string, { seed, run: { points } }: Arm, iteration?: number): Row[] {
  const point = points.find((one) => one.iteration === iteration) ?? points[points.length - 1];
  return measureRows({ arm, seed }, { proxy: mean(point.proxies), KL: mean(point.kls) });
}

const inSd = { unit: sd, matters: 0.1 };
const inGold = { unit: 'gold in [0, 1]', matters: 0.03 };
const replies = { unit: 'share of replies at temperature 0.7', matters: 0.02 };
const pairs = { unit: 'share of held-out pairs', matters: 0.02 };
const gold = (arm: string) => ({ arm, measure: 'gold in [0, 1]' });
const formats = (arm: string) => ({ arm, measure: 'right format in use' });
const ends = (at: 'first' | 'last') => ({ arm: 'control', measure: 'gold', at });
const agreement = { arm: 'reward model', measure: 'agreement with the annotator' };
const ceiling = { arm: 'reward model', measure: 'ceiling' };
const fit = { arm: 'best-of-n', measure: 'R² of the fit' };
const [A1, B1, B3, B4] = ['A1', 'B1', 'B3', 'B4'].map((claim) => ({ claim }));
const B5 = { claim: 'B5' };

/** What is claimed of the rows. */
export const lectureChecks = (): CheckSpec[] => [
  check(
    'base-format',
    'the base model hardly ever answers in the right format',
    share(formats(base), 'below', 0.1),
    replies,
    A1,
  ),
  check('sft-format', 'the SFT model nearly always does', share(formats(sft), 'above', 0.9), replies, A1),
  check('sft-gold', 'SFT is better than the base model', more(gold(sft), gold(base)), inGold, B1),
  check(
    'penalty-gold',
    'PPO with a KL penalty ends better than SFT',
    more(gold(penalised), gold(sft)),
    inGold,
    B4,
  ),
  check(
    'free-rises',
    'PPO without a KL penalty rises to a peak above SFT',
    risesToPeak('free', 'gold'),
    inSd,
    B4,
  ),
  check('free-falls', 'without a KL penalty gold falls from its peak', fallsFromPeak('free', 'gold'), inSd, {
    ...B5,
    main: true,
  }),
  check(
    'free-proxy',
    'the proxy goes on rising past the gold peak',
    risesPastPeak('free', 'gold', 'proxy'),
    inSd,
    B5,
  ),
  check(
    'control-rises',
    'control, the same PPO on gold itself: it rises',
    more(ends('last'), ends('first')),
    inSd,
    B5,
  ),
  check(
    'control-keeps',
    'control: it does not fall from its peak',
    { ...fallsFromPeak('control', 'gold', 0.1), expected: 'below' },
    inSd,
    B5,
  ),
  check(
    'best-of-n-fit',
    'best-of-n gold follows d(α − βd)',
    more(fit, 0.9, { range: [-Infinity, 1] }),
    { unit: 'R²', matters: 0.02 },
    B5,
  ),
  check(
    'model-chance',
    'the reward model agrees with its annotator more often than chance',
    more(agreement, 0.5, { range: [0, 1] }),
    pairs,
    B3,
  ),
  check(
    'model-ceiling',
    'and less often than the annotator’s choices would allow',
    less(agreement, ceiling, shareDifference),
    pairs,
    B3,
  ),
];

export const lecture = defineLab<LectureSettings>({
  id: 'lecture',
  title: 'From a base model to an over-optimised one',
  presets: lecturePresets,
  run: runLecture,
  checks: lectureChecks,
  table: lectureTable,
  views: lectureViews,
});
