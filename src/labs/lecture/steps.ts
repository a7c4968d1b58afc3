/**
 * The main job's first two steps for one seed: SFT from the base model on mixed demonstrations (claim B1), then a
 * reward model from an annotator's comparisons of the SFT model's replies (claim B3), with the scale on which the
 * policy will see it.
 */
import { mean, pearson, standardDeviation } from '../../eval/statistics';
import { openingOf, promptKey, unseen } from '../../data/hold-out';
import { encodeChat } from '../../model/chat-template';
import { withScalarHead } from '../../model/weights';
import type { Backend, LanguageModel, ScalarModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Random } from '../../random';
import { trainRewardModel } from '../../train/reward-model';
import {
  calibrateReward,
  rewardFromModel,
  rewardInput,
  rewardScores,
  type Calibration,
} from '../../train/reward-scores';
import type { Reward } from '../../train/reward';
import { sft, type SftExample } from '../../train/sft';
import { annotator, bayesAccuracy, demonstrations, shippedRandom } from '../../world';
import { drawComparisons, type Comparison } from '../../steps/comparisons';
import { assess, sampleReplies, type Task } from '../../steps/task';
import type { LectureEvent } from './events';
import type { SeedResult } from './result';
import type { LectureSettings } from './settings';

/** One tenth of the demonstrations is kept for evaluation. */
const heldOutDemonstrations = 10;
/** Replies to each held-out prompt that the scale is measured on. */
const scaleReplies = 4;

export interface StepInput {
  readonly backend: Backend;
  readonly seed: number;
  readonly settings: LectureSettings;
  readonly random: Random;
}

type Shown = ReturnType<typeof demonstrations>[number];

/** The demonstrations to train on, and of a tenth of them those to evaluate on whose prompt is not trained on. */
export function lectureDemonstrations(settings: Pick<LectureSettings, 'demonstrations'>): {
  training: Shown[];
  heldOut: Shown[];
} {
  const shown = demonstrations(shippedRandom('demonstrations'), { count: settings.demonstrations });
  const isHeldOut = (i: number) => i % heldOutDemonstrations === 0;
  const training = shown.filter((_, i) => !isHeldOut(i));
  const aside = shown.filter((_, i) => isHeldOut(i));
  return { training, heldOut: unseen(aside, training, ({ messages }) => promptKey(openingOf(messages))) };
}

/** SFT, in place. */
export async function* runSft(
  model: LanguageModel,
  tokenizer: Tokenizer,
  { seed, settings }: StepInput,
): AsyncGenerator<LectureEvent, SeedResult['sft']> {
  // The shipped ones, in whole or in part: every seed imitates the same, in another order.
  const encode = ({ messages }: Shown): SftExample => {
    const { tokens, assistantMask } = encodeChat(tokenizer, messages);
    return { tokens, mask: assistantMask };
  };
  const shown = lectureDemonstrations(settings);
  const [training, heldOut] = [shown.training.map(encode), shown.heldOut.map(encode)];
  const loss: number[] = [];
  let heldOutLoss = NaN;
  let begun = false;
  for await (const record of sft(model, training, heldOut, { ...settings.sft, seed })) {
    if (!begun) yield { type: 'stage', seed, title: 'SFT on demonstrations', steps: record.steps };
    begun = true;
    if (record.type === 'step') loss.push(record.loss);
    else heldOutLoss = record.loss;
    yield { type: 'step', seed, done: record.step, live: { loss: record.loss }, record };
  }
  return { loss, heldOutLoss };
}

/** What the second step hands on. */
export interface RewardOutcome {
  readonly model: ScalarModel;
  readonly calibration: Calibration;
  readonly reward: Reward;
  readonly goldScale: { readonly mean: number; readonly sd: number };
  readonly comparisons: readonly Comparison[];
  readonly result: SeedResult['rewardModel'];
}

/** The comparisons to train on and to test on. @param random the seed's own. */
export function lectureComparisons(
  policy: LanguageModel,
  tasks: { readonly training: Task; readonly heldOut: Task },
  { maxNewTokens, comparisons, testComparisons }: LectureSettings,
  random: Random,
): { pairs: Comparison[]; test: Comparison[] } {
  const judge = annotator();
  const draw = (task: Task, count: number, purpose: string) =>
    drawComparisons(policy, task, judge, { count, maxNewTokens }, random.split(purpose));
  return {
    pairs: draw(tasks.training, comparisons, 'comparisons'),
    test: draw(tasks.heldOut, testComparisons, 'test comparisons'),
  };
}

/** Comparisons, the reward model, its scale. */
export async function* runRewardModel(
  policy: LanguageModel,
  tasks: { readonly training: Task; readonly heldOut: Task },
  { backend, seed, settings, random }: StepInput,
): AsyncGenerator<LectureEvent, RewardOutcome> {
  const { maxNewTokens } = settings;
  const { pairs, test } = lectureComparisons(policy, tasks, settings, random);

  const model = backend.scalarModel(policy.config, withScalarHead(policy.config, policy.weights()));
  const loss: number[] = [];
  const heldOut: SeedResult['rewardModel']['heldOut'] = [];
  const options = { evaluationInterval: 20, ...settings.rewardModel, seed };
  let begun = false;
  for await (const record of trainRewardModel(model, pairs, test, options)) {
    if (!begun) yield { type: 'stage', seed, title: 'Reward model from comparisons', steps: record.steps };
    begun = true;
    if (record.type === 'step') loss.push(record.loss);
    else heldOut.push({ step: record.step, loss: record.loss, accuracy: record.accuracy });
    const live = { loss: record.loss, accuracy: record.accuracy };
    yield { type: 'step', seed, done: record.step, live, record };
  }

  const pooling = settings.rewardModel.pooling ?? 'mean';
  const sampling = { perPrompt: scaleReplies, maxNewTokens };
  const replies = sampleReplies(policy, tasks.heldOut, sampling, random.split('scale'));
  const golds = assess(tasks.heldOut, replies).map(({ gold }) => gold);
  const scores = rewardScores(model, replies.map(rewardInput), pooling);
  const calibration = calibrateReward(scores);
  const result = {
    loss,
    heldOut,
    accuracy: heldOut[heldOut.length - 1].accuracy,
    goldAccuracy: goldAgreement(model, test, pooling),
    bayesAccuracy: bayesAccuracy(test.map(({ pChoice }) => pChoice)),
    annotatorGoldAccuracy: mean(
      decided(test).map(({ goldChosen, goldRejected }) => (goldChosen > goldRejected ? 1 : 0)),
    ),
    goldCorrelation: pearson(golds, scores),
  };
  const goldScale = { mean: mean(golds), sd: standardDeviation(golds) };
  const reward = rewardFromModel(model, pooling, calibration);
  return { model, calibration, reward, goldScale, comparisons: pairs, result };
}

/** Pairs that the judge can tell apart. */
function decided(pairs: readonly Comparison[]): Comparison[] {
  return pairs.filter(({ goldChosen, goldRejected }) => goldChosen !== goldRejected);
}

/** Share of those that the reward model orders as the judge does. */
function goldAgreement(model: ScalarModel, pairs: readonly Comparison[], pooling: 'last' | 'mean'): number {
  const told = decided(pairs);
  const chosen = rewardScores(
    model,
    told.map((pair) => pair.chosen),
    pooling,
  );
  const rejected = rewardScores(
    model,
    told.map((pair) => pair.rejected),
    pooling,
  );
  return mean(
    told.map((pair, i) => (chosen[i] > rejected[i] === pair.goldChosen > pair.goldRejected ? 1 : 0)),
  );
}
